"""Accounts, for the administrator: open, link, unlock, deactivate. No business data stands on these pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core import lockout
from core.enums import Role
from core.models import JournalEntry, User
from core.permissions import Denied
from inspectors import permissions
from inspectors.domain import accounts as verbs
from inspectors.forms.accounts import AccountForm, CloseAccountForm, InitialPasswordForm, MemberChoice
from inspectors.models import TeamMember
from inspectors.tables import AccountTable

ASKED = ["GET", "HEAD", "POST"]


def accounts(request: HttpRequest) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    return AccountTable(User.objects.all(), request).respond("inspectors/accounts.html")


@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    return shown(request, get_object_or_404(User, pk=pk))


def shown(request: HttpRequest, user: User, **forms: object) -> HttpResponse:
    """One account with everything that can be done to it."""
    now = TeamMember.objects.filter(user=user).first()
    tier = Role(user.role).tier
    context = {
        "title": user.username,
        "account": user,
        "member": now,
        "appointments": now.appointments.in_force(request.today).select_related("area") if now else [],
        "locked": lockout.locked(user.username, at=timezone.now()),
        "own": user.pk == request.user.pk,
        "link_form": MemberChoice(now=now, tier=tier, initial={"member": now.pk if now else ""}) if tier else None,
        "password_form": InitialPasswordForm(user=user),
        "close_form": CloseAccountForm(),
        "entries": JournalEntry.objects.about(user)[:20],
    }
    return TemplateResponse(request, "inspectors/account.html", context | forms)


@require_http_methods(ASKED)
def open_account(request: HttpRequest) -> HttpResponse:
    """A new account with an initial password, and the member it belongs to."""
    permissions.check_can_keep_accounts(request.actor)
    form = AccountForm(request.POST or None)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        named = {name: said[name] for name in ("username", "last_name", "first_name", "role", "password")}
        user = verbs.open_account(by=request.actor, on=request.today, **named)
        if chosen := form.chosen():
            verbs.link(user=user, member=chosen, by=request.actor, on=request.today)
        messages.success(request, _("The account is open. Hand over the initial password in person."))
        return redirect("inspectors:account", user.pk)
    context = {"form": form, "title": _("New account"), "button": _("Open the account"), "accounts": True}
    return TemplateResponse(request, "inspectors/form.html", context)


@require_POST
def link(request: HttpRequest, pk: int) -> HttpResponse:
    """Say which member of the team the account belongs to."""
    permissions.check_can_keep_accounts(request.actor)
    user = get_object_or_404(User, pk=pk)
    now = TeamMember.objects.filter(user=user).first()
    form = MemberChoice(request.POST, now=now, tier=Role(user.role).tier)
    if not form.is_valid():
        return shown(request, user, link_form=form)
    try:
        verbs.link(user=user, member=form.chosen(), by=request.actor, on=request.today)
    except Denied as refusal:
        form.add_error("member", str(refusal))
        return shown(request, user, link_form=form)
    messages.success(request, _("Saved. What the account sees follows the appointments of its member."))
    return redirect("inspectors:account", pk)


@require_POST
def password(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    user = get_object_or_404(User, pk=pk)
    form = InitialPasswordForm(request.POST, user=user)
    if form.is_valid():
        try:
            verbs.set_password(user=user, password=form.cleaned_data["password"], by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The initial password is set; it must be changed at the next login."))
            return redirect("inspectors:account", pk)
    return shown(request, user, password_form=form)


@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    user = get_object_or_404(User, pk=pk)
    form = CloseAccountForm(request.POST)
    if form.is_valid():
        try:
            verbs.deactivate(user=user, reason=form.cleaned_data["reason"], by=request.actor, on=request.today)
        except Denied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The account is deactivated; its sessions are over."))
            return redirect("inspectors:account", pk)
    return shown(request, user, close_form=form)


@require_POST
def activate(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    verbs.activate(user=get_object_or_404(User, pk=pk), by=request.actor, on=request.today)
    messages.success(request, _("The account is active again."))
    return redirect("inspectors:account", pk)


@require_POST
def unlock(request: HttpRequest, pk: int) -> HttpResponse:
    permissions.check_can_keep_accounts(request.actor)
    verbs.unlock(user=get_object_or_404(User, pk=pk), by=request.actor, on=request.today)
    messages.success(request, _("The account is unlocked."))
    return redirect("inspectors:account", pk)
