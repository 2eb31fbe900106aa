from inspectors.models.appointment import Appointment
from inspectors.models.grant import AreaGroupPermission, AreaUserPermission
from inspectors.models.member import TeamMember

__all__ = ["Appointment", "AreaGroupPermission", "AreaUserPermission", "TeamMember"]
