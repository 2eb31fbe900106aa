from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Position(TextChoices):
    """What a member of the team does. Only the first two may inspect; the others collect and report."""

    FULL_TIME = "full_time", _("Full-time inspector")
    PART_TIME = "part_time", _("Part-time inspector")
    SUPERVISOR = "supervisor", _("Labour law supervisor")
    COORDINATOR = "coordinator", _("Coordinator")

    @property
    def inspects(self) -> bool:
        return self in (Position.FULL_TIME, Position.PART_TIME)


class Ground(TextChoices):
    """Why somebody answers for an area: his own appointment, somebody's leave, a delegation that lends sight only."""

    OWN = "own", _("Own appointment")
    SUBSTITUTE = "substitute", _("Stands in during leave")
    DELEGATED = "delegated", _("Delegated")


class CertificateKind(TextChoices):
    """The kinds of certificate; only the first two let a person inspect."""

    FULL_TIME = "full_time", _("Inspector's certificate, full-time")
    PART_TIME = "part_time", _("Inspector's certificate, part-time")
    ASSISTANT = "assistant", _("Supervisor's or coordinator's card")


# Which certificates let somebody count as an inspector of a position: a full-time one does for part-time work, too.
CERTIFIED_BY = {
    Position.FULL_TIME: (CertificateKind.FULL_TIME,),
    Position.PART_TIME: (CertificateKind.FULL_TIME, CertificateKind.PART_TIME),
}


class LetterKind(TextChoices):
    """What the founding document calls it, 三(三): part-time inspectors are 聘任, supervisors and coordinators 聘请."""

    APPOINT = "appoint", _("Letter of appointment")
    ENGAGE = "engage", _("Letter of engagement")


class LeaveKind(TextChoices):
    ANNUAL = "annual", _("Annual leave")
    SICK = "sick", _("Sick leave")
    MATERNITY = "maternity", _("Maternity or paternity leave")
    TRAINING = "training", _("Away for training")
    SECONDED = "seconded", _("Seconded elsewhere")
    OTHER = "other", _("Other leave")
