from dataclasses import dataclass

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


class Act(TextChoices):
    """What somebody of the team wants to do."""

    COLLECT = "collect", _("Collect labour-use information")
    PUBLICISE = "publicise", _("Publicise labour law")
    REPORT_LEAD = "report_lead", _("Report a lead")
    SINGLE_ITEM = "single_item", _("Single-item inspection")
    INSPECT = "inspect", _("Inspection on site")
    INVESTIGATE = "investigate", _("Investigation and questioning")
    ORDER = "order", _("Order to correct")
    PENALISE = "penalise", _("Administrative penalty")


@dataclass(frozen=True)
class Power:
    """What an act asks: which positions may do it; how many certified inspectors (a parameter, or nothing); and whether
    one of them has to be full-time."""

    act: Act
    positions: tuple[Position, ...]
    quorum: str
    full_time: bool
    article: str


OPINION = "成都市劳动保障监察网格化管理实施意见（2006）三（三）"
REGULATION_16 = "劳动保障监察条例第十六条"
INSPECTORS_5 = "劳动监察员管理办法第五条"
PENALTY_42 = "行政处罚法第四十二条"

ANYBODY = tuple(Position)
INSPECTING = (Position.FULL_TIME, Position.PART_TIME)
FULL = (Position.FULL_TIME,)

POWERS = (
    Power(Act.COLLECT, ANYBODY, "", False, OPINION),
    Power(Act.PUBLICISE, ANYBODY, "", False, OPINION),
    Power(Act.REPORT_LEAD, ANYBODY, "", False, OPINION),
    Power(Act.SINGLE_ITEM, INSPECTING, "powers.inspection", False, REGULATION_16),
    Power(Act.INSPECT, FULL, "powers.inspection", True, REGULATION_16),
    Power(Act.INVESTIGATE, INSPECTING, "powers.inspection", True, REGULATION_16),
    Power(Act.ORDER, INSPECTING, "powers.inspection", True, REGULATION_16),
    Power(Act.PENALISE, INSPECTING, "powers.penalty", True, PENALTY_42),
)
BY_ACT = {power.act: power for power in POWERS}
