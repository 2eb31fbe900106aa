"""Two hashes of a row: of its raw cells, to know the unchanged quickly; of its values, to compare what it says.

Both are keyed, because rows hold identity numbers and wages. The raw hash covers the cells read, which fields they
are, the dataset, the source, the month of the delivery where rows are about one, and the version of the checks: when
the checks change, every row is read anew. Of a roster it leaves out the as-of day, so that a roster that says the same
again is unchanged. It says ``unchanged`` only where that row applied and still stands.
"""

import hashlib
from collections.abc import Callable
from operator import itemgetter

from core import privacy
from dataexchange.importing.mapping import Mapping
from dataexchange.importing.spec import Context, Period, Spec, Values

# Raise when a check, a normalisation or the reading of a type changes what a row comes to.
CHECKS_VERSION = 1
HASH_BYTES = 16
BETWEEN = "\x1f"  # control characters make a row invalid: no applied cell holds one


def fingerprint(mapping: Mapping, context: Context) -> bytes:
    """What a raw hash depends on beside the cells. The order of a file's columns and their spelling do not matter."""
    spec = mapping.spec
    month = f"{context.period:%Y-%m}" if spec.period is Period.MONTH and context.period else ""
    told = (str(CHECKS_VERSION), spec.dataset.value, context.source, month, *hashed_fields(mapping))
    return BETWEEN.join(told).encode()


def hashed_fields(mapping: Mapping) -> list[str]:
    return sorted(field for field in mapping.indexes if field not in mapping.spec.hash_ignores)


def keyed() -> "hashlib.blake2b":
    return hashlib.blake2b(key=privacy.keyed_hash("delivered row"), digest_size=HASH_BYTES)


def row_hasher(mapping: Mapping, context: Context, *, typed: bool = True) -> Callable[[list[str]], bytes]:
    """A function from the raw cells of a row to its 16 bytes; not ``typed``: cells are nothing but text."""
    fields = hashed_fields(mapping)
    begun = keyed()
    begun.update(fingerprint(mapping, context))
    start, pick = begun.copy, itemgetter(*(mapping.indexes[field] for field in fields))
    single = len(fields) == 1
    plain, width = {str}, len(mapping.headings)

    def row_hash(cells: list[str]) -> bytes:
        if len(cells) < width:
            cells = [*cells, *[""] * (width - len(cells))]
        picked = (pick(cells),) if single else pick(cells)
        text = "\x1f".join(picked)
        if typed and set(map(type, picked)) != plain:  # a number that looks like the text of yesterday is another cell
            text += "\x1e" + BETWEEN.join(cell.__class__.__name__ for cell in picked)
        hashed = start()
        hashed.update(text.encode("utf-8", "surrogatepass"))
        return hashed.digest()

    return row_hash


def content_hasher(spec: Spec, source: str) -> Callable[[Values], bytes]:
    """A function from the values of a row to 16 bytes over what it says, leaving out how and where it was said."""
    derived = [field for field in spec.derived if field not in ("live", "birth_date")]
    columns = [field for field in spec.by_field if field not in spec.dropped]
    fields = sorted({*columns, *derived} - spec.content_ignores - spec.unread(source))
    begun = keyed()
    begun.update(f"content\x1f{spec.dataset.value}".encode())
    start, pick = begun.copy, itemgetter(*fields)

    def content_hash(values: Values) -> bytes:
        hashed = start()
        hashed.update("\x1f".join(map(str, pick(values))).encode("utf-8", "surrogatepass"))
        return hashed.digest()

    return content_hash
