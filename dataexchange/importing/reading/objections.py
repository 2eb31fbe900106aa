"""What the process that opens workbooks says instead of rows; it knows codes only, the sentences are elsewhere."""

from typing import Any


class Objection(Exception):
    """The file is refused; ``code`` names the sentence in ``refusals.py``."""

    def __init__(self, code: str, *, sheet: str = "", row: int | None = None, column: str = "", **values: Any) -> None:
        super().__init__(code)
        self.code = code
        self.sheet = sheet
        self.row = row
        self.column = column
        self.values = values

    def as_dict(self) -> dict[str, Any]:
        return {"code": self.code, "sheet": self.sheet, "row": self.row, "column": self.column, **self.values}
