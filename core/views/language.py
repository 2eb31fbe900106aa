"""What an account prefers: its language and the size of the text. Kept with the account, and in the browser before."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from core.http import safe_next
from core.models import User

YEAR = 365 * 24 * 60 * 60


@login_not_required
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Switch, and stay on the same page."""
    response = HttpResponseRedirect(safe_next(request))
    wanted = request.POST.get("language", "")
    if wanted in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            User.objects.filter(pk=request.user.pk).update(language=wanted)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wanted,
            max_age=YEAR,
            httponly=True,
            samesite="Lax",
            secure=settings.LANGUAGE_COOKIE_SECURE,
        )
    return response


@require_POST
def text_size(request: HttpRequest) -> HttpResponse:
    """Larger text, or ordinary text again."""
    User.objects.filter(pk=request.user.pk).update(large_text=request.POST.get("size") == "large")
    return HttpResponseRedirect(safe_next(request))
