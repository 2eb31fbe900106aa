"""Invented identities for tests: organization codes begin with XN, people's numbers with 510199 (decisions 28)."""

from datetime import date

from core.codes import org_check, registration_check, resident_check, uscc_check


def org_code(number: int) -> str:
    """The ``number``-th invented organization code, sound by GB 11714."""
    body = f"XN{number:06d}"
    return body + org_check(body)


def uscc(number: int, *, district: str = "510104", pair: str = "91") -> str:
    """A sound unified code of a district with the ``number``-th organization code inside."""
    body = f"{pair}{district}{org_code(number)}"
    return body + uscc_check(body)


def registration_no(number: int, *, district: str = "510104") -> str:
    """A sound 15-digit registration number."""
    body = f"{district}{number:08d}"
    return body + registration_check(body)


def resident_number(number: int, *, born: date = date(1990, 3, 7)) -> str:
    """The ``number``-th (1-999) identity number of that birth date; odd numbers are men's."""
    body = f"510199{born:%Y%m%d}{number:03d}"
    return body + resident_check(body)


def unsound(code: str) -> str:
    """The same code with another check character: right shape, fails its standard."""
    return code[:-1] + ("1" if code[-1] != "1" else "2")
