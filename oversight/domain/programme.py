"""The roll-out: which districts and streets are guided first, and by when each stage is to be reached (三(五)).

The city guides one or two city districts and two or three suburban ones; each district two or three streets. The
numbers are parameters with the words of the founding document as their basis; more than they allow is refused.
"""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from core import journal, parameters
from core.actor import Actor
from core.enums import Role, Tier
from core.permissions import Denied, check_role
from grids.models import Area
from oversight.enums import Guided, Stage
from oversight.models import Milestone, Pilot

# 城区 of the founding document's day; 高新区 may be counted either way, every other district is a suburban one.
CORE = ("510104", "510105", "510106", "510107", "510108")
EITHER = ("CD-GX",)

MARKED = gettext_noop("%(area)s is guided as a pilot: %(counts_as)s.")
ENDED = gettext_noop("%(area)s is no longer guided as a pilot.")
PLANNED = gettext_noop("%(area)s is to reach “%(stage)s” by %(day)s.")


def kinds(area: Area) -> list[Guided]:
    """As what an area may be marked."""
    if area.tier == Tier.STREET:
        return [Guided.STREET]
    if area.tier != Tier.DISTRICT:
        return []
    if area.local_code in EITHER:
        return [Guided.CORE, Guided.SUBURB]
    return [Guided.CORE if area.local_code in CORE else Guided.SUBURB]


def check_can_guide(actor: Actor, area: Area) -> None:
    """The city guides districts, a district its own streets."""
    check_role(actor, Role.CITY if area.tier == Tier.DISTRICT else Role.DISTRICT)
    if not actor.scope.holds(area) or not kinds(area):
        raise Denied(_("This area lies outside your territory."))


@transaction.atomic
def mark(*, area: Area, counts_as: str, by: Actor, on: date) -> Pilot:
    """Guide a district or a street first; one more than the founding document names is refused, with its clause."""
    check_can_guide(by, area)
    Area.objects.select_for_update().get(pk=area.parent_id or 0)  # two marks at once are counted one after the other
    if counts_as not in kinds(area):
        raise Denied(_("%(area)s cannot count as that.") % {"area": area.name})
    others = list(standing(area, counts_as))
    if any(one.area_id == area.pk for one in Pilot.objects.filter(ended_on__isnull=True)):
        raise Denied(_("%(area)s is guided as a pilot already.") % {"area": area.name})
    most = parameters.value(f"programme.pilots.{counts_as}", (), on)
    if most is not None and len(others) >= most:
        raise Denied(clause(counts_as) % {"names": "、".join(one.area.name for one in others)})
    pilot = Pilot.objects.create(area=area, counts_as=counts_as, marked_on=on)
    journal.record(
        "pilot.marked", MARKED, about=area, by=by, on=on, area=area.name, counts_as=pilot.get_counts_as_display()
    )
    return pilot


def standing(area: Area, counts_as: str):
    """The marks beside which a new one would stand: of the city, or of the same district."""
    rows = Pilot.objects.filter(counts_as=counts_as, ended_on__isnull=True).select_related("area").order_by("pk")
    return rows.filter(area__district=area.district_id) if counts_as == Guided.STREET else rows


def clause(counts_as: str) -> str:
    """The sentence of the refusal."""
    return {
        Guided.CORE.value: _("Opinion 3(5): the city guides one or two city districts. Marked already: %(names)s."),
        Guided.SUBURB.value: _(
            "Opinion 3(5): the city guides two or three suburban districts. Marked already: %(names)s."
        ),
        Guided.STREET.value: _("Opinion 3(5): a district guides two or three streets. Marked already: %(names)s."),
    }[counts_as]


@transaction.atomic
def end(*, area: Area, by: Actor, on: date) -> None:
    """Take a mark back from today on; that it stood stays on record."""
    check_can_guide(by, area)
    if not Pilot.objects.filter(area=area, ended_on__isnull=True).update(ended_on=on):
        raise Denied(_("%(area)s is not guided as a pilot.") % {"area": area.name})
    journal.record("pilot.ended", ENDED, about=area, by=by, on=on, area=area.name)


@transaction.atomic
def plan(*, area: Area, stage: str, planned_on: date, by: Actor, on: date) -> Milestone:
    """Say by when an area is to reach a stage; a later plan replaces the earlier, which the journal keeps."""
    check_can_guide(by, area)
    told = Stage(stage)
    milestone, _new = Milestone.objects.update_or_create(area=area, stage=told, defaults={"planned_on": planned_on})
    journal.record("milestone.planned", PLANNED, about=area, by=by, on=on, area=area.name, stage=told.label,
                   day=planned_on)  # fmt: skip
    return milestone
