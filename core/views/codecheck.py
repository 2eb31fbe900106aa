"""A clerk pastes a column of codes and sees what each is worth. Codes travel in the body, never in an address."""

from collections import Counter

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from core import codecheck, exports
from core.codecheck import Checked
from core.codes import Answer


class CodesForm(forms.Form):
    """One box for a column of codes."""

    codes = forms.CharField(
        label=gettext_lazy("Codes"),
        help_text=gettext_lazy(
            "One code a line, as copied from a spreadsheet. Organization codes, unified social credit codes, "
            "registration numbers and identity numbers may stand among each other."
        ),
        widget=forms.Textarea(attrs={"rows": 10, "class": "mono", "spellcheck": "false", "autocomplete": "off"}),
    )

    def clean_codes(self) -> list[str]:
        texts = codecheck.split(self.cleaned_data["codes"])
        if not texts:
            raise ValidationError(_("There is no code in this text."), code="empty")
        if len(texts) > codecheck.MOST:
            said = {"count": f"{len(texts):,}", "most": f"{codecheck.MOST:,}"}
            raise ValidationError(
                _("These are %(count)s codes; at most %(most)s are checked at once. Paste a part.") % said,
                code="many",
            )
        return texts


@require_http_methods(["GET", "HEAD", "POST"])
def check_codes(request: HttpRequest) -> HttpResponse:
    codecheck.check_can_check_codes(request.actor)
    form = CodesForm(request.POST if request.method == "POST" else None)
    context = {"title": _("Check codes"), "form": form}
    if form.is_bound and form.is_valid():
        home = getattr(settings, "HOME_DIVISION", "")
        rows = codecheck.check(form.cleaned_data["codes"], on=request.today, home=home)
        if "export" in request.POST:
            return exports.answer(_sheet(rows, request), request.POST["export"], request=request, name="codes")
        counts = Counter(row.code.answer for row in rows)
        context |= {
            "rows": rows,
            "sums": [(answer, codecheck.TONES[answer], counts[answer]) for answer in Answer],
            "hidden": sum(row.is_personal for row in rows),
            "form": CodesForm(initial={"codes": "\n".join(row.text for row in rows if not row.is_personal)}),
        }
    elif form.is_bound:
        form.data = {"codes": ""}  # what could not be checked may hold personal numbers
    response = TemplateResponse(request, "core/codecheck.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


def _sheet(rows: list[Checked], request: HttpRequest) -> exports.Sheet:
    """The same table as a file."""
    headings = [_("No."), _("Code"), _("Kind"), _("Answer"), _("Explanation"), _("Did you mean")]
    cells = [
        [
            row.number,
            row.shown,
            str(row.code.kind.label),
            str(row.code.answer.label),
            row.code.sentence,
            " ".join(row.suggestions),
        ]
        for row in rows
    ]
    formats = ["number", "code", "text", "text", "text", "code"]
    return exports.Sheet(_("Checked codes"), headings, formats, cells, request.today)
