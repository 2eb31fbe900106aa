"""Reading a yearly file of the division tree, and the mapping that decides what the tree itself cannot say."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from django.utils.translation import gettext as _

from core.enums import Tier
from grids.enums import Kind
from grids.queries import Line, statistical_parent

TIERS = {"2": Tier.CITY, "3": Tier.DISTRICT, "4": Tier.STREET, "5": Tier.COMMUNITY}
DIGITS = {Tier.CITY: 6, Tier.DISTRICT: 6, Tier.STREET: 9, Tier.COMMUNITY: 12}
KINDS = {
    "市": Kind.CITY,
    "区县": Kind.DISTRICT,
    "街道": Kind.SUBDISTRICT,
    "镇": Kind.TOWN,
    "乡": Kind.TOWNSHIP,
    "其他": Kind.OTHER,
    "社区": Kind.COMMUNITY,
    "村": Kind.VILLAGE,
}
COLUMNS = ("level", "code", "name", "parent_code", "kind")


class Refused(Exception):
    """A file of the territory was refused; nothing was written. The text is a sentence that names row and reason."""


class Decision(Enum):
    """What a mapping says about two names: one place, two places, or one place that went into another."""

    SAME = "same"
    OTHER = "other"
    SUCCEEDED = "succeeded"


@dataclass(frozen=True, slots=True)
class Ruling:
    """One line of a mapping file."""

    decision: Decision
    from_code: str
    from_name: str
    to_code: str
    to_name: str
    basis: str


class Mapping:
    """The rulings of a mapping file, looked up by what the loader cannot tell."""

    def __init__(self, rulings: Iterable[Ruling] = ()):
        self.rulings = tuple(rulings)
        self._pairs = {(r.from_code, r.from_name, r.to_code, r.to_name): r.decision for r in self.rulings}

    def decision(self, code: str, old: str, new: str) -> Decision | None:
        """Whether ``code`` under a new name is the same place; nothing where the file does not say."""
        return self._pairs.get((code, old, code, new))

    def recoded(self) -> Iterator[Ruling]:
        """Places that go on under another code."""
        return (r for r in self.rulings if r.decision is Decision.SAME and r.from_code != r.to_code)

    def successions(self) -> Iterator[Ruling]:
        return (r for r in self.rulings if r.decision is Decision.SUCCEEDED)


def read(path: Path) -> list[Line]:
    """The lines of a yearly file, checked: lengths of codes, parents before children, no code twice."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        try:
            missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
            if missing:
                raise Refused(_("The file has no column %(names)s.") % {"names": ", ".join(missing)})
            return list(checked(enumerate(reader, start=2)))
        except (csv.Error, UnicodeDecodeError) as error:
            raise Refused(_("The file is no table of text in UTF-8.")) from error


def checked(rows: Iterable[tuple[int, dict[str, str]]]) -> Iterator[Line]:
    """Turn numbered rows into lines, refusing the first that cannot stand in a tree."""
    seen: dict[str, Tier] = {}
    root = ""
    for number, row in rows:
        level, code, name, parent_code, word = ((row[column] or "").strip() for column in COLUMNS)
        tier, kind = TIERS.get(level), KINDS.get(word)
        place = {"row": number, "code": code, "name": name}
        if tier is None or kind is None:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): level or kind is unknown.") % place)
        if len(code) != DIGITS[tier] or not (code.isascii() and code.isdigit()) or not name:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): the code or the name does not fit the level.") % place)
        if code in seen:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): this code stands in the file already.") % place)
        if tier is Tier.CITY and root:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): a second city; a tree has one root.") % place)
        root = root or (code if tier is Tier.CITY else "")
        parent = statistical_parent(tier, code, root)
        if parent_code != parent:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): the parent's code is not the head of its own.") % place)
        if tier is not Tier.CITY and parent not in seen:
            raise Refused(_("Row %(row)s (%(code)s %(name)s): its parent does not stand above it in the file.") % place)
        seen[code] = tier
        yield Line(tier, code, name, parent, kind)
    if not root:
        raise Refused(_("The file holds no city."))


def read_mapping(path: Path) -> Mapping:
    """Read ``decision,from_code,from_name,to_code,to_name,basis``; decisions are same, other and succeeded."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rulings = []
        for number, row in enumerate(csv.DictReader(stream), start=2):
            try:
                rulings.append(Ruling(**{**row, "decision": Decision(row["decision"])}))  # type: ignore[arg-type]
            except (KeyError, TypeError, ValueError) as error:
                raise Refused(_("Row %(row)s of the mapping cannot be read.") % {"row": number}) from error
    return Mapping(rulings)
