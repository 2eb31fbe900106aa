from core.models.clock import Clock
from core.models.job import Job, JobState
from core.models.journal import JournalEntry
from core.models.stored_file import StoredFile
from core.models.user import User

__all__ = ["Clock", "Job", "JobState", "JournalEntry", "StoredFile", "User"]
