"""Lists of the roster and of accounts."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext, gettext_lazy

from core.enums import Role, Tier
from core.filters import Asked
from core.models import User
from core.tables import Badge, Choice, Column, Day, Flag, Link, Masked, OneOf, Search, Table
from grids.filters import in_area
from inspectors import queries
from inspectors.enums import CertificateKind, Ground, Position
from inspectors.models import Appointment, Certificate

STATES = (
    ("now", gettext_lazy("In force today")),
    ("past", gettext_lazy("No longer in force")),
    ("future", gettext_lazy("Not yet in force")),
)
ACTIVE = {True: gettext_lazy("active"), False: gettext_lazy("deactivated")}
TONES = {"now": "green", "past": "mute", "future": "info"}


def state(appointment: Appointment, on: date) -> str:
    if appointment.valid_from > on:
        return "future"
    return "past" if appointment.valid_to is not None and appointment.valid_to <= on else "now"


CERTIFICATE_STATES = {
    "valid": gettext_lazy("valid"),
    "ending": gettext_lazy("ends within 60 days"),
    "expired": gettext_lazy("expired"),
    "future": gettext_lazy("not yet valid"),
    "withdrawn": gettext_lazy("withdrawn"),
}
SOON = timedelta(days=60)


def certificate_state(row: Certificate, on: date) -> str:
    """The printed day is the last one that counts."""
    if row.valid_to <= on:
        return "withdrawn" if row.withdrawn_because else "expired"
    if row.valid_from > on:
        return "future"
    return "ending" if row.last_day - on <= SOON else "valid"


class InState(OneOf):
    """In force on the day of the request, before it, or after it."""

    def read(self, query: Any, asked: Asked) -> Any:
        if chosen := super().read(query, asked):
            chosen.on = asked.on
        return chosen

    def narrow(self, rows: QuerySet, value: Any) -> QuerySet:
        match str(value):
            case "past":
                return rows.filter(valid_to__lte=value.on)
            case "future":
                return rows.filter(valid_from__gt=value.on)
            case _:
                return rows.in_force(value.on)


class LastDay(Day):
    """The last day that counts; the column holds the first one that does not."""

    def of(self, row: Any) -> Any:
        return row.last_day


class TeamTable(Table):
    """The roster: one line per appointment, past and coming ones too."""

    caption = gettext_lazy("Team and appointments")
    no_code_because = "a member of the team is no employer"
    export_name = "team"
    default_order = "name"
    empty = gettext_lazy("Nobody is appointed here yet.")
    columns = (
        Link("name", gettext_lazy("Full name"), value="member.name", to="inspectors:member", args=("member_id",),
             order=("member__name", "id")),
        Choice("tier", gettext_lazy("Tier"), value="member.tier", words=Tier),
        Link("area", gettext_lazy("Area"), value="area.name", to="grids:area", args=("area_id",)),
        Column("area_code", gettext_lazy("Area code"), value="area.local_code", only="export"),
        Choice("position", gettext_lazy("Position"), words=Position),
        Column("post", gettext_lazy("Post"), only="export"),
        Column("employed_by", gettext_lazy("Employer of the post"), only="export"),
        Choice("ground", gettext_lazy("Ground"), words=Ground),
        Masked("phone", gettext_lazy("Phone"), value="member.phone_mask"),
        Column("certificate", gettext_lazy("Certificate"), value=lambda row: row.certificate, sub="certificate_until"),
        Choice("certificate_kind", gettext_lazy("Kind of certificate"), words=CertificateKind, only="export"),
        Column("certificate_number", gettext_lazy("Certificate number"), value="certificate", only="export"),
        Day("certificate_from", gettext_lazy("Valid from"), only="export"),
        Day("certificate_last", gettext_lazy("Valid until"), only="export"),
        Day("valid_from", gettext_lazy("First day"), order=("valid_from", "id")),
        LastDay("last_day", gettext_lazy("Last day")),
        Badge("state", gettext_lazy("State"), words=dict(STATES), tones=TONES),
        Badge("account", gettext_lazy("Account"), value=lambda row: _account(row),
              words={"open": gettext_lazy("has one"), "closed": gettext_lazy("deactivated"),
                     "none": gettext_lazy("has none")},
              tones={"open": "green", "closed": "orange"}),
    )  # fmt: skip
    filters = (
        Search("q", gettext_lazy("Name or area"), columns=("member__name", "area__name")),
        OneOf("tier", gettext_lazy("Tier"), Tier, column="member__tier"),
        OneOf("position", gettext_lazy("Position"), Position),
        in_area("area", gettext_lazy("Area"), prefix="area__"),
        InState("state", gettext_lazy("State"), STATES),
    )
    may_export = (Role.CITY, Role.DISTRICT, Role.STREET, Role.ADMINISTRATOR)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("member__user", "area").prefetch_related(queries.valid_certificates(self.asked.on))

    def decorate(self, rows: list[Any]) -> list[Any]:
        for row in rows:
            row.state = state(row, self.asked.on)
            newest = next(iter(row.member.valid_now), None)
            row.certificate_kind = newest.kind if newest else ""
            row.certificate_from, row.certificate_last = (
                (newest.valid_from, newest.last_day) if newest else (None, None)
            )
            row.certificate = newest.number if newest else ""
            row.certificate_until = gettext("until %(day)s") % {"day": newest.last_day.isoformat()} if newest else ""
        return rows


def _account(row: Appointment) -> str:
    if row.member.user is None:
        return "none"
    return "open" if row.member.user.is_active else "closed"


class AccountTable(Table):
    """Accounts, with the member of the team each belongs to."""

    caption = gettext_lazy("Accounts")
    no_code_because = "an account belongs to no employer"
    export_name = "accounts"
    default_order = "username"
    columns = (
        Link("username", gettext_lazy("User name"), to="inspectors:account", order=("username", "id")),
        Link("name", gettext_lazy("Full name"), value=str),
        Choice("role", gettext_lazy("Role"), words=Role),
        Link("member", gettext_lazy("Member of the team"), value=lambda row: row.belongs_to),
        Badge("is_active", gettext_lazy("State"), words=ACTIVE, tones={True: "green"}),
        Day("last_login", gettext_lazy("Last login")),
    )  # fmt: skip
    filters = (
        Search("q", gettext_lazy("User name or name"), columns=("username", "last_name", "first_name")),
        OneOf("role", gettext_lazy("Role"), Role),
        Flag("closed", gettext_lazy("Deactivated"), Q(is_active=False)),
        Flag("alone", gettext_lazy("Belongs to nobody"), Q(member=None) & ~Q(role=Role.ADMINISTRATOR)),
    )
    may_export = (Role.ADMINISTRATOR,)

    def prepare(self, rows: QuerySet) -> QuerySet:
        return rows.select_related("member")

    def decorate(self, rows: list[User]) -> list[User]:
        for row in rows:
            row.belongs_to = row.member.name if hasattr(row, "member") else ""
        return rows
