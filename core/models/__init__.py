from core.models.calendar_day import CalendarDay, DayKind
from core.models.clock import Clock
from core.models.job import Job, JobState
from core.models.journal import JournalEntry
from core.models.login_failure import LoginFailure
from core.models.parameter import Effect, Parameter
from core.models.series import Series
from core.models.stored_file import StoredFile
from core.models.user import User

__all__ = [
    "CalendarDay",
    "Clock",
    "DayKind",
    "Effect",
    "Job",
    "JobState",
    "JournalEntry",
    "LoginFailure",
    "Parameter",
    "Series",
    "StoredFile",
    "User",
]
