"""What each register says of an employer, side by side, with the delivery and row that said it, and its history."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import codes
from employers.models import Employer, RegisterEntry, RegisterVersion

# The fields that all registers share, in the order of a certificate, and what each is called.
SHARED = {
    "name": _("Name"),
    "uscc": _("Unified social credit code"),
    "org_code": _("Organization code"),
    "registration_no": _("Business registration number"),
    "taxpayer_no": _("Taxpayer number"),
    "address": _("Address"),
    "legal_rep": _("Legal representative"),
    "kind": _("Kind"),
    "industry": _("Industry"),
    "status": _("Status"),
    "registered_on": _("Registered on"),
    "capital": _("Registered capital"),
    "scope": _("Scope of business"),
    "employees": _("Employees"),
    "declared_heads": _("Heads declared"),
    "reference_month": _("Month of the declaration"),
    "issued_on": _("Certificate issued on"),
    "valid_to": _("Certificate valid until"),
    "year": _("Year"),
}
COMPARED = ("name", "uscc", "org_code", "registration_no", "address", "legal_rep")
VERSIONS = 60


@dataclass(frozen=True, slots=True)
class Said:
    """One field in one register; ``differs`` from what the archive shows."""

    text: str
    differs: bool


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One field across the registers."""

    key: str
    label: str
    shown: str
    said: list[Said]


@dataclass(frozen=True, slots=True)
class Change:
    """One statement in a register's history: what it changed against the one before."""

    version: RegisterVersion
    changes: list[tuple[str, str, str]]
    first: bool


def entries(pk: int) -> list[RegisterEntry]:
    """The registers' entries of an employer, with source and delivery."""
    found = RegisterEntry.objects.filter(employer=pk).select_related("source", "delivery")
    return list(found.order_by("dataset", "-year", "id"))


def plain(key: str, value: Any) -> str:
    """A field as a page shows it."""
    if value in (None, ""):
        return ""
    return codes.display_org_code(str(value)) if key == "org_code" else str(value)


def shown(employer: Employer, key: str) -> str:
    """What the archive shows under the field, where it shows one."""
    return plain(key, getattr(employer, key, "")) if key in COMPARED else ""


def differing(employer: Employer, found: Sequence[RegisterEntry]) -> list[tuple[RegisterEntry, str, str, str]]:
    """Entry, field, what it says, what the archive shows: where both say something and it is not the same."""
    return [
        (entry, str(SHARED[key]), plain(key, entry.fields.get(key)), shown(employer, key))
        for entry in found
        for key in COMPARED
        if entry.listed and differ(key, entry.fields.get(key), employer)
    ]


def differ(key: str, value: Any, employer: Employer) -> bool:
    said, known = plain(key, value), shown(employer, key)
    return bool(said and known and said != known)


def side_by_side(employer: Employer, found: Sequence[RegisterEntry]) -> list[FieldLine]:
    """One line per field that any register fills."""
    lines = []
    for key, label in SHARED.items():
        texts = [plain(key, entry.fields.get(key)) for entry in found]
        if any(texts):
            said = [
                Said(text, differ(key, entry.fields.get(key), employer))
                for text, entry in zip(texts, found, strict=True)
            ]
            lines.append(FieldLine(key, str(label), shown(employer, key), said))
    return lines


def history(found: Sequence[RegisterEntry]) -> list[Change]:
    """What the registers said when, the newest first: one query, at most the last ``VERSIONS`` statements."""
    versions = list(
        RegisterVersion.objects.filter(entry__in=[entry.pk for entry in found])
        .select_related("entry", "delivery", "delivery__source")
        .order_by("-number", "-id")[:VERSIONS]
    )
    before: dict[int, RegisterVersion] = {}
    changes = []
    for version in reversed(versions):
        old = before.get(version.entry_id)
        changes.append(Change(version, changed(old, version) if old else [], old is None))
        before[version.entry_id] = version
    return changes[::-1]


def changed(old: RegisterVersion, new: RegisterVersion) -> list[tuple[str, str, str]]:
    """Label, old and new value of every field that another statement changed."""
    keys = dict.fromkeys((*old.fields, *new.fields))
    return [
        (str(SHARED[key]), plain(key, old.fields.get(key)), plain(key, new.fields.get(key)))
        for key in keys
        if key in SHARED and old.fields.get(key) != new.fields.get(key)
    ]
