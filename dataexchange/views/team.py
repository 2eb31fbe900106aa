"""Taking in a roster of people: every fault of every row at once, sound rows on one word, faulty rows back."""

from pathlib import Path
from tempfile import NamedTemporaryFile

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import exports
from core.privacy import Unreadable
from dataexchange import permissions
from dataexchange.domain import team_files
from dataexchange.forms import RosterForm
from dataexchange.importing.table import Refused
from inspectors.domain import intake
from inspectors.domain.intake import FIELDS, Checked, label


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: HttpRequest) -> HttpResponse:
    permissions.check_can_upload(request.actor)
    act = request.POST.get("act", "")
    if request.method == "POST" and act in ("take", "faulty"):
        return answered(request, act)
    form = RosterForm(request.POST or None, request.FILES or None)
    context = {"title": _("Take in a roster"), "form": form, "labels": [label(name) for name in FIELDS]}
    if form.is_bound and form.is_valid():
        try:
            rows = received(form.cleaned_data["file"])
        except Refused as refusal:
            form.add_error("file", str(refusal))
        else:
            checked = intake.Reader(by=request.actor, on=request.today).check(rows)
            context |= {"checked": checked, "kept": team_files.keep(rows)}
    return TemplateResponse(request, "dataexchange/team.html", context)


def received(file) -> team_files.Rows:
    with NamedTemporaryFile(prefix="roster-") as out:
        for block in file.chunks():
            out.write(block)
        out.flush()
        return team_files.read(Path(out.name), name=file.name)


def answered(request: HttpRequest, act: str) -> HttpResponse:
    """What was checked is checked once more: the roster may have moved since."""
    try:
        rows = team_files.kept(request.POST.get("kept", ""))
    except (Unreadable, ValueError):
        messages.error(request, _("The page has expired; choose the file again."))
        return redirect("dataexchange:team")
    checked = intake.Reader(by=request.actor, on=request.today).check(rows)
    if act == "faulty":
        return exports.answer(sheet(checked, request), "xlsx", request=request, name="roster-faulty")
    intake.take_in(checked, by=request.actor, on=request.today)
    told = {"new": len(checked.new), "more": len(checked.more), "same": checked.same, "faulty": len(checked.faulty)}
    messages.success(
        request, _("Taken in: %(new)s new, %(more)s added to, %(same)s unchanged, %(faulty)s left out.") % told
    )
    return redirect("inspectors:team")


def sheet(checked: Checked, request: HttpRequest) -> exports.Sheet:
    """The faulty rows as they came, with every reason in a last column; mend them and send the file again."""
    rows = [[*(each.row.get(name, "") for name in FIELDS), _("; ").join(each.sentences)] for each in checked.faulty]
    return exports.Sheet(
        title=_("Faulty rows of a roster"),
        headings=[*(label(name) for name in FIELDS), _("What is wrong")],
        formats=["code" if name in ("area", "certificate_number", "phone") else "text" for name in FIELDS] + ["text"],
        rows=rows,
        as_of=request.today,
    )
