from dataexchange.models.confirmation import Confirmation
from dataexchange.models.profile import HeadingAnswer
from dataexchange.models.staged_row import HeldRow, StagedRow
from dataexchange.models.upload import Upload

__all__ = ["Confirmation", "HeadingAnswer", "HeldRow", "StagedRow", "Upload"]
