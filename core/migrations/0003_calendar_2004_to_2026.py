"""The working days of the published years 2004-2026, as the library chinesecalendar knows them from the notices."""

from datetime import date, timedelta

import chinese_calendar
from chinese_calendar.constants import holidays, workdays
from django.db import migrations

FIRST, LAST = date(2004, 1, 1), date(2026, 12, 31)
SOURCE = "国务院办公厅关于{year}年节假日安排的通知（chinesecalendar）"


def kind_of(day):
    if day in holidays:
        return "holiday"
    if day in workdays:
        return "make_up"
    return "weekend" if day.weekday() >= 5 else "workday"


def fill(apps, schema_editor):
    CalendarDay = apps.get_model("core", "CalendarDay")
    days = (FIRST + timedelta(days=offset) for offset in range((LAST - FIRST).days + 1))
    CalendarDay.objects.bulk_create(
        [
            CalendarDay(
                day=day,
                is_workday=chinese_calendar.is_workday(day),
                kind=kind_of(day),
                source=SOURCE.format(year=day.year),
            )
            for day in days
        ],
        batch_size=2000,
        ignore_conflicts=True,
    )


def empty(apps, schema_editor):
    apps.get_model("core", "CalendarDay").objects.filter(day__range=(FIRST, LAST)).delete()


class Migration(migrations.Migration):
    dependencies = [("core", "0002_calendar_and_parameters")]

    operations = [migrations.RunPython(fill, empty)]
