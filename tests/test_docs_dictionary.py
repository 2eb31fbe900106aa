"""docs/data-dictionary.md says what the models say."""

from pathlib import Path

from grid_inspection.dictionary import dictionary_markdown

PAGE = Path(__file__).resolve().parent.parent / "docs" / "data-dictionary.md"


def test_the_data_dictionary_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == dictionary_markdown(), "run manage.py write_docs"


def test_no_identity_number_column_is_in_the_clear():
    """A column that could hold a number of a person is cipher text, keyed hash or mask."""
    lines = dictionary_markdown().splitlines()
    held = [line.split("|")[1].strip(" `") for line in lines if line.startswith("| `") and "_cipher" in line]
    assert held and all(name.removesuffix("cipher") + "hash" in "\n".join(lines) for name in held)
