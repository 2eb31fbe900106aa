"""docs/imports.md says what the declarations say."""

from pathlib import Path

from dataexchange.importing.docs import imports_markdown

PAGE = Path(__file__).resolve().parent.parent / "docs" / "imports.md"


def test_the_page_of_imports_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == imports_markdown(), "run manage.py write_docs"
