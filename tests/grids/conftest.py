from collections.abc import Iterator

import pytest
from django.db import transaction


@pytest.fixture(scope="module")
def shipped_territory(django_db_setup, django_db_blocker) -> Iterator[None]:
    """The territory that ships, loaded once a module; each test's own transaction nests inside this one."""
    from core.actor import COMMAND_LINE  # apps exist only after this file was read
    from grids.domain import seeding

    with django_db_blocker.unblock(), transaction.atomic():
        seeding.seed(by=COMMAND_LINE)
        yield
        transaction.set_rollback(True)
