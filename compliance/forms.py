from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DayInput, ReasonField


class SetAsideForm(forms.Form):
    """Why a finding is set aside, and until when."""

    reason = ReasonField()
    until = forms.DateField(
        label=_("Until"), widget=DayInput, help_text=_("It comes back to the worklist the day after.")
    )
