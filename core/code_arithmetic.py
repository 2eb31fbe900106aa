"""The check characters of four Chinese standards: fast answers, and what a wrong character would have to be.

Everything here expects text that ``core.codes.normalise`` has been through and answers without building anything:
imports ask these functions millions of times. Judgements in words are in ``core.codes``.
"""

import re
from datetime import date
from functools import lru_cache
from operator import mul

# GB 11714-1997: 36 characters, eight weights, modulus 11.
ORG_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ORG_CHECKS = "0123456789X"
_ORG_VALUES = bytes.maketrans(ORG_ALPHABET.encode(), bytes(range(36)))
_ORG_BODY = re.compile(r"[0-9A-Z]{8}")
_ORG_SHAPE = re.compile(r"[0-9A-Z]{8}[0-9X]")

# GB 32100-2015: 31 characters (I O S V Z are left out), weights are the powers of 3, modulus 31.
USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_USCC_VALUES = bytes.maketrans(USCC_ALPHABET.encode(), bytes(range(31)))

# Characters 1-2 say who registers and what is registered; the pairs stand in GB 32100 with its amendment of 2016.
USCC_PAIRS = frozenset(
    (
        "11", "12", "13", "19", "21", "29", "31", "32", "33", "34", "35", "39", "41", "49", "51", "52", "53", "59",
        "61", "62", "69", "71", "72", "79", "81", "89", "91", "92", "93", "A1", "A9", "N1", "N2", "N3", "N9", "Y1",
    )
)  # fmt: skip
_USCC_BODY = re.compile(f"[{USCC_ALPHABET}]{{17}}")
_USCC_SHAPE = re.compile(f"(?:{'|'.join(sorted(USCC_PAIRS))})[0-9]{{6}}[{USCC_ALPHABET}]{{10}}")

# GB 11643: weights of ISO 7064 MOD 11-2 over 17 digits.
RESIDENT_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS = "10X98765432"
_RESIDENT_VALUES = bytes.maketrans(b"0123456789", bytes(range(10)))
_RESIDENT_BODY = re.compile(r"[0-9]{17}")
_RESIDENT_SHAPE = re.compile(r"[0-9]{17}[0-9X]")
_LEGACY_SHAPE = re.compile(r"[0-9]{15}")

# First two digits of GB/T 2260, with the residence permits of Hong Kong, Macao and Taiwan (81, 82, 83).
PROVINCES = frozenset(
    (
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43",
        "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
    )
)  # fmt: skip

_REGISTRATION_SHAPE = re.compile(r"[0-9]{15}")
_OLD_REGISTRATION_SHAPE = re.compile(r"[0-9]{13}")

# Nobody is known to have lived longer by much; an older birth date is a mistyped one.
OLDEST = 120


def org_check(body: str) -> str:
    """The ninth character of an organization code, out of its first eight (GB 11714-1997)."""
    if not _ORG_BODY.fullmatch(body):
        raise ValueError("An organization code has eight characters 0-9 and A-Z before its check character.")
    rest = sum(map(mul, body.encode().translate(_ORG_VALUES), ORG_WEIGHTS)) % 11
    return ORG_CHECKS[-rest % 11]


def org_code_valid(code: str) -> bool:
    """Say whether nine characters are a sound organization code; nine noughts are none."""
    if not _ORG_SHAPE.fullmatch(code) or code == "000000000":
        return False
    rest = sum(map(mul, code[:8].encode().translate(_ORG_VALUES), ORG_WEIGHTS)) % 11
    return code[8] == ORG_CHECKS[-rest % 11]


def uscc_check(body: str) -> str:
    """The eighteenth character of a unified social credit code, out of its first 17 (GB 32100-2015)."""
    if not _USCC_BODY.fullmatch(body):
        raise ValueError("A unified code has 17 characters before its check character, without I, O, S, V and Z.")
    return USCC_ALPHABET[-sum(map(mul, body.encode().translate(_USCC_VALUES), USCC_WEIGHTS)) % 31]


def uscc_valid(code: str) -> bool:
    """Say whether 18 characters are a sound unified code: alphabet, pair, division digits and check character.

    The organization code inside (characters 9-17) is not judged: in codes of individual businesses it often has no
    meaning, and GB 32100 protects the whole by its own check character.
    """
    if not _USCC_SHAPE.fullmatch(code):
        return False
    rest = sum(map(mul, code[:17].encode().translate(_USCC_VALUES), USCC_WEIGHTS))
    return USCC_ALPHABET[-rest % 31] == code[17]


def registration_check(body: str) -> str:
    """The fifteenth digit of a registration number, out of its first 14 (GS 15-2006, ISO 7064 MOD 11,10)."""
    product = 10
    for digit in body:
        product = ((product + int(digit)) % 10 or 10) * 2 % 11
    return str((11 - product) % 10)


def registration_no_valid(code: str) -> bool:
    """Say whether 15 digits are a sound registration number, or 13 digits an old one (which has no check)."""
    if _REGISTRATION_SHAPE.fullmatch(code):
        return registration_check(code[:14]) == code[14]
    return _OLD_REGISTRATION_SHAPE.fullmatch(code) is not None


def resident_check(body: str) -> str:
    """The eighteenth character of an identity number, out of its first 17 digits (GB 11643, ISO 7064 MOD 11-2)."""
    if not _RESIDENT_BODY.fullmatch(body):
        raise ValueError("An identity number has 17 digits before its check character.")
    return RESIDENT_CHECKS[sum(map(mul, body.encode().translate(_RESIDENT_VALUES), RESIDENT_WEIGHTS)) % 11]


@lru_cache(maxsize=65536)
def real_day(digits: str) -> bool:
    """Say whether eight digits YYYYMMDD are a day of the calendar."""
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return int(digits[:4]) >= 1800


@lru_cache(maxsize=1024)
def birth_bounds(today: date | None, oldest: int | None) -> tuple[str, str]:
    """The earliest and the latest believable birth, as YYYYMMDD; without ``today`` every day is believable."""
    if today is None:
        return "00000000", "99999999"
    latest = today.strftime("%Y%m%d")
    earliest = "00000000" if oldest is None else f"{int(latest) - (oldest + 1) * 10000 + 1:08d}"
    return earliest, latest


def extend_legacy(number: str) -> str:
    """The 18 characters of a 15-digit identity number; order numbers 996-999 were kept for those born before 1900."""
    century = "18" if number[12:15] >= "996" else "19"
    body = f"{number[:6]}{century}{number[6:]}"
    return body + resident_check(body)


def resident_id_valid(number: str, today: date | None = None, oldest: int | None = OLDEST) -> bool:
    """Say whether an identity number is sound: province, day of birth, check character (15-digit ones have none).

    With ``today`` the birth must not lie in the future, nor further back than ``oldest`` years.
    """
    if len(number) == 15:
        if not _LEGACY_SHAPE.fullmatch(number):
            return False
        number = extend_legacy(number)
    elif not _RESIDENT_SHAPE.fullmatch(number):
        return False
    birth = number[6:14]
    if number[:2] not in PROVINCES or not real_day(birth):
        return False
    if today is not None:
        earliest, latest = birth_bounds(today, oldest)
        if not earliest <= birth <= latest:
            return False
    rest = sum(map(mul, number[:17].encode().translate(_RESIDENT_VALUES), RESIDENT_WEIGHTS)) % 11
    return RESIDENT_CHECKS[rest] == number[17]


def resident_birth(number: str) -> date:
    """The day of birth that a sound identity number of 18 characters states."""
    return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))


def resident_is_male(number: str) -> bool:
    """The seventeenth digit is odd for men, even for women."""
    return number[16] in "13579"
