"""Does a page mix languages? Compares what it shows with the catalogue: a sentence of the other language is a fault."""

import re
from functools import cache
from html.parser import HTMLParser

from core.management.commands import messages

SPOKEN = {"title", "aria-label", "placeholder", "alt", "data-label", "data-lost"}
SILENT = {"script", "style"}
VOID = {"br", "hr", "img", "input", "link", "meta", "path", "rect", "circle"}
ENGLISH = re.compile(r"[A-Za-z]{2,}(?: [a-z]{2,}){3,}")  # four words in a row are no name and no code


class Spoken(HTMLParser):
    """Collects what a page says, outside of parts marked as another language."""

    def __init__(self):
        super().__init__()
        self.texts, self.silent, self.root = [], 0, True

    def handle_starttag(self, tag, attributes):
        marked = not self.root and "lang" in dict(attributes)
        if self.silent or tag in SILENT or marked:
            self.silent += tag not in VOID
            return
        if tag == "html":
            self.root = False
        self.texts += [value for name, value in attributes if name in SPOKEN and value]

    def handle_startendtag(self, tag, attributes):
        if not self.silent:
            self.texts += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self.silent -= bool(self.silent)

    def handle_data(self, data):
        if not self.silent and data.strip():
            self.texts.append(" ".join(data.split()))


@cache
def foreign(language: str) -> tuple[frozenset[str], re.Pattern]:
    """The sentences of the other language, and those with places as one pattern."""
    said = [(key.text, text) for key, text in messages.read("zh-hans").items() if text and text != key.text]
    others = [text if language == "en" else english for english, text in said]
    plain = {text for text in others if not messages.PLACE.search(text) and len(text) > 1}
    placed = [messages.PLACE.split(text) for text in others if messages.PLACE.search(text)]
    # only those whose fixed words are long enough to be told from data
    patterns = [
        ".+?".join(re.escape(part) for part in _fixed(parts)) for parts in placed if len("".join(_fixed(parts))) > 8
    ]
    return frozenset(plain), re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _fixed(parts):
    """The parts between the places (the pattern's own groups are left out)."""
    return parts[::2]


def mixed(html: str, language: str) -> list[str]:
    """What a page in ``language`` says in the other one."""
    page = Spoken()
    page.feed(html)
    plain, pattern = foreign(language)
    return [
        text
        for text in page.texts
        if text in plain or pattern.fullmatch(text) or (language != "en" and ENGLISH.search(text))
    ]
