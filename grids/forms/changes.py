"""Forms of a proposed change of territory: one per kind, each offering what lies below the area looked at."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.enums import Tier
from core.forms import DayInput, ReasonField
from grids import queries
from grids.domain import plans
from grids.domain.changes import Proposal
from grids.domain.plans import Plan
from grids.models import Area
from grids.models.change import ChangeKind

NEW = "new"


class ChangeForm(forms.Form):
    """What every proposal says: from when, resting on what."""

    effective = forms.DateField(label=_("In effect from"), widget=DayInput)
    basis = forms.CharField(label=_("Basis"), max_length=300, help_text=_("The document or decision it rests on."))
    act_number = forms.CharField(label=_("Number of the act"), max_length=80, required=False)
    unverified = forms.BooleanField(label=_("The day or the act is not verified"), required=False)
    kind = ""
    looks_at: tuple[str, ...] = ()  # tiers at which an area can be chosen from
    guide: Any = ""

    def __init__(self, *args: Any, under: Area, below: Sequence[Area], others: Sequence[Area], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.under, self.below, self.others = under, list(below), list(others)
        self.offer()

    def offer(self) -> None:
        """Fill the choices."""

    def chosen(self, name: str) -> list[Area]:
        wanted = set(self.cleaned_data.get(name, ()))
        return [area for area in (*self.below, *self.others) if area.local_code in wanted]

    def plan(self) -> Plan:
        raise NotImplementedError

    def title(self) -> str:
        raise NotImplementedError

    def proposal(self) -> Proposal:
        """The proposal as the verbs take it; raises ``Refused`` where the plan makes no sense."""
        said = self.cleaned_data
        plan = self.plan()
        return Proposal(
            self.kind, self.title(), said["effective"], said["basis"], plan.as_json(), said["act_number"],
            said["unverified"],
        )  # fmt: skip


def many(label: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, widget=forms.CheckboxSelectMultiple)


def named(areas: Sequence[Area]) -> list[tuple[str, str]]:
    return [(area.local_code, f"{area.name} {area.code or area.local_code}") for area in areas]


def listed(areas: Sequence[Area]) -> str:
    return "、".join(area.name for area in areas)


class MergeForm(ChangeForm):
    kind = ChangeKind.MERGE
    looks_at = (Tier.DISTRICT,)
    guide = _("Choose the district, then the streets that become one.")
    areas = many(_("Streets to merge"))
    into = forms.ChoiceField(label=_("Street that goes on"))
    name = forms.CharField(
        label=_("Name of the new street"), max_length=80, required=False,
        help_text=_("Only where a new street takes the place of all."),
    )  # fmt: skip
    code = forms.RegexField(r"^[0-9]{9}$", label=_("Statistical code of the new street"), required=False)
    field_order = ("areas", "into", "name", "code")

    def offer(self) -> None:
        self.fields["areas"].choices = named(self.below)
        self.fields["into"].choices = [*named(self.below), (NEW, _("A new street"))]

    def plan(self) -> Plan:
        streets = self.chosen("areas")
        into = next((area for area in self.below if area.local_code == self.cleaned_data["into"]), None)
        children = [child for street in streets for child in queries.children(street)]
        said = self.cleaned_data
        return plans.merge(streets, into=into, children=children, name=said["name"], code=said["code"])

    def title(self) -> str:
        into = next((area.name for area in self.below if area.local_code == self.cleaned_data["into"]), None)
        told = {"list": listed(self.chosen("areas")), "area": into or self.cleaned_data["name"]}
        return gettext("%(list)s merged into %(area)s") % told


class SplitForm(ChangeForm):
    kind = ChangeKind.SPLIT
    looks_at = (Tier.STREET,)
    guide = _("Choose the street, then the communities that become a street of their own.")
    areas = many(_("Communities of the new street"))
    name = forms.CharField(label=_("Name of the new street"), max_length=80)
    code = forms.RegexField(
        r"^[0-9]{9}$", label=_("Statistical code of the new street"), required=False,
        help_text=_("Empty where statistics do not know it: the part then bears a code of our own."),
    )  # fmt: skip
    field_order = ("areas", "name", "code")

    def offer(self) -> None:
        self.fields["areas"].choices = named(self.below)

    def plan(self) -> Plan:
        return plans.split(
            self.under, self.chosen("areas"), name=self.cleaned_data["name"], code=self.cleaned_data["code"]
        )

    def title(self) -> str:
        return gettext("%(area)s split: %(new)s") % {"area": self.under.name, "new": self.cleaned_data["name"]}


class TransferForm(ChangeForm):
    kind = ChangeKind.TRANSFER
    looks_at = (Tier.DISTRICT, Tier.STREET)
    guide = _("Streets go to another district, communities to another street: choose where they lie now.")
    areas = many(_("What is transferred"))
    to = forms.ChoiceField(label=_("To"))
    field_order = ("areas", "to")

    def offer(self) -> None:
        self.fields["areas"].choices = named(self.below)
        self.fields["to"].choices = named(self.others)

    def plan(self) -> Plan:
        return plans.transfer(self.chosen("areas"), to=self.chosen_to())

    def chosen_to(self) -> Area:
        return next(area for area in self.others if area.local_code == self.cleaned_data["to"])

    def title(self) -> str:
        return gettext("%(list)s transferred from %(area)s to %(to)s") % {
            "list": listed(self.chosen("areas")), "area": self.under.name, "to": self.chosen_to().name,
        }  # fmt: skip


class LineForm(ChangeForm):
    kind = ChangeKind.LINE
    looks_at = (Tier.STREET,)
    guide = _("Choose the street that gives ground away, then its neighbour and the roads that change side.")
    to = forms.ChoiceField(label=_("Neighbour that takes it over"))
    words = forms.CharField(
        label=_("Roads that change side"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1000,
        help_text=_("One a line. Employers whose address names one of them change side; nobody else does."),
    )  # fmt: skip
    field_order = ("to", "words")

    def offer(self) -> None:
        self.fields["to"].choices = named(self.others)

    def plan(self) -> Plan:
        taker = next(area for area in self.others if area.local_code == self.cleaned_data["to"])
        return plans.line(self.under, taker, words=self.cleaned_data["words"].splitlines())

    def title(self) -> str:
        taker = next(area for area in self.others if area.local_code == self.cleaned_data["to"])
        return gettext("Line between %(area)s and %(to)s moved") % {"area": self.under.name, "to": taker.name}


class ZoneForm(ChangeForm):
    kind = ChangeKind.ZONE
    looks_at = (Tier.DISTRICT,)
    guide = _("Choose the district, then the streets that the zone takes over. The number of the act is required.")
    areas = many(_("Streets of the zone"))
    name = forms.CharField(label=_("Name of the zone"), max_length=80)
    local_code = forms.RegexField(r"^CD-[A-Z0-9]{2,6}$", label=_("Local code"), help_text=_("For example CD-DB."))
    field_order = ("areas", "name", "local_code")

    def offer(self) -> None:
        self.fields["areas"].choices = named(self.below)
        self.fields["act_number"].required = True

    def plan(self) -> Plan:
        root = queries.city()
        assert root is not None
        said = self.cleaned_data
        return plans.zone(name=said["name"], local_code=said["local_code"], root=root, streets=self.chosen("areas"))

    def title(self) -> str:
        return gettext("%(area)s founded") % {"area": self.cleaned_data["name"]}


FORMS: dict[str, type[ChangeForm]] = {
    form.kind: form for form in (MergeForm, SplitForm, TransferForm, LineForm, ZoneForm)
}


class RemarksForm(forms.Form):
    """Why a proposal is returned, withdrawn or undone."""

    remarks = ReasonField()


class ThenForm(forms.Form):
    """A past day."""

    on = forms.DateField(label=_("Day"), widget=DayInput)
