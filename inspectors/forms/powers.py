"""The question about powers: an act, up to three people by name, a day."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.forms import DayInput
from inspectors import queries
from inspectors.enums import Act
from inspectors.models import TeamMember

AT_MOST = 3


class Name(forms.CharField):
    def __init__(self, label: object, *, required: bool = False):
        help_text = gettext_lazy("The name; where several bear it, the name and the code of the area after a blank.")
        super().__init__(label=label, max_length=90, required=required, help_text=help_text if required else "")


class PowerForm(forms.Form):
    act = forms.ChoiceField(label=gettext_lazy("Kind of act"), choices=Act)
    on = forms.DateField(label=gettext_lazy("On the day"), widget=DayInput())
    first = Name(gettext_lazy("First person"), required=True)
    second = Name(gettext_lazy("Second person"))
    third = Name(gettext_lazy("Third person"))

    def __init__(self, *args, actor: Actor, **kwargs):
        self.actor = actor
        super().__init__(*args, **kwargs)

    def clean_first(self) -> TeamMember | None:
        return self.person("first")

    def clean_second(self) -> TeamMember | None:
        return self.person("second")

    def clean_third(self) -> TeamMember | None:
        return self.person("third")

    def person(self, field: str) -> TeamMember | None:
        """The one member of that name in the reader's territory."""
        name, _blank, code = self.cleaned_data[field].strip().partition(" ")
        if not name:
            return None
        rows = queries.members(self.actor).filter(name=name)
        if code:
            rows = rows.filter(appointments__area__local_code=code.strip().upper())
        found = list(rows.distinct()[:5])
        if not found:
            raise ValidationError(_("Nobody of this name stands on the roster of your territory."))
        if len(found) > 1:
            raise ValidationError(_("Several people have this name; write the code of the area after it."))
        return found[0]

    def question(self) -> tuple[Act, list[TeamMember], date]:
        said = self.cleaned_data
        people = [said[name] for name in ("first", "second", "third") if said[name]]
        return Act(said["act"]), list(dict.fromkeys(people)), said["on"]
