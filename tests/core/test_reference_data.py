"""The kit's promise: a transactional test, and every test after one, finds what migrations put into the tables."""

import pytest

from core.models import CalendarDay


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_the_calendar_is_there_again(turn):
    assert CalendarDay.objects.count() == 8401
