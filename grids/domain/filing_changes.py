"""What has changed between two contents of a district's sheet, in sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from grids.domain.sheet.setting import enough


def changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Grids that came, went, or were renamed, redrawn, recoloured or restaffed; the number of employers."""
    old, new = _by_area(before), _by_area(after)
    both = [(old[key], new[key]) for key in new if key in old]
    told = [
        (_("New grids: %(names)s."), [grid["name"] for key, grid in new.items() if key not in old]),
        (_("Grids that are no more: %(names)s."), [grid["name"] for key, grid in old.items() if key not in new]),
        (_("Renamed: %(names)s."), [f"{was['name']} → {now['name']}" for was, now in both
                                    if was["name"] != now["name"]]),
        (_("New code: %(names)s."), [now["name"] for was, now in both if was["code"] != now["code"]]),
        (_("Outline redrawn: %(names)s."), [now["name"] for was, now in both if was["outline"] != now["outline"]]),
        (_("New colour: %(names)s."), [now["name"] for was, now in both if was["colour"] != now["colour"]]),
        (_("Short of inspectors now: %(names)s."), [now["name"] for was, now in both
                                                    if enough(now) is False and enough(was) is not False]),
        (_("No longer short of inspectors: %(names)s."), [now["name"] for was, now in both
                                                          if enough(was) is False and enough(now)]),
    ]  # fmt: skip
    said = [sentence % {"names": "、".join(names)} for sentence, names in told if names]
    was, now = employers(before), employers(after)
    if was != now:
        said.append(_("Employers: %(before)s → %(after)s.") % {"before": f"{was:,}", "after": f"{now:,}"})
    return said


def employers(content: Mapping[str, Any]) -> int:
    """All employers of the district, those not yet placed in a grid too."""
    return int(content["unplaced"]) + sum(int(grid["employers"]) for grid in content["grids"])


def _by_area(content: Mapping[str, Any]) -> dict[int, Mapping[str, Any]]:
    return {grid["area"]: grid for grid in content["grids"]}
