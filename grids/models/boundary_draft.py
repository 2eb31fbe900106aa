from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from grids.enums import Datum, DraftState
from grids.models.located import Located


class BoundaryDraft(Located):
    """Outlines of grids as they were uploaded, on their way to being published (A2).

    ``area`` is the district that uploads its own grids, or the city. ``outlines`` keeps every polygon as uploaded and,
    where a ring had to be repaired, the repaired one beside it; ``checked`` is what the checks found at that time, in
    codes and numbers, so that each reader gets the sentences in his own language.
    """

    state = models.CharField(_("state"), max_length=10, choices=DraftState, default=DraftState.DRAFT)
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.BinaryField(max_length=32)
    datum = models.CharField(_("datum declared"), max_length=10, choices=Datum)
    read_as = models.CharField(_("datum read as"), max_length=10, choices=Datum)
    kept_because = models.CharField(_("reason to keep the position"), max_length=300, blank=True, default="")
    official = models.BooleanField(_("official"), default=False)
    attribution = models.CharField(_("attribution"), max_length=200, blank=True, default="")
    valid_from = models.DateField(_("in force from"))
    outlines = models.JSONField(_("outlines as uploaded"))
    mended = models.BooleanField(_("repairs accepted"), default=False)
    checked = models.JSONField(_("what the checks found"), default=dict, encoder=DjangoJSONEncoder)
    uploaded_by = models.CharField(_("uploaded by"), max_length=150)
    uploaded_on = models.DateField(_("uploaded on"))
    published_by = models.CharField(_("published by"), max_length=150, blank=True, default="")
    published_on = models.DateField(_("published on"), null=True, blank=True)

    class Meta:
        verbose_name = _("upload of outlines")
        verbose_name_plural = _("uploads of outlines")
        indexes = [models.Index(fields=["district", "-id"], name="boundary_draft_district")]

    def __str__(self) -> str:
        return self.file_name

    @property
    def open(self) -> bool:
        return self.state == DraftState.DRAFT
