"""A filing's content, set on paper: what the template gets. The words are Chinese whatever the reader's language is.

The sheet is read by an office and kept in a file: names of places, numbers and dates, no sentence about anybody.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from core.documents import fonts, qr, typesetting
from grids.domain.sheet import drawing
from grids.domain.sheet.paper import LAYOUTS
from grids.enums import Paper

TEMPLATE = "grids/filing.typ"
LANGUAGE = "zh-hans"
SHORT = 16  # characters of the hash that are printed to be read by eye


@dataclass(frozen=True, slots=True)
class Heading:
    """What the paper says of the filing itself, beside its content. Without a number it is a draft."""

    paper: Paper
    version: int
    preparer: str
    reviewer: str
    approval_number: str
    number: str = ""
    filed_on: date | None = None


def digest(content: Mapping[str, Any], heading: Heading) -> str:
    """The hash that the code on the paper carries: of every figure, line and name on it, whatever the software."""
    said = [content, heading.paper.value, heading.version, heading.preparer, heading.reviewer,
            heading.approval_number, heading.number, str(heading.filed_on or "")]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def code_text(number: str, code: str, hashed: str) -> str:
    """What the code on the paper says: number, code of the district and hash; an address only where one is set."""
    if settings.VERIFY_BASE_URL:
        asked = urlencode({"number": number, "code": code, "hash": hashed})
        return f"{settings.VERIFY_BASE_URL.rstrip('/')}/filings/verify/?{asked}"
    return f"{number}\n{code}\n{hashed}"


def pdf(content: Mapping[str, Any], heading: Heading, *, on: date) -> bytes:
    return typesetting.pdf(TEMPLATE, sheet(content, heading), on=on)


def picture(content: Mapping[str, Any], heading: Heading, *, on: date) -> bytes:
    return typesetting.picture(TEMPLATE, sheet(content, heading), on=on, ppi=80)


def sheet(content: Mapping[str, Any], heading: Heading) -> dict[str, Any]:
    """Everything the template needs."""
    with translation.override(LANGUAGE):
        return _sheet(content, heading)


def _sheet(content: Mapping[str, Any], heading: Heading) -> dict[str, Any]:
    layout = LAYOUTS[heading.paper]
    place, hashed = content["district"], digest(content, heading)
    title = _("Grid map of labour inspection, %(city)s %(district)s") % {
        "city": place["city"], "district": place["name"],
    }  # fmt: skip
    text = code_text(heading.number, place["code"], hashed) if heading.number else ""
    drawn = content["maps"][heading.paper.value]
    return {
        "words": _words(),
        "fonts": fonts.families(fonts.BODY),
        "heading_fonts": fonts.families(fonts.HEADING),
        "paper": {name: getattr(layout, name) for name in layout.__slots__},
        "row_height": layout.row_height(min(len(content["grids"]), layout.rows or 99) + 2),
        "palette": drawing.PALETTE[:4],
        "draft": not heading.number,
        "title": title,
        "subtitle": _("%(count)s grids; one street (township) is one grid") % {"count": len(content["grids"])},
        "author": place["city"] + place["name"],
        "keywords": [heading.number or _("Draft"), place["code"], hashed],
        "number": heading.number or "—",
        "version": _("No. %(number)s") % {"number": heading.version},
        "approval": heading.approval_number or "______",
        "data_date": _day(date.fromisoformat(content["data_on"])),
        "filed_on": _day(heading.filed_on) if heading.filed_on else "",
        "preparer": heading.preparer,
        "reviewer": heading.reviewer,
        "organ": _("Labour inspection authority of %(district)s") % {"district": place["city"] + place["name"]},
        "city_organ": _("Labour bureau of %(city)s") % {"city": place["city"]},
        "foot": _("Check code %(code)s") % {"code": _spaced(hashed[:SHORT])} if heading.number else _("Draft"),
        "digest_short": _spaced(hashed[:SHORT]),
        "qr": qr.svg(text) if text else "",
        "qr_text": text,
        "map": drawn,
        "bar": _bar(drawn),
        "projection": _projection(content, drawn),
        "sources": _sources(content["sources"]),
        "rows": [_row(number, grid, drawn) for number, grid in enumerate(content["grids"], start=1)],
        "sums": _sums(content),
        "notes": _notes(content, drawn),
    }  # fmt: skip


def _words() -> dict[str, str]:
    return {
        "draft": _("DRAFT"),
        "number_label": _("Filing number:"),
        "approval_label": _("Map approval number:"),
        "version_label": _("Version:"),
        "data_date_label": _("Data as of:"),
        "not_a_boundary": _("Sketch; no basis for administrative boundaries."),
        "north": _("N"),
        "grid_line": _("line of a grid"),
        "district_line": _("line of the district"),
        "colours": _("neighbouring grids differ in colour; colours rank nothing"),
        "by_number": _("a number alone: see the table"),
        "no": _("No."),
        "colour": _("Colour"),
        "code": _("Grid code"),
        "grid": _("Street (township)"),
        "employers": _("Employers"),
        "inspectors": _("Inspectors, full- and part-time"),
        "assistants": _("Supervisors and coordinators"),
        "check": _("Two inspectors"),
        "preparer": _("Prepared by"),
        "reviewer": _("Reviewed by"),
        "leader": _("Approved by"),
        "filed_on": _("Filed on"),
        "seal": _("Filed by (seal):"),
        "receipt": _("Received by:"),
        "receipt_number": _("Receipt number:"),
        "received_by": _("Signed:"),
        "received_on": _("Received on:"),
    }


def _day(day: date) -> str:
    return date_format(day, "Y年n月j日")


def _spaced(code: str) -> str:
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4)).upper()


def _bar(drawn: Mapping[str, Any]) -> dict[str, str]:
    metres = drawn["bar"]["metres"]
    unit, name = (1000, _("km")) if metres >= 2000 else (1, _("m"))
    return {
        "half": f"{metres / 2 / unit:g}",
        "full": f"{metres / unit:g} {name}",
        "scale": _("Scale 1:%(denominator)s") % {"denominator": f"{drawn['denominator']:,}"},
    }


def _projection(content: Mapping[str, Any], drawn: Mapping[str, Any]) -> str:
    datums = "、".join(content["sources"]["datums"])
    return _("Transverse Mercator projection about %(longitude)s° E, WGS-84; outlines given in %(datums)s.") % {
        "longitude": f"{drawn['centre'][0]:.3f}", "datums": datums,
    }  # fmt: skip


def _sources(sources: Mapping[str, Any]) -> str:
    said = _("Official outlines.") if sources["official"] else _("Outlines derived, not official.")
    whose = "; ".join(sources["attribution"])
    return said + (_("Outlines: %(whose)s.") % {"whose": whose} if whose else "")


def _row(number: int, grid: Mapping[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    mark = "*" if grid["area"] in drawn["unlabelled"] else ""
    colour = drawing.colour(grid["colour"]) if grid["colour"] is not None else ""
    return {"number": f"{number}{mark}", "colour": colour, "code": grid["code"], "name": grid["name"],
            "employers": f"{grid['employers']:,}", "ok": enough(grid), **_staff([grid]),
            "check": _check(grid)}  # fmt: skip


def enough(grid: Mapping[str, Any]) -> bool | None:
    """The two-inspector test of one grid; unknown where nobody has counted."""
    return None if grid["inspectors"] is None else grid["inspectors"] >= grid["needed"]


def _check(grid: Mapping[str, Any]) -> str:
    match enough(grid):
        case True:
            return _("met")
        case False:
            return _("%(count)s short") % {"count": grid["needed"] - grid["inspectors"]}
        case _:
            return _("not counted")


def _staff(grids: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    known = [grid for grid in grids if grid["inspectors"] is not None]
    return {name: f"{sum(grid[name] for grid in known):,}" if known else "—" for name in ("inspectors", "assistants")}


def _sums(content: Mapping[str, Any]) -> list[dict[str, str]]:
    grids = content["grids"]
    met = sum(enough(grid) is True for grid in grids)
    lines = []
    if content["unplaced"]:
        lines.append({"name": _("Not yet placed in a grid"), "employers": f"{content['unplaced']:,}",
                      "inspectors": "", "assistants": "", "check": ""})  # fmt: skip
    total = content["unplaced"] + sum(grid["employers"] for grid in grids)
    return [*lines, {"name": _("Total"), "employers": f"{total:,}", **_staff(grids), "check": f"{met}/{len(grids)}"}]


def _notes(content: Mapping[str, Any], drawn: Mapping[str, Any]) -> list[str]:
    grids = content["grids"]
    needed = {grid["needed"] for grid in grids if grid["inspectors"] is not None}
    short = [grid["name"] for grid in grids if enough(grid) is False]
    notes = []
    if len(needed) == 1:
        notes.append(
            _("Each grid is to have %(count)s or more full- or part-time inspectors.") % {"count": needed.pop()}
        )
    if short:
        notes.append(_("Short of inspectors: %(names)s.") % {"names": "、".join(short)})
    without = [grid["name"] for grid in grids if grid["colour"] is None]
    if without:
        notes.append(_("Without an outline, so not on the map: %(names)s.") % {"names": "、".join(without)})
    if drawn["unlabelled"]:
        notes.append(_("* The grid is too small for a label."))
    return notes
