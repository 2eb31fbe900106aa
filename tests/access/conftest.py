import pytest


@pytest.fixture(scope="module")
def checker(django_db_setup, django_db_blocker):
    """The city of tokens, built once a module in a transaction that never ends well."""
    from django.db import transaction

    from tests.access.checking import Checker
    from tests.kit.city import TokenCity

    with django_db_blocker.unblock(), transaction.atomic():
        yield Checker(TokenCity())
        transaction.set_rollback(True)
