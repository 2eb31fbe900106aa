"""Forms for one parameter row: all errors at once, and what its code already says is not asked again."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayInput
from core.models import Parameter
from core.parameters import Statement, overlapping, shown

UNITS = {
    "days": gettext_lazy("days"),
    "months": gettext_lazy("months"),
    "month": gettext_lazy("month of the year"),
    "day": gettext_lazy("day of the month"),
    "years": gettext_lazy("years"),
    "percent": gettext_lazy("per cent"),
    "persons": gettext_lazy("persons"),
    "yuan": gettext_lazy("yuan"),
    "yuan/month": gettext_lazy("yuan a month"),
    "yuan/hour": gettext_lazy("yuan an hour"),
    "flag": gettext_lazy("1 = yes, 0 = no"),
}
LARGEST = Decimal(10) ** 9


class ParameterForm(forms.Form):
    """Correct, verify or end a row."""

    value = forms.DecimalField(label=gettext_lazy("Value"), max_digits=13, decimal_places=4, min_value=0)
    valid_from = forms.DateField(label=gettext_lazy("Valid from"), widget=DayInput())
    valid_to = forms.DateField(
        label=gettext_lazy("Valid to"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("The first day on which it no longer holds. Empty: until further notice."),
    )
    basis = forms.CharField(
        label=gettext_lazy("Basis"),
        max_length=200,
        help_text=gettext_lazy("The document with its number, and the article."),
    )
    compared = forms.BooleanField(
        label=gettext_lazy("I have compared the value with the document"),
        required=False,
        help_text=gettext_lazy(
            "Your name will stand beside the value. Without it a row that accuses somebody does not apply."
        ),
    )

    def __init__(self, *args, row: Parameter, **kwargs):
        self.row = row
        super().__init__(*args, **kwargs)
        self.fields["value"].help_text = UNITS.get(row.unit, row.unit)

    @classmethod
    def initial_of(cls, row: Parameter) -> dict[str, object]:
        return {
            "value": shown(row.value),
            "valid_from": row.valid_from,
            "valid_to": row.valid_to,
            "basis": row.basis,
            "compared": row.verified,
        }

    @property
    def place(self) -> str:
        return self.row.place

    @property
    def but(self) -> int | None:
        return self.row.pk

    def clean(self):
        cleaned = super().clean()
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end <= start:
            self.add_error("valid_to", _("This day must lie after the first one."))
        if self.row.unit == "flag" and cleaned.get("value") not in (None, 0, 1):
            self.add_error("value", _("Only 1 (yes) and 0 (no) make sense here."))
        if self.row.unit == "percent" and (cleaned.get("value") or 0) > 100:
            self.add_error("value", _("This is more than 100 per cent."))
        if not self.errors:
            self._clean_period()
        return cleaned

    def _clean_period(self) -> None:
        for other in self.clashes():
            day = other.valid_from.isoformat()
            self.add_error(
                "valid_from",
                ValidationError(
                    _("This overlaps the row that is in force from %(day)s: end or correct that row first."),
                    params={"day": day},
                ),
            )

    def clashes(self) -> list[Parameter]:
        return overlapping(self.statement(""), but=self.but)

    def statement(self, verified_by: str) -> Statement:
        said = self.cleaned_data
        return Statement(
            code=self.row.code,
            place=self.place,
            value=said["value"],
            unit=self.row.unit,
            valid_from=said["valid_from"],
            valid_to=said["valid_to"],
            basis=said["basis"],
            effect=self.row.effect,
            verified_by=verified_by,
        )

    def verified_by(self, name: str) -> str:
        """Who stands for the value: the one who ticked the box, or still the one before where nothing was changed."""
        if not self.cleaned_data["compared"]:
            return ""
        said, row = self.cleaned_data, self.row
        untouched = row.verified and (said["value"], said["basis"]) == (row.value, row.basis)
        return row.verified_by if self.but and untouched else name[:100]


class NewRowForm(ParameterForm):
    """A new value of the same parameter from a day on, or for another place. An open row before it ends there."""

    at = forms.ChoiceField(label=gettext_lazy("Place"), required=False)
    field_order = ("at", "value", "valid_from", "valid_to", "basis", "compared")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Parameter.objects.exclude(place="").order_by("place").values_list("place", flat=True).distinct()
        self.fields["at"].choices = [("", _("Everywhere")), *((place, place) for place in known)]

    @property
    def place(self) -> str:
        return self.cleaned_data.get("at", "")

    @property
    def but(self) -> int | None:
        return None

    def clashes(self) -> list[Parameter]:
        said = self.statement("")
        return [row for row in super().clashes() if row.valid_to is not None or row.valid_from >= said.valid_from]
