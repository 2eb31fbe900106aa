"""The leaver wizard: who takes what, a look at it, then one act; two people for somebody on leave."""

from collections import Counter

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.permissions import Denied
from inspectors import permissions
from inspectors import queries as team
from inspectors.models import TeamMember
from oversight.domain import handover as verbs
from oversight.forms import HandOverForm
from oversight.models import HandOver

ASKED = ["GET", "HEAD", "POST"]


@require_http_methods(ASKED)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose, look, carry out. Whoever is on leave needs a second person for the last step."""
    permissions.check_keeps_people(request.actor)
    member = get_object_or_404(team.members(request.actor).filter(left_on=None).select_related("user"), pk=pk)
    permissions.check_can_keep_member(request.actor, member)
    held = verbs.estate(member, request.today)
    offered = team.stand_ins(member, request.today, request.actor.scope)
    form = HandOverForm(
        request.POST or None,
        held=held.own,
        choices=offered,
        rest=bool(held.findings or held.stand_ins or not held.own),
        initial={"last_day": request.today},
    )
    waiting = member.hand_overs.filter(decided_on=None).first()
    look = None
    if form.is_bound and form.is_valid():
        said = form.said()
        if form.cleaned_data["confirmed"]:
            try:
                return done(request, member, held, said)
            except Denied as refusal:
                form.add_error(None, str(refusal))
        else:
            look = Counter(taker.name for taker in said["takers"].values())
    context = {
        "title": _("Hand over the work of %(member)s") % {"member": member.name},
        "member": member,
        "held": held,
        "form": form,
        "offered": offered,
        "look": sorted(look.items()) if look is not None else None,
        "rest": form.said()["rest"] if look is not None else None,
        "waiting": waiting,
        "second": waiting is not None and waiting.proposed_by_id != request.actor.user_id,
    }
    return TemplateResponse(request, "oversight/handover.html", context)


def done(request: HttpRequest, member: TeamMember, held: verbs.Estate, said: dict) -> HttpResponse:
    """The last step: at once, or the proposal that a second person carries out."""
    if held.away is not None:
        verbs.propose(member=member, by=request.actor, on=request.today, **said)
        messages.success(request, _("Proposed. A second person carries it out."))
        return redirect("oversight:handover", member.pk)
    verbs.hand_over(member=member, by=request.actor, on=request.today, **said)
    messages.success(request, _("Handed over: nothing of it is left without a name."))
    return redirect("inspectors:team")


@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """The second step for somebody on leave."""
    permissions.check_keeps_people(request.actor)
    rows = HandOver.objects.filter(member__in=team.members(request.actor)).select_related("member")
    found = get_object_or_404(rows, pk=pk)
    permissions.check_can_keep_member(request.actor, found.member)
    carry = request.POST.get("carry") == "yes"
    try:
        verbs.decide(proposal=found, carry=carry, by=request.actor, on=request.today)
    except Denied as refusal:
        messages.error(request, str(refusal))
        return redirect("oversight:handover", found.member_id)
    said = _("Handed over: nothing of it is left without a name.") if carry else _("The proposal is discarded.")
    messages.success(request, said)
    return redirect("inspectors:team")
