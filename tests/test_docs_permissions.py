"""docs/permissions.md says what the access matrix says."""

from tests.docs_permissions import PAGE, permissions_markdown


def test_the_page_of_permissions_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == permissions_markdown(), "run manage.py write_docs"
