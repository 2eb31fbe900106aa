import pytest


@pytest.fixture
def office(db, tmp_path, settings):
    """A clerk of the city bureau with an empty archive; kept files go into the test's own folder."""
    from tests.factories.territory import territory  # this file is read before Django is set up
    from tests.kit.deliveries import Office

    settings.STORED_FILES_DIR = tmp_path / "kept"
    return Office(tmp_path, territory())
