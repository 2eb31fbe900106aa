"""docs/glossary.md names things that exist, by the words that the screens show."""

import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.utils.translation import gettext, override

PAGE = Path(__file__).resolve().parent.parent / "docs" / "glossary.md"
CELLS = r"\| (?P<label>[^|]+) \| (?P<english>[^|]+) \| `(?P<code>[^`]+)` \| [^|]+ \| [^|]+ \|"
LINE = re.compile(f"^{CELLS}$", re.MULTILINE)
ROWS = [match.groupdict() for match in LINE.finditer(PAGE.read_text(encoding="utf-8"))]


def thing(code: str) -> object:
    """What ``app.Model``, ``app.Model.field`` or ``module:Name.MEMBER`` names; raises where it names nothing."""
    if ":" in code:
        module, names = code.split(":")
        found = import_module(module)
        for name in names.split("."):
            found = getattr(found, name)
        return found
    label, model, *field = code.split(".")
    found = apps.get_model(label, model)
    return found._meta.get_field(field[0]) if field else found


def test_every_line_of_the_tables_was_read():
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ") and "`" in line]
    assert len(lines) == len(ROWS) > 60


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["english"])
def test_a_word_names_something_and_is_what_the_screen_shows(row):
    assert thing(row["code"]) is not None
    if not row["english"].startswith("("):
        with override("zh-hans"):
            assert gettext(row["english"]) == row["label"]
