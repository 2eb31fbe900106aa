"""What a page asks about a file of outlines."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actor import Actor
from core.forms import DayInput, ReasonField
from grids import queries
from grids.domain.drafts import Declared
from grids.enums import Datum
from grids.models import Area


class OutlineForm(forms.Form):
    """The file, and what is not in it: the datum is never guessed, so nothing is chosen beforehand."""

    area = forms.ChoiceField(label=_("Area"))
    file = forms.FileField(
        label=_("File"),
        help_text=_("GeoJSON with longitude and latitude; every polygon carries the code of its grid as “code”."),
    )
    datum = forms.ChoiceField(
        label=_("Datum of the coordinates"),
        choices=[("", _("— as the file's maker says —")), *Datum.choices],
        help_text=_("Electronic maps are mostly in GCJ-02, surveys in CGCS2000, receivers in WGS-84."),
    )
    valid_from = forms.DateField(label=_("In force from"), widget=DayInput)
    attribution = forms.CharField(label=_("Source of the outlines"), max_length=200, required=False)
    official = forms.BooleanField(label=_("Official outlines, approved by the office in charge"), required=False)

    def __init__(self, *args: Any, actor: Actor, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        root = queries.city()
        held = [area for area in (*([root] if root else []), *queries.districts()) if actor.scope.holds(area)]
        self.areas: dict[str, Area] = {area.local_code: area for area in held}
        self.fields["area"].choices = [(code, area.name) for code, area in self.areas.items()]
        self.fields["valid_from"].initial = today

    def clean_area(self) -> Area:
        return self.areas[self.cleaned_data["area"]]

    def declared(self) -> Declared:
        said = self.cleaned_data
        return Declared(Datum(said["datum"]), said["valid_from"], said["official"], said["attribution"])


class KeepForm(forms.Form):
    reason = ReasonField(label=_("Why this position is right"))


class PublishForm(forms.Form):
    """The number of faults that the page showed comes back with the word that they were looked at."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    looked = forms.BooleanField(required=False)
