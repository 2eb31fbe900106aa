"""Numbers without gaps, also between sessions and after one that is rolled back."""

import threading

import pytest
from django.db import connection, transaction

from core import series
from core.models import Series

ORDER = {"organ": "510104", "kind": "order", "year": 2026}


@pytest.mark.django_db
def test_each_organ_kind_and_year_counts_for_itself():
    assert [series.take(**ORDER) for _ in range(3)] == [1, 2, 3]
    assert series.take(**ORDER | {"organ": "510105"}) == 1
    assert series.take(**ORDER | {"kind": "letter"}) == 1
    assert series.take(**ORDER | {"year": 2027}) == 1
    assert series.take(**ORDER) == 4


@pytest.mark.django_db(transaction=True)
def test_a_number_is_taken_only_by_the_transaction_that_issues():
    with pytest.raises(RuntimeError, match="transaction"):
        series.take(**ORDER)


@pytest.mark.django_db(transaction=True)
def test_a_document_that_is_rolled_back_gives_its_number_back():
    with transaction.atomic():
        assert series.take(**ORDER) == 1
    with transaction.atomic():
        assert series.take(**ORDER) == 2
        transaction.set_rollback(True)
    with transaction.atomic():
        assert series.take(**ORDER) == 2


class Session(threading.Thread):
    """A second session: takes a number, holds it until told to commit or to roll back."""

    def __init__(self):
        super().__init__(daemon=True)
        self.taken, self.end = threading.Event(), threading.Event()
        self.number, self.rolls_back = 0, False

    def run(self):
        try:
            with transaction.atomic():
                self.number = series.take(**ORDER)
                self.taken.set()
                assert self.end.wait(20)
                transaction.set_rollback(self.rolls_back)
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("rolls_back, second", [(False, 3), (True, 2)])
@pytest.mark.parametrize("new", [False, True])
def test_two_sessions_at_once_leave_no_gap_and_no_double(rolls_back, second, new):
    """The second waits for the first and takes its number if that one comes to nothing; in a new series too."""
    if not new:
        with transaction.atomic():
            series.take(**ORDER)
    one, two = Session(), Session()
    one.rolls_back = rolls_back
    one.start()
    assert one.taken.wait(20)
    two.start()
    assert not two.taken.wait(0.3), "the second session did not wait for the first"
    one.end.set()
    assert two.taken.wait(20)
    two.end.set()
    one.join(20)
    two.join(20)
    assert two.number == second - new
    assert Series.objects.get(**ORDER).last == second - new


@pytest.mark.django_db(transaction=True)
def test_many_sessions_number_every_document_once():
    numbers = []

    def issue():
        try:
            for turn in range(10):
                with transaction.atomic():
                    number = series.take(**ORDER)
                    if turn % 3 == 2:
                        transaction.set_rollback(True)
                    else:
                        numbers.append(number)
        finally:
            connection.close()

    sessions = [threading.Thread(target=issue) for _ in range(4)]
    for session in sessions:
        session.start()
    for session in sessions:
        session.join(30)
    assert sorted(numbers) == list(range(1, 29))
