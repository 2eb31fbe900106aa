"""Every page speaks one language: the reader's own, whole (issue, item 9)."""

import pytest
from django.test import Client

from core.enums import Role
from core.models import User
from tests.access.checking import NOWHERE, Asked
from tests.access.matrix import MATRIX
from tests.kit.city import INSIDE
from tests.kit.languages import mixed

READERS = (Role.CITY, Role.DISTRICT, Role.ADMINISTRATOR)
# The name of a source is its own, as a department's is: the employers' own source is called so in every language.
NAMES = {"用人单位"}
pytestmark = pytest.mark.django_db


def pages(role):
    """Every page that this role may read, about objects of its own."""
    for row in MATRIX:
        if role in row.roles and "GET" in row.methods and not row.redirects and role not in row.missing:
            yield Asked(row, role, "GET", INSIDE if row.kind else "")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("role", READERS)
def test_no_page_mixes_languages(checker, role, language):
    user = checker.city.accounts[role]
    User.objects.filter(pk=user.pk).update(language=language)
    client, faults = Client(), {}
    client.force_login(user)
    addresses = [checker.address(asked) for asked in pages(role)]
    missing = checker.address(Asked(next(row for row in MATRIX if row.kind == "employer"), role, "GET", NOWHERE))
    for address in [*addresses, missing]:
        answer = client.get(address)
        if "text/html" in answer.headers["Content-Type"]:
            found = [text for text in mixed(answer.text, language) if text not in NAMES]
            if found:
                faults[address] = found
    assert len(addresses) > 15
    assert not faults, "\n".join(f"{address}: {found}" for address, found in faults.items())
