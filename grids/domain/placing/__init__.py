"""Placing an employer by its address (decisions.md 3 and 5, the real registrations of the founding card).

The rule: the deepest area that the address names without doubt; otherwise the district it names; otherwise the city,
with a reasoned suggestion for the person who works the queue. What an address names is read from its words alone: the
digits of an organization's code say where it was registered, never where labour is used.
"""

from grids.domain.placing.gazetteer import Gazetteer, Placing, Suggestion
from grids.domain.placing.loading import gazetteer
from grids.domain.placing.places import Former, Place, shipped_names
from grids.domain.placing.reasons import Reason, sentence
from grids.domain.placing.roads import Doorway, doorway

__all__ = [
    "Doorway",
    "Former",
    "Gazetteer",
    "Place",
    "Placing",
    "Reason",
    "Suggestion",
    "doorway",
    "gazetteer",
    "sentence",
    "shipped_names",
]
