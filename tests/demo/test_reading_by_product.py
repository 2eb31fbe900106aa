"""The product's own reader and checks understand every file of the demo city, but for the rows spoilt on purpose."""

from collections import Counter
from datetime import date, timedelta

from dataexchange.importing import mapping, reader
from dataexchange.importing.catalogue import spec_of
from dataexchange.importing.checking import Checker
from dataexchange.importing.spec import Context
from tests.demo.conftest import AS_OF, Built


def test_headings_rows_and_faults_are_as_the_manifest_says(built: Built) -> None:
    for item in built.manifest.deliveries:
        spec = spec_of(item.dataset)
        table = reader.read(built.folder / item.file, name=item.file, is_heading=mapping.heading_test(spec))
        found = mapping.recognise(table.headings, spec, source=item.source)
        assert found.settled, (item.file, found.unknown)
        context = Context(
            item.source,
            date.fromisoformat(item.received),
            AS_OF - timedelta(days=1),
            period=date.fromisoformat(f"{item.period}-01") if item.period else None,
            as_of=date.fromisoformat(item.as_of) if item.as_of else None,
        )
        checker = Checker(spec, found, context)
        results = [result for result in map(checker.check, table.rows) if not result.left_out]
        invalid = [result for result in results if result.faults]
        assert len(results) == item.expected["rows"], item.file
        assert len(invalid) == item.expected.get("invalid", 0), (item.file, [r.faults for r in invalid][:3])
        warned = Counter(fault["code"] for result in results for fault in result.warnings)
        assert not set(warned) - {"nonconforming_code", "read_later"}, (item.file, warned)
