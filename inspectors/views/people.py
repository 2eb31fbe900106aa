"""What belongs to a person of the roster: phone, certificates, training, leave; each one form and one verb."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from core import parameters
from core.calendar import add_years
from core.permissions import Denied
from inspectors import permissions, queries
from inspectors.domain import certificates, leaves, roster
from inspectors.forms.people import CertificateForm, LeaveForm, PhoneForm, ReasonForm, TrainingForm, WithdrawalForm
from inspectors.forms.team import LastDayForm
from inspectors.models import Certificate, Leave, TeamMember

ASKED = ["GET", "HEAD", "POST"]


def kept(request: HttpRequest, pk: int) -> TeamMember:
    """A member inside the reader's territory whom the reader keeps."""
    permissions.check_keeps_people(request.actor)
    found = get_object_or_404(queries.members(request.actor).select_related("user"), pk=pk)
    permissions.check_can_keep_member(request.actor, found)
    return found


def asked(
    request: HttpRequest, member: TeamMember, form: forms.Form, act: Callable[[], Any], *, title: str, button: str,
    done: str, note: str = "",
) -> HttpResponse:  # fmt: skip
    """Show a form, or do the one act that it asks for and go back to the person."""
    if form.is_bound and form.is_valid():
        try:
            act()
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("inspectors:member", member.pk)
    context = {"form": form, "title": title, "button": button, "member": member, "note": note}
    return TemplateResponse(request, "inspectors/form.html", context)


@require_http_methods(ASKED)
def phone(request: HttpRequest, pk: int) -> HttpResponse:
    member = kept(request, pk)
    form = PhoneForm(request.POST or None)

    def act() -> None:
        roster.set_phone(member=member, phone=form.cleaned_data["phone"], by=request.actor, on=request.today)

    title = _("Phone of %(member)s") % {"member": member.name}
    return asked(request, member, form, act, title=title, button=_("Save"), done=_("The phone number is saved."))


@require_http_methods(ASKED)
def read_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole number, on this answer only, for a reason."""
    member = kept(request, pk)
    form = ReasonForm(request.POST or None)
    shown = ""
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        shown = roster.read_phone(member=member, reason=reason, by=request.actor, on=request.today)
    context = {"form": form, "title": _("Phone of %(member)s") % {"member": member.name}, "member": member,
               "button": _("Show the whole number"), "shown": shown}  # fmt: skip
    return TemplateResponse(request, "inspectors/phone.html", context)


@require_http_methods(ASKED)
def certificate(request: HttpRequest, pk: int) -> HttpResponse:
    member = kept(request, pk)
    years = parameters.row("certificate.years", (), request.today)
    initial = {"since": request.today}
    note = ""
    if years:
        initial["last_day"] = add_years(request.today, int(years.value))
        note = _("%(years)s years is another province's rule and not verified here; the printed day decides.") % {
            "years": years.shown_value
        }
    form = CertificateForm(request.POST or None, initial=initial)
    return asked(
        request,
        member,
        form,
        lambda: certificates.record(member=member, by=request.actor, on=request.today, **form.said()),
        title=_("New certificate of %(member)s") % {"member": member.name},
        button=_("Record the certificate"),
        done=_("The certificate stands on the roster."),
        note=note,
    )


@require_http_methods(ASKED)
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """End a certificate before its printed day."""
    permissions.check_keeps_people(request.actor)
    rows = Certificate.objects.filter(member__in=queries.members(request.actor)).select_related("member")
    found = get_object_or_404(rows, pk=pk)
    member = kept(request, found.member_id)
    form = WithdrawalForm(request.POST or None, initial={"last_day": request.today})

    def act() -> None:
        certificates.withdraw(certificate=found, by=request.actor, on=request.today, **form.cleaned_data)

    title = _("Withdraw certificate %(number)s of %(member)s") % {"number": found.number, "member": member.name}
    done = _("The certificate is withdrawn; it stays on the roster.")
    return asked(request, member, form, act, title=title, button=_("Withdraw"), done=done)


@require_http_methods(ASKED)
def training(request: HttpRequest, pk: int) -> HttpResponse:
    member = kept(request, pk)
    form = TrainingForm(request.POST or None, initial={"held_on": request.today})

    def act() -> None:
        certificates.train(member=member, by=request.actor, on=request.today, **form.cleaned_data)

    title = _("Training of %(member)s") % {"member": member.name}
    return asked(request, member, form, act, title=title, button=_("Record the course"),
                 done=_("The course stands in the training record."))  # fmt: skip


@require_http_methods(ASKED)
def go_on_leave(request: HttpRequest, pk: int) -> HttpResponse:
    member = kept(request, pk)
    initial = {"since": request.today, "last_day": request.today}
    form = LeaveForm(request.POST or None, initial=initial, member=member, on=request.today, scope=request.actor.scope)
    return asked(
        request,
        member,
        form,
        lambda: leaves.go(member=member, by=request.actor, on=request.today, **form.said()),
        title=_("Leave of %(member)s") % {"member": member.name},
        button=_("Record the leave"),
        done=_("The leave is recorded."),
    )


@require_http_methods(ASKED)
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    """End a leave early, or cancel one that has not begun."""
    permissions.check_keeps_people(request.actor)
    rows = Leave.objects.standing().filter(member__in=queries.members(request.actor)).select_related("member")
    found = get_object_or_404(rows, pk=pk)
    member = kept(request, found.member_id)
    form = LastDayForm(request.POST or None, initial={"last_day": request.today})
    form.fields["last_day"].help_text = _("A day before the first one cancels the leave.")
    return asked(
        request,
        member,
        form,
        lambda: leaves.come_back(leave=found, by=request.actor, on=request.today, **form.cleaned_data),
        title=_("End the leave of %(member)s") % {"member": member.name},
        button=_("End the leave"),
        done=_("The leave ends with that day."),
    )
