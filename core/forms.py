"""Forms of the house: how an account logs in and changes its password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm as DjangoPasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core import lockout


class LoginForm(AuthenticationForm):
    """One answer for a wrong name, a wrong password and a closed account: nobody learns which accounts there are."""

    error_messages = {
        "invalid_login": _("The user name or the password is not right. Check capital letters and the input method."),
        "locked": _("Too many wrong tries. This account name is locked for 30 minutes; then try again."),
        "inactive": _("The user name or the password is not right. Check capital letters and the input method."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name")
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].label = _("Password")

    def clean(self):
        username, at = self.cleaned_data.get("username") or "", timezone.now()
        if lockout.locked(username, at=at):
            raise ValidationError(self.error_messages["locked"], code="locked")
        try:
            cleaned = super().clean()
        except ValidationError:
            if self.cleaned_data.get("password"):
                lockout.note_failure(username, address=self.request.META.get("REMOTE_ADDR", ""), at=at)
            raise
        if self.user_cache is not None:
            lockout.forget(username)
        return cleaned


class PasswordForm(DjangoPasswordChangeForm):
    """The old password, and the new one twice."""

    error_messages = DjangoPasswordChangeForm.error_messages | {
        "same": _("The new password is the old one. Choose another."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = _("Present password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""

    def clean_new_password2(self):
        new = self.cleaned_data.get("new_password2")
        if new and self.user.check_password(new):
            raise ValidationError(self.error_messages["same"], code="same")
        return new


class DayInput(forms.DateInput):
    """A day, with the browser's calendar."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class ReasonField(forms.CharField):
    """Why somebody does what is out of the ordinary; kept in the journal."""

    def __init__(self, **kwargs):
        kwargs = {
            "label": _("Reason"),
            "help_text": _("It is kept in the journal. Write it so that a colleague understands it in a year."),
            "min_length": 4,
            "max_length": 300,
            "widget": forms.Textarea(attrs={"rows": 3}),
        } | kwargs
        super().__init__(**kwargs)
