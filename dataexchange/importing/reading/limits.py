"""How large a file may be; each limit is told in a sentence before anything is unpacked whole (decisions 17, 18).

This module imports nothing of the application: the process that opens workbooks reads it too.
"""

from dataclasses import asdict, dataclass

MB = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of one dataset; the defaults are those of decision 17."""

    file_bytes: int = 200 * MB
    rows: int = 2_000_000
    columns: int = 200
    cell_characters: int = 32_767
    blank_rows: int = 100_000
    heading_rows: int = 15
    members: int = 2_000
    inflated_bytes: int = 2_048 * MB
    inflated_ratio: int = 200
    ratio_free_bytes: int = 10 * MB
    shared_characters: int = 192 * MB
    merges: int = 200_000
    token_bytes: int = 8 * MB
    memory_bytes: int = 1_024 * MB
    cpu_seconds: int = 30
    cpu_seconds_per_mb: float = 6.0
    cpu_seconds_most: int = 900

    def cpu(self, size: int) -> int:
        """Seconds of processor time a workbook of ``size`` bytes may take."""
        return min(self.cpu_seconds_most, int(self.cpu_seconds + self.cpu_seconds_per_mb * size / MB))

    def as_dict(self) -> dict[str, int | float]:
        return asdict(self)
