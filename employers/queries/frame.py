"""What the head of an employer's page says: for our own tabs and for those of the apps above (decisions 26)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from core import codes
from core.actor import Actor
from core.enums import Tier
from core.permissions import Denied
from employers import permissions
from employers.models import Employer, EmployerFigures
from grids.domain.placing import sentence
from grids.models import Area

HEAVY = ("name_grams", "address_grams")

# The tab bar: pages of the apps above are named as texts (architecture, rule 4) and left out where absent. A name after
# the label is the page that answers with the bare number.
TABS: tuple[tuple[str, str, Any, str], ...] = (
    ("overview", "employers:detail", _("Overview"), ""),
    ("findings", "compliance:employer_findings", _("Findings"), "compliance:employer_findings_count"),
    ("workers", "employers:employer_workers", _("Workers"), ""),
    ("contracts", "employers:contracts", _("Labour contracts"), ""),
    ("insurance", "employers:insurance", _("Social insurance"), ""),
    ("wages", "employers:wages", _("Wages"), ""),
    ("rosters", "employers:rosters", _("Rosters"), ""),
    ("registers", "employers:registers", _("Registers"), ""),
    ("identifiers", "employers:identifiers", _("Codes"), ""),
    ("placements", "employers:placements", _("Placements"), ""),
    ("seen_by", "oversight:seen_by", _("Who sees it"), ""),
    ("deliveries", "dataexchange:employer_deliveries", _("Deliveries"), ""),
    ("timeline", "employers:timeline", _("What was done"), ""),
)


@dataclass(frozen=True, slots=True)
class Tab:
    """One entry of the tab bar; ``count`` is a number or the address of a page that answers with it."""

    url: str
    label: str
    current: bool
    count: Any = None


@dataclass(frozen=True, slots=True)
class Suggested:
    """An area that the address makes likely, and why; ``may`` says whether the reader may place there."""

    area: Area
    reason: str
    may: bool


@dataclass(frozen=True)
class Frame:
    """One employer as a reader sees it on a day."""

    employer: Employer
    actor: Actor
    on: date
    figures: EmployerFigures | None
    areas: dict[int, Area] = field(default_factory=dict)
    tab: str = ""

    @property
    def tabs(self) -> list[Tab]:
        """The tabs that exist, the present one marked."""
        shown = []
        for key, name, label, count in TABS:
            if url := address(name, self.employer.pk):
                number: Any = address(count, self.employer.pk) or None
                if key == "workers" and self.figures is not None:
                    number = f"{self.figures.employments:,}"
                shown.append(Tab(url, str(label), key == self.tab, number))
        return shown

    @property
    def org_code(self) -> str:
        """The organization code as certificates print it."""
        return codes.display_org_code(self.employer.org_code)

    @property
    def unplaced(self) -> bool:
        """未落格: known to a district or the city only, not yet to a grid."""
        return self.employer.street_id is None

    @cached_property
    def place(self) -> list[Area]:
        """From the district down to where the employer is placed; the city where no district is known."""
        levels = (self.employer.district_id, self.employer.street_id, self.employer.community_id)
        known = [self.areas[pk] for pk in levels if pk is not None]
        return known or [self.areas[self.employer.area_id]]

    @property
    def why_unplaced(self) -> str:
        """The sentence of the reading of the address that could not place the employer."""
        told = self.employer.suggestion or {}
        return said(told) if self.unplaced or self.employer.misplaced else ""

    @property
    def suggestions(self) -> list[Suggested]:
        """What the address makes likely, the likeliest first."""
        told = (self.employer.suggestion or {}).get("others", []) if self.unplaced or self.employer.misplaced else []
        known = [(self.areas[one["area"]], said(one)) for one in told if one["area"] in self.areas]
        return [
            Suggested(area, reason, permissions.can_place_in(self.actor, area, self.employer)) for area, reason in known
        ]

    @property
    def why_not_place(self) -> str:
        """Empty where the reader may place employers, else the sentence that says who may."""
        try:
            permissions.check_can_place(self.actor)
        except Denied as refusal:
            return str(refusal)
        return ""

    @property
    def may_decide(self) -> bool:
        return permissions.can_override(self.actor)


def address(name: str, pk: int) -> str:
    """The address of a page about the employer, or nothing where no app brings it."""
    try:
        return reverse(name, args=[pk]) if name else ""
    except NoReverseMatch:
        return ""


def said(told: dict[str, Any]) -> str:
    """The sentence of a stored reason, empty where none was stored."""
    return sentence(told["code"], told.get("values", {})) if told.get("code") else ""


def frame(pk: int, *, actor: Actor, on: date, tab: str = "") -> Frame | None:
    """The head of one employer's page, or nothing: outside the reader's territory does not exist. Two queries.

    ``tab`` is the key of the tab that the page shows (``TABS``). A page's template extends ``employers/_frame.html``,
    fills the block ``tab`` and gets the answer as ``frame``.
    """
    employer = (
        Employer.objects.within(actor.scope)
        .defer(*HEAVY)
        .select_related("figures", "opening", "opening__source")
        .filter(pk=pk)
        .first()
    )
    if employer is None:
        return None
    others = [one["area"] for one in (employer.suggestion or {}).get("others", [])]
    wanted = {employer.area_id, employer.district_id, employer.street_id, employer.community_id, *others}
    areas = Area.objects.in_bulk([pk for pk in wanted if pk is not None])
    return Frame(employer, actor, on, getattr(employer, "figures", None), areas, tab)


def offered_tiers(actor: Actor) -> tuple[Tier, ...]:
    """The tiers at which this reader may place employers: what lies below his own, and for the city the districts."""
    tiers = (Tier.DISTRICT, Tier.STREET, Tier.COMMUNITY)
    return tiers if actor.tier is None or actor.tier.rank < Tier.STREET.rank else tiers[1:]
