"""Forms of accounts: every error at once."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.enums import Role
from core.forms import ReasonField
from core.models import User
from inspectors.models import TeamMember


class PasswordFields(forms.Form):
    """A password somebody else will change: typed twice, held to the same rules as every password."""

    password = forms.CharField(
        label=gettext_lazy("Initial password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        help_text=password_validators_help_text_html,
    )
    again = forms.CharField(
        label=gettext_lazy("Initial password again"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
    )

    def holder(self) -> User:
        """Whose password it will be: it may not resemble the name."""
        return User()

    def clean(self):
        cleaned = super().clean()
        password = cleaned.get("password")
        if password and cleaned.get("again") and password != cleaned["again"]:
            self.add_error("again", _("The two passwords differ."))
        if password:
            try:
                validate_password(password, self.holder())
            except ValidationError as problem:
                self.add_error("password", problem)
        return cleaned


class InitialPasswordForm(PasswordFields):
    def __init__(self, *args, user: User, **kwargs):
        self.user = user
        super().__init__(*args, **kwargs)

    def holder(self) -> User:
        return self.user


def without_account(tier: str | None = None) -> list[tuple[str, str]]:
    """The members of the team whom no account belongs to, with the tier beside the name."""
    rows = TeamMember.objects.filter(user=None, left_on=None).order_by("tier", "name", "id")
    if tier is not None:
        rows = rows.filter(tier=tier)
    return [(str(row.pk), f"{row.name} · {row.get_tier_display()}") for row in rows]


class MemberChoice(forms.Form):
    """Which member of the team an account belongs to."""

    member = forms.ChoiceField(
        label=gettext_lazy("Member of the team"),
        required=False,
        help_text=gettext_lazy("The account sees the areas this person is appointed to; without one it sees nothing."),
    )

    def __init__(self, *args, now: TeamMember | None = None, tier: str | None = None, **kwargs):
        super().__init__(*args, **kwargs)
        choices = [("", _("nobody")), *([(str(now.pk), now.name)] if now else []), *without_account(tier)]
        self.fields["member"].choices = choices

    def chosen(self) -> TeamMember | None:
        pk = self.cleaned_data["member"]
        return TeamMember.objects.get(pk=pk) if pk else None


class AccountForm(MemberChoice, PasswordFields):
    """A new account."""

    username = forms.CharField(
        label=gettext_lazy("User name"),
        max_length=150,
        validators=[UnicodeUsernameValidator()],
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"}),
    )
    last_name = forms.CharField(label=gettext_lazy("Family name"), max_length=30)
    first_name = forms.CharField(label=gettext_lazy("Given name"), max_length=30)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role)
    field_order = ("username", "last_name", "first_name", "role", "member", "password", "again")

    def holder(self) -> User:
        named = {name: self.cleaned_data.get(name, "") for name in ("username", "last_name", "first_name")}
        return User(**named)

    def clean_username(self) -> str:
        username = User.normalize_username(self.cleaned_data["username"])
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_("There is an account of this name already."))
        return username

    def clean(self):
        cleaned = super().clean()
        role, pk = cleaned.get("role"), cleaned.get("member")
        member = TeamMember.objects.filter(pk=pk).first() if pk else None
        if role and member and Role(role).tier != member.tier:
            self.add_error("member", _("The account and the member of the team are of different tiers."))
        return cleaned


class CloseAccountForm(forms.Form):
    reason = ReasonField()
