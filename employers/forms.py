"""Forms of the archive: what is out of the ordinary asks for a reason."""

from django import forms

from core.forms import ReasonField


class ReasonForm(forms.Form):
    """Why somebody keeps a code or reads a number."""

    reason = ReasonField()
