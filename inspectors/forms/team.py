"""Forms of appointments: every error at once."""

from datetime import date, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.enums import Tier
from core.forms import DayInput, ReasonField
from grids.models import Area
from inspectors import queries
from inspectors.enums import Position


class Offered(forms.TextInput):
    """A text field with a list of what is usually meant."""

    template_name = "inspectors/offered.html"

    def __init__(self, areas: list[Area]):
        super().__init__({"list": "areas-offered", "autocomplete": "off"})
        self.areas = areas

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"areas": self.areas}


class DaysForm(forms.Form):
    """From a first day to a last one."""

    since = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())

    def clean(self):
        cleaned = super().clean()
        since, last = cleaned.get("since"), cleaned.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day lies before the first day."))
        return cleaned


class PlaceForm(DaysForm):
    """To which area, from which day to which."""

    area = forms.CharField(
        label=gettext_lazy("Area"),
        max_length=80,
        help_text=gettext_lazy("The statistical or local code, or the name where only one area bears it."),
    )

    def __init__(self, *args, actor: Actor, on: date, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(*args, **kwargs)
        self.fields["area"].widget = Offered(queries.offered(actor))

    def clean_area(self) -> Area:
        text = self.cleaned_data["area"]
        found = queries.area_named(text, self.actor, self.on)
        if not found:
            raise ValidationError(_("There is no area of this code or name below your own. Look it up under Areas."))
        if len(found) > 1:
            codes = _(", ").join(area.local_code for area in found)
            raise ValidationError(_("Several areas have this name; give the code: %(codes)s") % {"codes": codes})
        return found[0]

    def said(self) -> dict[str, object]:
        """What the verbs are told."""
        last = self.cleaned_data["last_day"]
        return {
            "to": self.cleaned_data["area"],
            "since": self.cleaned_data["since"],
            "until": last + timedelta(days=1) if last else None,
        }


class AppointmentForm(PlaceForm):
    """As what, too; until further notice where no last day is said."""

    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=Position)
    post = forms.CharField(label=gettext_lazy("Post"), max_length=60, required=False)
    employed_by = forms.CharField(
        label=gettext_lazy("Employer of the post"),
        max_length=100,
        required=False,
        help_text=gettext_lazy("The body that pays the post, where it is not the office itself."),
    )
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: until further notice."),
    )
    field_order = ("name", "tier", "area", "position", "post", "employed_by", "since", "last_day")

    def said(self) -> dict[str, object]:
        told = {name: self.cleaned_data[name] for name in ("post", "employed_by")}
        return super().said() | told | {"position": Position(self.cleaned_data["position"])}


class MemberForm(AppointmentForm):
    """A new person of the team, with the first appointment."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    tier = forms.ChoiceField(
        label=gettext_lazy("Tier of the person"),
        required=False,
        choices=[("", gettext_lazy("as the area")), *Tier.choices],
        help_text=gettext_lazy("A district's inspector who answers for a grid belongs to the district."),
    )

    def said(self) -> dict[str, object]:
        tier = self.cleaned_data["tier"]
        return super().said() | {"name": self.cleaned_data["name"], "tier": Tier(tier) if tier else None}


class DelegationForm(PlaceForm):
    """Lending the sight of an area: a reason and an end are a must."""

    reason = ReasonField()
    field_order = ("area", "since", "last_day", "reason")

    def said(self) -> dict[str, object]:
        return super().said() | {"reason": self.cleaned_data["reason"]}


class LastDayForm(forms.Form):
    """When something ends."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput(),
        help_text=gettext_lazy("Up to this day the account still sees the area. Yesterday ends it now."),
    )
