"""Setting a document: a Typst template and its data become PDF/A-2b, or a picture of its pages.

Data reach the template as JSON: text of users is never read as markup. The same template, data and day give the same
bytes, so that their hash is evidence. PDF/A refuses a glyph that no font has, where plain PDF would print a box.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _

from core.documents import fonts
from core.permissions import Denied

UNDRAWABLE = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)


class Unprintable(Denied):
    """A document that cannot be set: the sentence names the character that no font has."""


def pdf(template: str, data: Mapping[str, Any], *, on: date) -> bytes:
    """The document as PDF/A-2b, dated ``on``; raises ``Unprintable`` where a character has no glyph."""
    return _compile(template, data, on=on, format="pdf", pdf_standards=["a-2b"])


def picture(template: str, data: Mapping[str, Any], *, on: date, ppi: int = 72) -> bytes:
    """The first page as PNG, for a preview."""
    pages = _compile(template, data, on=on, format="png", ppi=float(ppi))
    return pages[0] if isinstance(pages, list) else pages


def _compile(template: str, data: Mapping[str, Any], *, on: date, **how: Any) -> Any:
    path = Path(settings.BASE_DIR) / "templates" / template
    try:
        return typst.compile(
            path.read_bytes(),
            font_paths=fonts.book(settings.FONT_DIR),
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
            timestamp=datetime.combine(on, time(), tzinfo=UTC),
            **how,
        )
    except typst.TypstError as error:
        if found := UNDRAWABLE.search(str(error)):
            text = found["text"]
            codes = " ".join(f"U+{ord(character):04X}" for character in text)
            raise Unprintable(
                _("No font at hand has the character “%(text)s” (%(codes)s). Put one that has it into FONT_DIR.")
                % {"text": text, "codes": codes}
            ) from None
        raise
