"""Did you mean: the sound codes that differ from an unsound one by one wrong or two swapped characters.

The moduli are prime and a check character has weight 1, so each place has at most one right character (a few under
modulus 11 with letters): a handful of trials answers, not hundreds. What is left is ranked by how people err:
characters that look alike first, then neighbours swapped, then the check character, then any other.
"""

from collections.abc import Callable, Iterator

from core import code_arithmetic as standard

MOST = 3

# Characters that are mistaken for each other in print, in handwriting and by scanners.
_ALIKE = ("0ODQ", "1IL", "17", "2Z", "5S", "8B", "6G", "UV", "VY")
_LOOKS_LIKE = frozenset((a, b) for group in _ALIKE for a in group for b in group if a != b)
# The letters that GB 32100 leaves out, and what they were meant to be.
_MEANT = str.maketrans("IOSVZ", "105U2")

# Costs of the same ten are as likely as each other and are offered together, in this order; a higher ten only alone.
_ALIKE_COST, _SWAP_COST, _CHECK_COST, _OTHER_COST = 10, 11, 12, 13
_OTHER_CLASS_COST, _FAR_SWAP_COST = 23, 31
_ANOTHER_PAIR = _ELSEWHERE = _NOTHING_INSIDE = 20  # added to what is sound and yet not likely
_USUAL_PAIRS = frozenset(("91", "92", "93"))


def _substitution_cost(code: str, place: int, wanted: str) -> int:
    if (code[place], wanted) in _LOOKS_LIKE:
        return _ALIKE_COST
    if place == len(code) - 1:
        return _CHECK_COST
    return _OTHER_COST if code[place].isdigit() == wanted.isdigit() else _OTHER_CLASS_COST


def _swaps(code: str) -> Iterator[tuple[int, str]]:
    """Every pair of unlike characters exchanged, neighbours first."""
    for gap in range(1, len(code)):
        for left in range(len(code) - gap):
            right = left + gap
            if code[left] != code[right]:
                mended = code[:left] + code[right] + code[left + 1 : right] + code[left] + code[right + 1 :]
                yield (_SWAP_COST if gap == 1 else _FAR_SWAP_COST), mended


def _substitutions(code: str, alphabet: str, places: range) -> Iterator[tuple[int, str]]:
    for place in places:
        for wanted in alphabet:
            if wanted != code[place]:
                yield _substitution_cost(code, place, wanted), code[:place] + wanted + code[place + 1 :]


def _ranked(trials: Iterator[tuple[int, str]], sound: Callable[[str], bool]) -> tuple[str, ...]:
    """The likeliest sound trials, at most three; a trial reached twice counts once."""
    best: dict[str, int] = {}
    for cost, trial in trials:
        if cost < best.get(trial, 999) and sound(trial):
            best[trial] = cost
    if not best:
        return ()
    rank = min(best.values()) // 10
    likely = sorted((cost, code) for code, cost in best.items() if cost // 10 == rank)
    return tuple(code for _, code in likely[:MOST])


def for_org_code(code: str) -> tuple[str, ...]:
    """Neighbours of nine characters that satisfy GB 11714. One modulus leaves many: seldom is one alone likeliest."""

    def trials() -> Iterator[tuple[int, str]]:
        yield from _swaps(code)
        yield from _substitutions(code, standard.ORG_ALPHABET, range(8))
        yield _CHECK_COST, code[:8] + standard.org_check(code[:8])

    return _ranked(trials(), standard.org_code_valid)


def for_uscc(code: str, home: str = "") -> tuple[str, ...]:
    """Neighbours of 18 characters that satisfy GB 32100 and, but for individual businesses, GB 11714 inside.

    ``home`` is the beginning of the division digits most codes of this place carry: a neighbour without it ranks lower.
    """
    mended = code.translate(_MEANT)
    if mended != code and standard.uscc_valid(mended):
        return (mended,)
    wrong = [place for place, letter in enumerate(code) if letter not in standard.USCC_ALPHABET]
    if len(wrong) > 1:
        return ()

    def sound(trial: str) -> bool:
        if not standard.uscc_valid(trial) or trial[2:4] not in standard.PROVINCES:
            return False
        return trial[:2] == "92" or standard.org_code_valid(trial[8:17])

    def weighed() -> Iterator[tuple[int, str]]:
        if not wrong:
            for cost, trial in _swaps(code):
                yield cost + _unlikely(code, trial, home), trial
        for cost, trial in _uscc_substitutions(code, wrong):
            yield cost + _unlikely(code, trial, home), trial

    found = _ranked(weighed(), sound)
    if found or wrong:
        return found
    # The embedded code fails whatever is changed: the check character is all that can be said with reason.
    last = code[:17] + standard.uscc_check(code[:17])
    return (last,) if standard.uscc_valid(last) else ()


def _unlikely(code: str, trial: str, home: str) -> int:
    """What speaks against a sound code: a rarer pair, division digits of elsewhere, no organization code inside."""
    cost = 0 if trial[2:].startswith(home) else _ELSEWHERE
    if trial[:2] != code[:2] and code[:2] in standard.USCC_PAIRS and trial[:2] not in _USUAL_PAIRS:
        cost += _ANOTHER_PAIR
    return cost if standard.org_code_valid(trial[8:17]) else cost + _NOTHING_INSIDE


def _uscc_substitutions(code: str, wrong: list[int]) -> Iterator[tuple[int, str]]:
    """Per place the one character that makes the sum come out (31 is prime and so is the alphabet's size)."""
    values = [standard.USCC_ALPHABET.find(letter) for letter in code]
    weights = (*standard.USCC_WEIGHTS, 1)
    known = sum(value * weight for value, weight in zip(values, weights, strict=True) if value >= 0)
    for place in wrong or range(18):
        rest = known - max(values[place], 0) * weights[place]
        wanted = standard.USCC_ALPHABET[-rest * pow(weights[place], -1, 31) % 31]
        if wanted != code[place]:
            yield _substitution_cost(code, place, wanted), code[:place] + wanted + code[place + 1 :]


def for_registration_no(code: str) -> tuple[str, ...]:
    """Neighbours of 15 digits that satisfy GS 15."""

    def trials() -> Iterator[tuple[int, str]]:
        yield from _swaps(code)
        yield from _substitutions(code, "0123456789", range(14))
        yield _CHECK_COST, code[:14] + standard.registration_check(code[:14])

    return _ranked(trials(), standard.registration_no_valid)


def for_resident_id(code: str, sound: Callable[[str], bool]) -> tuple[str, ...]:
    """Neighbours of 18 characters that satisfy GB 11643 and ``sound`` (the caller's bounds of birth)."""

    def trials() -> Iterator[tuple[int, str]]:
        yield from _swaps(code)
        yield from _substitutions(code, "0123456789", range(17))
        yield from _substitutions(code, "0123456789X", range(17, 18))

    return _ranked(trials(), sound)
