"""The last gate before a log: what looks like a person's number is masked."""

import logging
import sys

import pytest

from grid_inspection.logs import MaskingFormatter


def written(message, *values, trouble=None):
    record = logging.LogRecord("x", logging.ERROR, "x.py", 1, message, values, trouble)
    return MaskingFormatter().format(record)


@pytest.mark.parametrize("number", ["510199199001011233", "51019919900101123X", "13900000000", "6222020000000000000"])
def test_long_numbers_are_masked(number):
    said = written("row %s could not be read", number)
    assert number not in said
    assert "***" in said


@pytest.mark.parametrize("text", ["2026-11-24 08:30", "delivery 1048576", "code 510104", "a1b2c3d4e5f60718293a4b5c"])
def test_other_numbers_stay(text):
    assert text in written("about %s", text)


def test_a_traceback_is_masked_too():
    try:
        raise ValueError("Key (number)=(510199199001011233) already exists")
    except ValueError:
        said = written("failed", trouble=sys.exc_info())
    assert "510199199001011233" not in said
