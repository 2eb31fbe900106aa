"""What the documents point to exists."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"(?:\]\(|<img src=\")([^)#\"\s]+)")


@pytest.mark.parametrize("document", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    links = [link for link in LINK.findall(document.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_decisions_are_numbered_once_and_short():
    pages = sorted((ROOT / "docs" / "adr").glob("*.md"))
    texts = [page.read_text(encoding="utf-8") for page in pages]
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    assert all(text.startswith(f"# {number}. ") for number, text in enumerate(texts, start=1))
    assert all(len(text.splitlines()) <= 25 for text in texts)
