"""What those placed already on the same road say of an address: only where they leave no doubt.

A road may run through several streets, so its name alone decides only where all that are known lie in one; else the
same number does, or the nearest numbers below and above, on the same side (numbers are odd on one, even on the other).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from grids.domain.placing import reasons
from grids.domain.placing.reasons import Reason

FEW = 3  # so many placed on a road before its name alone says where it lies
NEAR = 100  # numbers this far apart still say what lies between them


@dataclass(frozen=True, slots=True)
class Placed:
    """How many employers are placed at one number of a road, and in which street."""

    street: int
    door: int | None
    many: int = 1


def neighbour(
    road: str, door: int | None, placed: Sequence[Placed], names: dict[int, str]
) -> tuple[int, Reason] | None:
    """The street that an address on this road lies in, by its neighbours; nothing where they disagree or are few."""
    if not placed:
        return None
    at_door = [one for one in placed if door is not None and one.door == door]
    if at_door:
        return _agreed(at_door, reasons.SAME_DOOR, road, names)
    if len({one.street for one in placed}) == 1:
        return _agreed(placed, reasons.WHOLE_ROAD, road, names) if sum(one.many for one in placed) >= FEW else None
    return _between(road, door, placed, names) if door is not None else None


def _agreed(placed: Sequence[Placed], code: str, road: str, names: dict[int, str]) -> tuple[int, Reason] | None:
    streets = {one.street for one in placed}
    if len(streets) != 1:
        return None
    street = streets.pop()
    count = str(sum(one.many for one in placed))
    return street, Reason.of(code, road=road, count=count, name=names.get(street, ""))


def _between(road: str, door: int, placed: Sequence[Placed], names: dict[int, str]) -> tuple[int, Reason] | None:
    """The nearest numbers below and above on the same side, each with one street, and that the same one."""
    side = [one for one in placed if one.door is not None and one.door % 2 == door % 2 and abs(one.door - door) <= NEAR]
    below = max((one.door for one in side if one.door is not None and one.door < door), default=None)
    above = min((one.door for one in side if one.door is not None and one.door > door), default=None)
    if below is None or above is None:
        return None
    streets = {one.street for one in side if one.door in (below, above)}
    if len(streets) != 1:
        return None
    street = streets.pop()
    return street, Reason.of(reasons.BETWEEN, road=road, low=str(below), high=str(above), name=names.get(street, ""))
