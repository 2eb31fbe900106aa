"""Why an address led to an area or did not: a code with the names it speaks of, rendered where it is read."""

from dataclasses import dataclass

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

COMMUNITY_NAMED = "community_named"
STREET_NAMED = "street_named"
FORMER_NAMED = "former_named"
VILLAGE_MOVED = "village_moved"
VILLAGE_DECIDES = "village_decides"
DISTRICT_ONLY = "district_only"
NOTHING_NAMED = "nothing_named"
NO_ADDRESS = "no_address"
SAME_DOOR = "same_door"
BETWEEN = "between"
WHOLE_ROAD = "whole_road"
ANOTHER_CITY = "another_city"
TWO_DISTRICTS = "two_districts"
TWO_STREETS = "two_streets"
DIVIDED = "divided"
ELSEWHERE = "elsewhere"
OUTSIDE_ZONE = "outside_zone"
SAME_NAME = "same_name"
OLDER_TOWN = "older_town"
LIKE_A_ROAD = "like_a_road"
COMMUNITY_LIKELY = "community_likely"
UNKNOWN_HEIR = "unknown_heir"

SENTENCES: dict[str, str] = {
    COMMUNITY_NAMED: _("The address names %(name)s."),
    STREET_NAMED: _("The address names %(name)s."),
    FORMER_NAMED: _("The address names %(former)s, which is part of %(name)s now."),
    VILLAGE_MOVED: _("The address names %(former)s, but %(village)s belongs to %(name)s now."),
    VILLAGE_DECIDES: _("%(former)s was divided; of its parts only %(name)s has a %(village)s."),
    DISTRICT_ONLY: _("The address names %(name)s, but no street or township."),
    NOTHING_NAMED: _("The address names no district and no street or township."),
    NO_ADDRESS: _("There is no address."),
    SAME_DOOR: _("%(count)s placed at the same number of %(road)s lie in %(name)s."),
    BETWEEN: _("On %(road)s those placed at %(low)s and at %(high)s lie in %(name)s."),
    WHOLE_ROAD: _("All %(count)s placed on %(road)s lie in %(name)s."),
    ANOTHER_CITY: _("The address lies in another city."),
    TWO_DISTRICTS: _("The address names more than one district: %(names)s."),
    TWO_STREETS: _("The address names more than one street or township: %(names)s."),
    DIVIDED: _("%(former)s was divided among %(names)s; the address does not say which part."),
    ELSEWHERE: _("%(street)s is not in %(name)s, which the address names."),
    OUTSIDE_ZONE: _("%(street)s is not in the zone %(name)s, which the address names."),
    SAME_NAME: _("There is more than one %(street)s and the address names no district."),
    OLDER_TOWN: _("%(former)s is an older name like that of %(names)s; whether it is the same place is not known."),
    LIKE_A_ROAD: _("%(street)s may be the street office or only a road, a quarter or a park named like it."),
    COMMUNITY_LIKELY: _("There is a %(village)s in %(name)s."),
    UNKNOWN_HEIR: _("%(former)s was dissolved; which area took its ground over is not known."),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason code with its values; ``text`` is the sentence in the language of whoever reads it."""

    code: str
    values: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, code: str, **values: str) -> "Reason":
        """The reason with the names it speaks of."""
        return cls(code, tuple(sorted(values.items())))

    @property
    def text(self) -> str:
        """The sentence, in the language now in force."""
        return sentence(self.code, dict(self.values))


def sentence(code: str, values: dict[str, str]) -> str:
    """The sentence of a stored reason code and its values."""
    return gettext(SENTENCES[code]) % values
