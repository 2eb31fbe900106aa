from inspectors.models.appointment import Appointment, AppointmentLetter
from inspectors.models.certificate import Certificate, Training
from inspectors.models.grant import AreaGroupPermission, AreaUserPermission
from inspectors.models.leave import Leave
from inspectors.models.member import TeamMember

__all__ = [
    "Appointment",
    "AppointmentLetter",
    "AreaGroupPermission",
    "AreaUserPermission",
    "Certificate",
    "Leave",
    "TeamMember",
    "Training",
]
