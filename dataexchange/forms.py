"""What a page asks about a file: what it is, what its columns mean, why a delivery is withdrawn."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import DayInput, ReasonField
from dataexchange.domain.uploads import area_named
from dataexchange.importing.catalogue import SPECS, spec_of
from dataexchange.importing.headings import normalised
from dataexchange.importing.receiving import Cover
from dataexchange.importing.table import Refused
from employers.enums import Dataset, Mode
from employers.models import Source
from grids.models import Area

MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])")


class UploadForm(forms.Form):
    """A file and what its sender says of it."""

    dataset = forms.ChoiceField(label=_("Dataset"), choices=Dataset)
    source = forms.ModelChoiceField(label=_("Source"), queryset=Source.objects.order_by("code"), empty_label=None)
    file = forms.FileField(label=_("File"), help_text=_("An Excel workbook (.xlsx) or a CSV file, up to 200 MB."))
    period = forms.CharField(
        label=_("Month"), required=False, max_length=7,
        help_text=_("YYYY-MM: the month of insurance and wages; YYYY-12 for the directory of a year."),
    )  # fmt: skip
    as_of = forms.DateField(
        label=_("As of"), required=False, widget=DayInput, help_text=_("The day of a roster, unless its rows name it.")
    )
    area = forms.CharField(
        label=_("Area covered"), required=False, max_length=20,
        help_text=_("The code of the area, 510100 for the whole city. Filings and insurance must name it."),
    )  # fmt: skip
    received_on = forms.DateField(label=_("Received on"), required=False, widget=DayInput)
    mode = forms.ChoiceField(
        label=_("Kind of list"), required=False, choices=[("", _("as usual for the dataset")), *Mode.choices]
    )
    sheet = forms.CharField(label=_("Sheet"), required=False, max_length=120)

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor, self.today = actor, today
        self.fields["received_on"].widget.attrs["max"] = today.isoformat()

    def clean_period(self) -> date | None:
        text = self.cleaned_data["period"].strip()
        if not text:
            return None
        found = MONTH.fullmatch(text)
        if not found:
            raise forms.ValidationError(_("Write the month like 2026-05."))
        return date(int(found[1]), int(found[2]), 1)

    def clean_received_on(self) -> date:
        day = self.cleaned_data["received_on"] or self.today
        if day > self.today:
            raise forms.ValidationError(_("Nothing is received tomorrow: the day lies in the future."))
        return day

    def clean_area(self) -> Area | None:
        code = self.cleaned_data["area"].strip()
        if not code:
            return None
        try:
            return area_named(code, self.today)
        except Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def cover(self) -> Cover:
        said = self.cleaned_data
        return Cover(
            source=said["source"].pk,
            dataset=said["dataset"],
            received_on=said["received_on"],
            period=said["period"],
            as_of=said["as_of"],
            area=said["area"],
            mode=said["mode"],
            sheet=said["sheet"].strip(),
        )


class HeadingsForm(forms.Form):
    """One question per heading that nobody has explained yet; the answer is remembered."""

    def __init__(self, *args: Any, dataset: str, unknown: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unknown = unknown
        fields = [(column.field, column.heading) for column in spec_of(dataset).columns]
        for number, heading in enumerate(unknown):
            self.fields[f"heading_{number}"] = forms.ChoiceField(
                label=heading, choices=[("-", _("leave this column out")), *fields]
            )

    def answers(self) -> dict[str, str]:
        told = (self.cleaned_data[f"heading_{number}"] for number in range(len(self.unknown)))
        return {
            normalised(heading): "" if field == "-" else field
            for heading, field in zip(self.unknown, told, strict=True)
        }


class CommitForm(forms.Form):
    """The second word where a list drops more than a tenth."""

    accept_absent = forms.BooleanField(label=_("I accept that these are no longer listed"), required=False)


class WithdrawForm(forms.Form):
    """Why a delivery is withdrawn."""

    reason = ReasonField()


TEMPLATES = [(dataset.value, dataset.label, spec.sources) for dataset, spec in SPECS.items()]


class RosterForm(forms.Form):
    """A roster of the team's people."""

    file = forms.FileField(
        label=_("File"), help_text=_("An Excel workbook (.xlsx) or a CSV file with at most 2,000 people.")
    )
