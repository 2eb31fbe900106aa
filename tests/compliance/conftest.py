from datetime import date

import pytest


@pytest.fixture
def city(db):
    """Wednesday 2026-06-10 is the business date."""
    from tests.kit.facts import City  # models exist only once Django is set up

    return City(date(2026, 6, 10))
