from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import Job, StoredFile
from grids.enums import FilingState, Paper
from grids.models.located import Located


class Filing(Located):
    """A district's grids as a colour map, in writing to the city (founding document, 三(一): 网格以彩图形式书面报).

    ``content`` holds every figure and line of the sheet as they were when it was drawn. Once submitted a filing has a
    number, its bytes are kept with their hash, and nothing of it changes but the city's answer.
    """

    version = models.PositiveIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=10, choices=FilingState, default=FilingState.DRAFT)
    paper = models.CharField(_("paper"), max_length=2, choices=Paper, default=Paper.A3)
    preparer = models.CharField(_("prepared by"), max_length=60)
    reviewer = models.CharField(_("reviewed by"), max_length=60, blank=True, default="")
    approval_number = models.CharField(_("map approval number"), max_length=40, blank=True, default="")
    content = models.JSONField(default=dict)
    data_on = models.DateField(_("data as of"))
    number = models.CharField(_("filing number"), max_length=40, blank=True, default="")
    digest = models.CharField(_("hash of the content"), max_length=64, blank=True, default="")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    picture = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    submitted_on = models.DateField(_("submitted on"), null=True)
    submitted_by = models.CharField(_("submitted by"), max_length=150, blank=True, default="")
    answered_on = models.DateField(_("answered on"), null=True)
    answered_by = models.CharField(_("answered by"), max_length=150, blank=True, default="")
    receipt = models.CharField(_("receipt number"), max_length=40, blank=True, default="")
    remarks = models.TextField(_("remarks"), blank=True, default="")

    class Meta:
        verbose_name = _("filing of the colour map")
        verbose_name_plural = _("filings of the colour map")
        constraints = [
            models.UniqueConstraint(name="filing_version", fields=["area", "version"]),
            models.UniqueConstraint(name="filing_one_draft", fields=["area"], condition=Q(state=FilingState.DRAFT)),
            models.UniqueConstraint(
                name="filing_one_unanswered", fields=["area"], condition=Q(state=FilingState.SUBMITTED)
            ),
            models.UniqueConstraint(name="filing_number_once", fields=["number"], condition=~Q(number="")),
            models.UniqueConstraint(name="filing_receipt_once", fields=["receipt"], condition=~Q(receipt="")),
            models.CheckConstraint(
                name="filing_submitted_is_frozen",
                condition=Q(state=FilingState.DRAFT, number="", submitted_on__isnull=True)
                | (~Q(state=FilingState.DRAFT) & ~Q(number="") & Q(file__isnull=False, submitted_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="filing_accepted_has_a_receipt",
                condition=(Q(state=FilingState.ACCEPTED) & ~Q(receipt=""))
                | (~Q(state=FilingState.ACCEPTED) & Q(receipt="")),
            ),
            models.CheckConstraint(
                name="filing_returned_with_remarks", condition=~Q(state=FilingState.RETURNED) | ~Q(remarks="")
            ),
        ]
        indexes = [models.Index(fields=["district", "-version"], name="filing_district")]

    def __str__(self) -> str:
        return self.number or f"{self.area} {self.version}"

    @property
    def drawn(self) -> bool:
        """Whether the sheet is there; while a worker draws a large one it is not."""
        return self.file_id is not None

    @property
    def stands(self) -> bool:
        """Whether the city has it and has not returned it: what counts as filed."""
        return self.state in (FilingState.SUBMITTED, FilingState.ACCEPTED)

    @property
    def organ(self) -> str:
        """The code under which the district numbers its filings, and the one on the paper."""
        return self.area.local_code

    def name_on(self, day: date) -> str:
        """How the file is named for whoever saves it."""
        return f"{self.area.name}-{self.number or day.isoformat()}.pdf"
