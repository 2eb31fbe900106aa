"""Logs hold no identity numbers. The code writes none; a driver's error message might, so the last gate masks them."""

import logging
import re

# eleven or more digits in a row, a resident number's X included: telephone, identity and bank account numbers
LONG_NUMBER = re.compile(r"(?<![0-9A-Za-z])(\d{3})\d{6,}(\d{2}|\d[Xx])(?![0-9A-Za-z])")


class MaskingFormatter(logging.Formatter):
    """Formats the whole record, traceback included, then masks what looks like a person's number."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return LONG_NUMBER.sub(r"\1***\2", super().format(record))
