"""Whatever lies in an area is carried along by a change of territory, or there is a reason why it stays."""

import inspect

from django.apps import apps

from grids.models import Area
from oversight.domain import regridding

STAYS = {
    "employers.Employer.suggested_area": "a suggestion of a merged area is pointed to its heir by archive.follow",
    "employers.Delivery.area": "a receipt names for good what the file covered on its day (decisions 24)",
    "inspectors.AreaGroupPermission.content_object": "guardian wants the table; no verb writes it",
    "grids.Area.parent": "the tree itself: today.copy writes it from the versions",
    "grids.Area.district": "the tree itself: today.copy writes it from the versions",
    "grids.Area.street": "the tree itself: today.copy writes it from the versions",
    "grids.Area.community": "the tree itself: today.copy writes it from the versions",
    "grids.AreaVersion.area": "the tree itself: history",
    "grids.AreaVersion.parent": "the tree itself: history",
    "grids.AreaSuccession.from_area": "the tree itself: history",
    "grids.AreaSuccession.to_area": "the tree itself: history",
    "grids.Boundary.area": "an outline ends with its area; another is drawn for the heir",
    "grids.BoundaryDraft.area": "an upload names the district or city that it was made for",
    "grids.BoundaryDraft.district": "as its area",
    "grids.BoundaryDraft.street": "empty: outlines are uploaded for districts and the city",
    "grids.BoundaryDraft.community": "empty: outlines are uploaded for districts and the city",
    "grids.Filing.area": "a filing is frozen: what the district filed on its day",
    "grids.Filing.district": "as its area",
    "grids.Filing.street": "empty: districts file",
    "grids.Filing.community": "empty: districts file",
    "oversight.Pilot.area": "a pilot mark is a decision about the area as it was; a new area is marked anew",
    "oversight.Milestone.area": "what was planned for the area as it was",
    "oversight.StageResult.area": "counted anew each day for the grids that stand",
    "grids.Staffing.area": "rebuilt by staffing.rebuild at the end of people.follow; closed areas lose their row",
}


def pointing() -> dict[str, str]:
    """Every foreign key to an area, with the label of its model."""
    return {
        f"{model._meta.label}.{field.name}": model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.concrete and field.related_model is Area
    }


def test_every_foreign_key_to_an_area_is_carried_along_or_stays_for_a_reason():
    found = pointing()
    assert not [key for key, model in found.items() if key not in STAYS and model not in regridding.VERBS]
    assert set(STAYS) <= set(found), "reasons for what does not exist"
    assert set(regridding.VERBS) <= set(found.values())


def test_regridding_calls_every_verb_that_it_names():
    text = inspect.getsource(regridding._apply) + inspect.getsource(regridding.sum_up)
    for verb in set(regridding.VERBS.values()):
        assert f".{verb.__name__}(" in text, verb
    for model, verb in regridding.VERBS.items():
        table = apps.get_model(model)._meta.db_table
        source = inspect.getsource(inspect.getmodule(verb))
        assert table in source or apps.get_model(model).__name__ in source, (model, verb)
