"""The administrator's journal and the jobs: what was done to accounts, parameters and the site, and what works now.

The administrator sees no business data (decisions 4), so the journal of employers, findings and deliveries stands on
their own pages; here stand the entries about accounts, members of the team and reference data only.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from core import tables
from core.enums import Role
from core.models import JobState, JournalEntry
from core.models.job import Job
from core.permissions import check_role

# Verbs about the site itself. A new verb is left out until somebody puts it here: it may speak of employers.
KINDS = (
    ("account", gettext_lazy("Accounts")),
    ("member", gettext_lazy("Team and appointments")),
    ("parameter", gettext_lazy("Parameters")),
    ("calendar", gettext_lazy("Working days")),
    ("list", gettext_lazy("Exports")),
    ("run", gettext_lazy("Checks")),
)
STATE_TONES = {"queued": "mute", "running": "info", "done": "green", "failed": "red"}


def of_kind(rows, kind: str):
    return rows.filter(verb__startswith=f"{kind}.")


class JournalTable(tables.Table):
    """What was done to the site, newest first."""

    caption = gettext_lazy("Journal")
    no_code_because = "entries about accounts, parameters and the site concern no employer"
    export_name = "journal"
    default_order = "-recorded_at"
    columns = (
        tables.Day("recorded_at", gettext_lazy("When"), order=("id",)),
        tables.Column("who", gettext_lazy("Who")),
        tables.Column("subject_name", gettext_lazy("About")),
        tables.Column("text", gettext_lazy("What was done")),
    )
    filters = (
        tables.Search("q", gettext_lazy("Who or about whom"), columns=("actor_name", "subject_name")),
        tables.OneOf("kind", gettext_lazy("Kind"), KINDS, apply=of_kind),
        tables.Period("on", gettext_lazy("Day")),
    )
    may_export = (Role.ADMINISTRATOR,)


class JobTable(tables.Table):
    """Long work, newest first."""

    caption = gettext_lazy("Jobs")
    no_code_because = "a job is work of the site, not an employer"
    export_name = "jobs"
    default_order = "-created_at"
    empty = gettext_lazy("No long work has been started yet.")
    columns = (
        tables.Link("name", gettext_lazy("Work"), to="core:job"),
        tables.Badge("state", gettext_lazy("State"), words=JobState, tones=STATE_TONES),
        tables.Number("done", gettext_lazy("Done so far")),
        tables.Number("total", gettext_lazy("Of")),
        tables.Day("created_at", gettext_lazy("Asked for"), order=("id",)),
        tables.Day("finished_at", gettext_lazy("Ended")),
    )
    filters = (tables.OneOf("state", gettext_lazy("State"), JobState),)
    may_export = (Role.ADMINISTRATOR,)


def about_the_site():
    verbs = [verb for verb, _words in KINDS]
    return JournalEntry.objects.filter(verb__regex=rf"^({'|'.join(verbs)})\.")


def journal(request: HttpRequest) -> HttpResponse:
    check_role(request.actor, Role.ADMINISTRATOR)
    return JournalTable(about_the_site(), request).respond("core/journal.html")


def jobs(request: HttpRequest) -> HttpResponse:
    check_role(request.actor, Role.ADMINISTRATOR)
    return JobTable(Job.objects.all(), request).respond("components/list_page.html")


@require_safe
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """One job: a page, or the part of it that asks for itself until the work is over.

    Its message may quote a file of employers, so the administrator is shown the numbers only.
    """
    check_role(request.actor, Role.ADMINISTRATOR)
    found = get_object_or_404(Job, pk=pk)
    found.message = ""
    context = {"job": found, "url": request.path, "title": found.name}
    name = "core/_job.html" if request.headers.get("HX-Request") == "true" else "core/job.html"
    return HttpResponse(render_to_string(name, context, request))
