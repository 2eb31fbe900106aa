"""Forms of what belongs to a person: phone, certificates, training, leave."""

from datetime import date

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.forms import DayInput, ReasonField
from core.scope import Scope
from inspectors import queries
from inspectors.enums import CertificateKind, LeaveKind
from inspectors.forms.team import DaysForm
from inspectors.models import TeamMember

PHONE = RegexValidator(r"^[0-9+\-() ]{7,24}$", gettext_lazy("A phone number has 7 to 20 digits."))


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=gettext_lazy("Phone"),
        max_length=24,
        required=False,
        validators=[PHONE],
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("Kept encrypted, shown masked. Empty: take the number off the roster."),
    )


class ReasonForm(forms.Form):
    reason = ReasonField()


class CertificateForm(DaysForm):
    """A certificate as it is printed."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of certificate"), choices=CertificateKind)
    number = forms.CharField(label=gettext_lazy("Certificate number"), max_length=40)
    issued_by = forms.CharField(label=gettext_lazy("Issued by"), max_length=100, required=False)
    since = forms.DateField(label=gettext_lazy("Valid from"), widget=DayInput())
    last_day = forms.DateField(
        label=gettext_lazy("Valid until"),
        widget=DayInput(),
        help_text=gettext_lazy("As printed: the printed day is the last one that counts."),
    )
    field_order = ("kind", "number", "issued_by", "since", "last_day")

    def said(self) -> dict[str, object]:
        said = self.cleaned_data
        return {"kind": CertificateKind(said["kind"]), "number": said["number"], "issued_by": said["issued_by"],
                "valid_from": said["since"], "last_day": said["last_day"]}  # fmt: skip


class WithdrawalForm(forms.Form):
    last_day = forms.DateField(label=gettext_lazy("Last day"), widget=DayInput())
    reason = ReasonField()


class TrainingForm(forms.Form):
    topic = forms.CharField(label=gettext_lazy("Topic"), max_length=120)
    organiser = forms.CharField(label=gettext_lazy("Organiser"), max_length=100, required=False)
    held_on = forms.DateField(label=gettext_lazy("Held on"), widget=DayInput())
    hours = forms.IntegerField(label=gettext_lazy("Hours"), min_value=1, max_value=999)
    passed = forms.BooleanField(label=gettext_lazy("Passed"), required=False, initial=True)


class LeaveForm(DaysForm):
    """Days of leave, and who stands in."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of leave"), choices=LeaveKind)
    substitute = forms.ChoiceField(
        label=gettext_lazy("Stands in"),
        required=False,
        help_text=gettext_lazy("Answers for the same areas in just these days, and sees them."),
    )
    field_order = ("kind", "since", "last_day", "substitute")

    def __init__(self, *args, member: TeamMember, on: date, scope: Scope, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].choices = [("", _("nobody")), *queries.stand_ins(member, on, scope)]

    def said(self) -> dict[str, object]:
        said = self.cleaned_data
        chosen = TeamMember.objects.get(pk=said["substitute"]) if said["substitute"] else None
        return {"kind": LeaveKind(said["kind"]), "first_day": said["since"], "last_day": said["last_day"],
                "substitute": chosen}  # fmt: skip
