"""Tags and filters: addresses that may not exist, levels with shape and word, numbers and days as written."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.actor import who
from core.columns import EMPTY, LEVELS, SHAPES

register = template.Library()
register.filter("who", who)


# Navigation ----------------------------------------------------------------------------------------------------------


@register.simple_tag
def url_if(name: str, *args: Any) -> str:
    """The address of a page, or nothing where no app brings such a page."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def navigation(context: template.Context) -> str:
    """The menu, made once for its two places: beside the page, and folded above it on narrow screens."""
    menu = context.render_context.get(navigation)
    if menu is None:
        menu = context.template.engine.get_template("components/nav.html").render(context)
        context.render_context[navigation] = menu
    return menu


@register.inclusion_tag("components/nav_link.html", takes_context=True)
def nav_link(context: template.Context, name: str, label: str, roles: str = "", count: str = "") -> dict[str, Any]:
    """One entry of the menu; absent where the page does not exist or is not for the reader's role.

    ``roles`` lists roles, or with a minus before each the roles it is not for. ``count`` names a page that answers
    with the bare number.
    """
    request = context.get("request")
    role = getattr(getattr(request, "actor", None), "role", None)
    url = url_if(name)
    words = roles.split()
    for_role = not words or role in words or (words[0].startswith("-") and f"-{role}" not in words)
    if not url or not for_role:
        return {"url": ""}
    here = request.path == url or (url != "/" and request.path.startswith(url))
    return {"url": url, "label": label, "here": here, "count_url": url_if(count) if count else ""}


@register.simple_block_tag
def nav_group(content: str, label: str) -> str:
    """A heading over entries; absent where all of them are."""
    if "<a " not in content:
        return ""
    return SafeString(render_to_string("components/nav_group.html", {"label": label, "entries": content}))


@register.inclusion_tag("components/tab.html")
def tab(url: str, label: str, current: Any = False, count: Any = None, hot: Any = False) -> dict[str, Any]:
    """One tab; absent without an address. ``count`` is a number, or the address of a page that answers with it."""
    lazily = isinstance(count, str) and count.startswith(("/", "?"))
    return {
        "url": url,
        "label": label,
        "current": current,
        "count": None if lazily else count,
        "count_url": count if lazily else "",
        "hot": hot,
    }


# Tags, buttons -------------------------------------------------------------------------------------------------------


@register.inclusion_tag("components/tag.html")
def tag(tone: str, text: Any) -> dict[str, Any]:
    """A word with shape and colour: red, orange, yellow, green, info or mute."""
    return {"tone": tone, "text": text, "shape": SHAPES[tone]}


@register.inclusion_tag("components/tag.html")
def level(code: str, text: Any = "") -> dict[str, Any]:
    """A warning level (R, O, Y, I)."""
    tone, word = LEVELS.get(code, ("mute", EMPTY))
    return {"tone": tone, "text": text or word, "shape": SHAPES[tone]}


@register.inclusion_tag("components/kpi.html")
def kpi(
    label: Any,
    value: Any,
    *,
    unit: Any = "",
    url: str = "",
    tone: str = "",
    note: Any = "",
    change: Any = None,
    change_unit: Any = "",
    good: str = "up",
) -> dict[str, Any]:
    """A figure with what it is about; ``change`` against before, ``good`` says which direction is welcome."""
    moved = "" if change in (None, "", 0) else ("up" if Decimal(str(change)) > 0 else "down")
    return {
        "label": label,
        "value": number(value) if isinstance(value, int) else value,
        "unit": unit,
        "url": url,
        "tone": tone,
        "note": note,
        "moved": moved,
        "welcome": moved == good,
        "change": f"{abs(Decimal(str(change))):,}" if moved else "",
        "change_unit": change_unit,
    }


@register.inclusion_tag("components/why_not.html")
def why_not(label: Any, sentence: Any) -> dict[str, Any]:
    """A button that cannot be used now, and the sentence that says why."""
    return {"label": label, "sentence": sentence}


@register.inclusion_tag("components/field.html")
def field(bound: Any) -> dict[str, Any]:
    """One form field: label, hint, error, control, in this order."""
    return {"field": bound}


@register.inclusion_tag("components/progress.html")
def progress(job: Any, url: str) -> dict[str, Any]:
    """How far a job is; asks ``url`` for itself every two seconds until it is over."""
    return {"job": job, "url": url, "over": job.state in {"done", "failed"}}


@register.simple_tag(takes_context=True)
def keep_query(context: template.Context, **changes: Any) -> str:
    """The address of this page with some parameters changed (empty: removed)."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value not in (None, ""):
            query[name] = str(value)
    return f"?{query.urlencode()}"


# Numbers and days ----------------------------------------------------------------------------------------------------


@register.filter
def number(value: Any) -> str:
    """128,406"""
    return EMPTY if value in (None, "") else f"{value:,}"


@register.filter
def money(value: Any) -> str:
    """46,820.00"""
    return EMPTY if value in (None, "") else f"{Decimal(value):,.2f}"


@register.filter
def percent(value: Any) -> str:
    """A share of 0 to 1 in per cent with one decimal."""
    return EMPTY if value in (None, "") else f"{Decimal(value) * 100:.1f}%"


@register.filter
def dash(value: Any) -> Any:
    """A dash in the place of nothing."""
    return EMPTY if value in (None, "") else value


@register.filter
def day(value: date | datetime | None) -> str:
    """2006-05-12, as tables write it."""
    if value in (None, ""):
        return EMPTY
    return (timezone.localtime(value) if isinstance(value, datetime) else value).strftime("%Y-%m-%d")


@register.filter
def moment(value: datetime | None) -> str:
    """2006-05-12 09:30, Asia/Shanghai."""
    return EMPTY if value in (None, "") else timezone.localtime(value).strftime("%Y-%m-%d %H:%M")


@register.filter
def month(value: date | None) -> str:
    """2006-05"""
    return EMPTY if value in (None, "") else value.strftime("%Y-%m")


@register.filter
def long_day(value: date | None) -> str:
    """2006年5月12日, as prose writes it."""
    return EMPTY if value in (None, "") else date_format(value, "DATE_FORMAT")


@register.filter
def days_to(due: date, today: date) -> str:
    """How long until a day, in words."""
    left = (due - today).days
    if left > 0:
        return _("%(days)s days left") % {"days": left}
    return _("today") if left == 0 else _("%(days)s days overdue") % {"days": -left}
