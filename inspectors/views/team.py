"""The roster of the team: the list, one member, joining, appointing, ending and leaving."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from core.models import JournalEntry
from core.permissions import Denied
from inspectors import permissions, queries
from inspectors.domain import appointments, roster
from inspectors.enums import Ground, Position
from inspectors.forms.team import AppointmentForm, DelegationForm, LastDayForm, MemberForm
from inspectors.models import TeamMember
from inspectors.permissions import can_appoint
from inspectors.tables import TeamTable, certificate_state, state

ASKED = ["GET", "HEAD", "POST"]


def team(request: HttpRequest) -> HttpResponse:
    """Who answers for which area, within the reader's territory."""
    permissions.check_can_see_team(request.actor)
    return TeamTable(queries.appointments(request.actor), request).respond("inspectors/team.html")


@require_safe
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """One member of the team with the appointments that lie in the reader's territory."""
    permissions.check_can_see_team(request.actor)
    found = get_object_or_404(queries.members(request.actor).select_related("user"), pk=pk)
    held = queries.appointments(request.actor).filter(member=found)
    held = held.select_related("area", "letter", "leave__member").order_by("-valid_from", "id")
    keeps = permissions.can_keep_member(request.actor, found)
    lines = [
        {
            "appointment": each,
            "state": state(each, request.today),
            "can_end": can_appoint(request.actor, each.area) and state(each, request.today) != "past",
            "can_issue": each.ground == Ground.OWN
            and not hasattr(each, "letter")
            and permissions.can_keep(request.actor, each.area),
        }
        for each in held
    ]
    context = {
        "title": found.name,
        "member": found,
        "lines": lines,
        "can_appoint": found.left_on is None and any(can_appoint(request.actor, each.area) for each in held),
        "can_keep_accounts": permissions.can_keep_accounts(request.actor),
        "keeps": keeps,
        "keeps_people": permissions.keeps_people(request.actor),
        "entries": JournalEntry.objects.about(found)[:20],
        **of_person(found, request),
    }
    return TemplateResponse(request, "inspectors/member.html", context)


def of_person(member: TeamMember, request: HttpRequest) -> dict[str, object]:
    """Certificates, training and leave: nothing of the administrator's, who keeps accounts only."""
    if not permissions.keeps_people(request.actor):
        return {}
    return {
        "certificates": [
            {"row": row, "state": certificate_state(row, request.today)}
            for row in member.certificates.order_by("-valid_to", "id")
        ],
        "trainings": member.trainings.order_by("-on", "id"),
        "leaves": [
            {"row": row, "over": row.valid_to <= request.today or row.cancelled_on is not None}
            for row in member.leaves.select_related("substitute").order_by("-valid_from", "id")
        ],
    }


def _form(request: HttpRequest, form: object, title: str, button: str, **context: object) -> HttpResponse:
    context |= {"form": form, "title": title, "button": button}
    return TemplateResponse(request, "inspectors/form.html", context)


@require_http_methods(ASKED)
def enrol(request: HttpRequest) -> HttpResponse:
    """A new member, with the first appointment."""
    permissions.check_appoints(request.actor)
    initial = {"since": request.today, "area": request.GET.get("area", "")[:20]}
    form = MemberForm(request.POST or None, actor=request.actor, on=request.today, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            new = roster.enrol(by=request.actor, on=request.today, **form.said())
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s now stands on the roster.") % {"member": new.name})
            return redirect("inspectors:member", new.pk)
    return _form(request, form, _("New member of the team"), _("Put on the roster"))


@require_http_methods(ASKED)
def appoint(request: HttpRequest, pk: int) -> HttpResponse:
    """One more appointment of a member."""
    permissions.check_appoints(request.actor)
    found = get_object_or_404(queries.members(request.actor), pk=pk)
    initial = {"since": request.today}
    form = AppointmentForm(request.POST or None, actor=request.actor, on=request.today, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            appointments.appoint(member=found, by=request.actor, on=request.today, **form.said())
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The appointment is saved."))
            return redirect("inspectors:member", pk)
    return _form(request, form, _("Appoint %(member)s") % {"member": found.name}, _("Appoint"), member=found)


@require_http_methods(ASKED)
def delegate(request: HttpRequest, pk: int) -> HttpResponse:
    """Lend somebody the sight of an area for some days."""
    permissions.check_delegates(request.actor)
    found = get_object_or_404(queries.members(request.actor), pk=pk)
    own = queries.appointments(request.actor).filter(member=found, ground=Ground.OWN).order_by("-valid_from").first()
    position = Position(own.position) if own else Position.FULL_TIME
    initial = {"since": request.today, "last_day": request.today}
    form = DelegationForm(request.POST or None, actor=request.actor, on=request.today, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            appointments.delegate(member=found, position=position, by=request.actor, on=request.today, **form.said())
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The sight of the area is lent until that day."))
            return redirect("inspectors:member", pk)
    title = _("Lend %(member)s the sight of an area") % {"member": found.name}
    return _form(request, form, title, _("Lend"), member=found)


@require_http_methods(ASKED)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End one appointment with a last day."""
    permissions.check_appoints(request.actor)
    rows = queries.appointments(request.actor).select_related("member__user", "area")
    found = get_object_or_404(rows, pk=pk)
    permissions.check_can_appoint(request.actor, found.area)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})
    if form.is_bound and form.is_valid():
        last_day = form.cleaned_data["last_day"]
        try:
            appointments.end(appointment=found, last_day=last_day, by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, _("The appointment ends with that day."))
            if queries.members(request.actor).filter(pk=found.member_id).exists():
                return redirect("inspectors:member", found.member_id)
            return redirect("inspectors:team")
    title = _("End the appointment of %(member)s to %(area)s") % {"member": found.member.name, "area": found.area.name}
    return _form(request, form, title, _("End the appointment"), member=found.member)


@require_http_methods(ASKED)
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """A member leaves the team: every appointment ends."""
    permissions.check_appoints(request.actor)
    found = get_object_or_404(queries.members(request.actor).filter(left_on=None).select_related("user"), pk=pk)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today - timedelta(days=1)})
    if form.is_bound and form.is_valid():
        try:
            roster.leave(member=found, last_day=form.cleaned_data["last_day"], by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(member)s leaves the team.") % {"member": found.name})
            return redirect("inspectors:team")
    title = _("%(member)s leaves the team") % {"member": found.name}
    return _form(request, form, title, _("End every appointment"), member=found)
