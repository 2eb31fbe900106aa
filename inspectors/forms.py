"""Forms of the roster and of accounts: every error at once."""

from datetime import date, timedelta

from django import forms
from django.contrib.auth.password_validation import password_validators_help_text_html, validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.actor import Actor
from core.enums import Role
from core.forms import DayInput, ReasonField
from core.models import User
from grids.models import Area
from inspectors import queries
from inspectors.enums import Position
from inspectors.models import TeamMember

# The position that a tier's people usually have, so that the form need not be thought about.
USUAL = {"city": Position.FULL_TIME, "district": Position.FULL_TIME, "street": Position.PART_TIME}


class Offered(forms.TextInput):
    """A text field with a list of what is usually meant."""

    template_name = "inspectors/offered.html"

    def __init__(self, areas: list[Area]):
        super().__init__({"list": "areas-offered", "autocomplete": "off"})
        self.areas = areas

    def get_context(self, name, value, attrs):
        return super().get_context(name, value, attrs) | {"areas": self.areas}


class AppointmentForm(forms.Form):
    """To which area, as what, from which day to which."""

    area = forms.CharField(
        label=gettext_lazy("Area"),
        max_length=80,
        help_text=gettext_lazy("The statistical or local code, or the name where only one area bears it."),
    )
    position = forms.ChoiceField(label=gettext_lazy("Position"), choices=Position)
    since = forms.DateField(label=gettext_lazy("First day"), widget=DayInput())
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=DayInput(),
        help_text=gettext_lazy("Empty: until further notice."),
    )

    def __init__(self, *args, actor: Actor, on: date, **kwargs):
        self.actor, self.on = actor, on
        super().__init__(*args, **kwargs)
        self.fields["area"].widget = Offered(queries.offered(actor))

    def clean_area(self) -> Area:
        text = self.cleaned_data["area"]
        found = queries.area_named(text, self.actor, self.on)
        if not found:
            raise ValidationError(_("There is no area of this code or name below your own. Look it up under Areas."))
        if len(found) > 1:
            codes = _(", ").join(area.local_code for area in found)
            raise ValidationError(_("Several areas have this name; give the code: %(codes)s") % {"codes": codes})
        return found[0]

    def clean(self):
        cleaned = super().clean()
        since, last = cleaned.get("since"), cleaned.get("last_day")
        if since and last and last < since:
            self.add_error("last_day", _("The last day lies before the first day."))
        return cleaned

    def said(self) -> dict[str, object]:
        """What the verbs are told."""
        last = self.cleaned_data["last_day"]
        return {
            "to": self.cleaned_data["area"],
            "position": Position(self.cleaned_data["position"]),
            "since": self.cleaned_data["since"],
            "until": last + timedelta(days=1) if last else None,
        }


class MemberForm(AppointmentForm):
    """A new person of the team, with the first appointment."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    field_order = ("name", "area", "position", "since", "last_day")


class LastDayForm(forms.Form):
    """When something ends."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DayInput(),
        help_text=gettext_lazy("Up to this day the account still sees the area. Yesterday ends it now."),
    )


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
