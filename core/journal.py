"""The journal: every verb says here what it did. Entries are written once and never changed."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.db import models
from django.utils import translation

from core.actor import Actor
from core.models.journal import JournalEntry, subject_key


def record(
    verb: str,
    sentence: str,
    *,
    about: models.Model | Sequence[models.Model],
    by: Actor,
    on: date,
    change: dict[str, Any] | None = None,
    **values: Any,
) -> UUID:
    """Write one entry per subject; ``sentence`` is marked with ``gettext_noop`` where it is said."""
    act = uuid4()
    subjects = [about] if isinstance(about, models.Model) else list(about)
    JournalEntry.objects.bulk_create(
        JournalEntry(
            act=act,
            verb=verb,
            sentence=sentence,
            values=told(**values),
            change=change,
            subject=subject_key(subject),
            subject_name=str(subject)[:200],
            actor_name=by.name[:150],
            user_id=by.user_id,
            on=on,
        )
        for subject in subjects
    )
    return act


def told(**values: Any) -> dict[str, str]:
    """The values of a sentence as they are kept: our own words in English, translated when the entry is shown."""
    with translation.override("en"):
        return {name: str(value) for name, value in values.items()}
