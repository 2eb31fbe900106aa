"""Forms of what crosses the apps."""

from django import forms
from django.utils.translation import gettext_lazy as _


class PlaceForm(forms.Form):
    """Where to, and why: a suggestion that is taken needs no reason of its own."""

    area = forms.CharField(label=_("Area"), max_length=20)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)
