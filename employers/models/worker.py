from django.db import models
from django.utils.translation import gettext_lazy as _

from employers.enums import DocumentKind, Sex


class Worker(models.Model):
    """A person who works, one row for the whole city, only ever shown through an employment in scope.

    The document number is kept as cipher text; ``number_hash`` is keyed, over the normalised number (15 digits
    extended to 18), and joins deliveries set-wise; ``mask`` is what screens and exports show. Birth date and sex are
    read from a resident number at import.
    """

    document_kind = models.CharField(_("document"), max_length=16, choices=DocumentKind)
    number_hash = models.UUIDField()
    number_cipher = models.BinaryField()
    mask = models.CharField(_("document number"), max_length=32)
    name = models.CharField(_("name"), max_length=60)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex, blank=True, default="")
    birth_date = models.DateField(null=True)

    class Meta:
        verbose_name = _("worker")
        verbose_name_plural = _("workers")
        constraints = [models.UniqueConstraint(name="worker_one_per_number", fields=["number_hash", "document_kind"])]

    def __str__(self) -> str:
        return f"{self.name} {self.mask}"
