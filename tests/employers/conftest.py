from datetime import date

import pytest


@pytest.fixture
def city(db):
    """Wednesday 2026-06-10 is the business date."""
    from tests.kit.facts import City  # models exist only once Django is set up

    return City(date(2026, 6, 10))


@pytest.fixture
def office(db, tmp_path, settings):
    """A clerk with an empty archive; today stands still; kept files go into the test's own folder."""
    from tests.factories.territory import territory
    from tests.kit.archive import stop_the_clock
    from tests.kit.deliveries import Office

    settings.STORED_FILES_DIR = tmp_path / "kept"
    stop_the_clock()
    return Office(tmp_path, territory())


@pytest.fixture
def read(office, client):
    """Log in as an account of a role that answers for these areas."""
    from tests.kit.archive import account

    def read(role, *codes):
        client.force_login(account(role, *(office.areas[code] for code in codes)))
        return client

    return read
