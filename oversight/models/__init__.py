from oversight.models.handover import HandOver
from oversight.models.programme import Milestone, Pilot, StageResult

__all__ = ["HandOver", "Milestone", "Pilot", "StageResult"]
