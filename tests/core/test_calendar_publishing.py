"""A notice entered by hand makes a year certain, and says what is wrong with it first."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import calendar, parameters
from core.models import CalendarDay, JournalEntry

pytestmark = pytest.mark.django_db

NOTICE = """day,kind
2027-01-01,holiday
2027-01-02,holiday
2027-01-03,holiday
2027-02-05,holiday
2027-02-06,holiday
2027-02-07,holiday
2027-02-08,holiday
2027-02-09,holiday
2027-02-10,holiday
2027-02-11,holiday
2027-10-01,holiday
2027-02-20,make_up
"""


@pytest.fixture
def publish(tmp_path):
    def run(text: str, year: str = "2027") -> str:
        file, out = tmp_path / "notice.csv", StringIO()
        file.write_text(text, encoding="utf-8")
        call_command("publish_calendar", year, str(file), "--source", "试验", "--published", "2026-11-20", stdout=out)
        return out.getvalue()

    return run


def test_a_published_year_is_certain(publish):
    before = parameters.revision()
    assert calendar.working_day_status(date(2027, 2, 11)) == (True, False)
    assert publish(NOTICE) == "2027: 255 working days\n"
    assert calendar.working_day_status(date(2027, 2, 11)) == (False, True)
    assert calendar.is_working_day(date(2027, 2, 20))
    assert calendar.last_published_year() == 2027
    assert CalendarDay.objects.filter(day__year=2027).count() == 365
    assert JournalEntry.objects.filter(verb="calendar.published").count() == 1
    assert parameters.revision() != before


def test_a_corrected_notice_replaces_the_year(publish):
    publish(NOTICE)
    publish(NOTICE.replace("2027-02-20", "2027-02-21"))
    assert not calendar.is_working_day(date(2027, 2, 20))
    assert CalendarDay.objects.filter(day__year=2027).count() == 365


@pytest.mark.parametrize(
    "text",
    [
        "day,kind\n2027-01-01,holiday\n",
        NOTICE.replace("2027-02-20", "2027-02-22"),
        NOTICE.replace("2027-10-01", "2026-10-01"),
        NOTICE.replace("2027-01-02", "2027-01-01"),
        NOTICE.replace("2027-01-02", "2027-13-02"),
        NOTICE.replace("make_up", "feast"),
        "tag,art\n2027-01-01,holiday\n",
    ],
)
def test_what_is_typed_wrongly_is_told_and_nothing_is_written(publish, text):
    with pytest.raises(CommandError):
        publish(text)
    assert calendar.last_published_year() == 2026
