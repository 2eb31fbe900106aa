"""Forms of what crosses the apps."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, ReasonField
from grids.enums import Paper
from inspectors.models import TeamMember


class PlaceForm(forms.Form):
    """Where to, and why: a suggestion that is taken needs no reason of its own."""

    area = forms.CharField(label=_("Area"), max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)


class FilingForm(forms.Form):
    """What the sheet says of itself; everything else on it is read from the archive and the territory."""

    paper = forms.ChoiceField(label=_("Paper"), choices=Paper.choices)
    preparer = forms.CharField(label=_("Prepared by"), max_length=60)
    reviewer = forms.CharField(
        label=_("Reviewed by"), max_length=60, required=False, help_text=_("Left empty it is signed on paper.")
    )
    approval_number = forms.CharField(
        label=_("Map approval number"),
        max_length=40,
        required=False,
        help_text=_("Without it the map may not be published outside the bureau."),
    )

    def said(self) -> dict[str, Any]:
        return {**self.cleaned_data, "paper": Paper(self.cleaned_data["paper"])}


class RemarksForm(forms.Form):
    """What is to be mended in a filing that is returned."""

    remarks = ReasonField(label=_("Remarks of the city"), help_text=_("What is to be mended; the district reads it."))


class PurposeForm(forms.Form):
    """What a map is taken out for."""

    purpose = forms.CharField(label=_("Purpose of the publication"), max_length=200)


class HandOverForm(forms.Form):
    """Whose work goes to whom: one name for every area, and one for what lies in none of them."""

    last_day = forms.DateField(
        label=_("Last day"), widget=DayInput(), help_text=_("Who takes over answers from the next day on.")
    )
    leaves_team = forms.BooleanField(label=_("Leaves the team"), required=False, initial=True)
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput())

    def __init__(self, *args: Any, held: list[Any], choices: list[tuple[str, str]], rest: bool, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.held = held
        offered = [("", _("choose a person")), *choices]
        for each in held:
            label = gettext("%(area)s goes to") % {"area": each.area.name}
            self.fields[f"area_{each.area_id}"] = forms.ChoiceField(label=label, choices=offered)
        if rest:
            self.fields["rest"] = forms.ChoiceField(
                label=_("Everything else goes to"),
                choices=offered,
                required=not held,
                help_text=_("Findings outside these areas, and standing in for others."),
            )

    def said(self) -> dict[str, Any]:
        """What the verbs are told."""
        said = self.cleaned_data
        chosen = {each.area_id: said[f"area_{each.area_id}"] for each in self.held}
        people = TeamMember.objects.in_bulk([int(pk) for pk in {*chosen.values(), said.get("rest")} if pk])
        return {
            "takers": {area: people[int(pk)] for area, pk in chosen.items()},
            "rest": people[int(said["rest"])] if said.get("rest") else None,
            "last_day": said["last_day"],
            "leaves_team": said["leaves_team"],
        }
