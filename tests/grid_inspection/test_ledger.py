"""The ledger of a build lies in the database it tells of."""

from datetime import date

import pytest
from django.db import connection

from grid_inspection.demo import build, ledger
from grid_inspection.progress import Progress

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 31)


@pytest.fixture(autouse=True)
def no_city():
    with connection.cursor() as cursor:
        cursor.execute(f"COMMENT ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} IS NULL")


def test_a_new_city_takes_what_is_asked_and_today():
    assert ledger.settle({"employers": "50"}, TODAY) == ledger.Plan(50, ledger.Plan().seed, TODAY)


def test_a_standing_city_decides_where_nothing_is_asked():
    ledger.settle({"employers": "50", "as_of": "2026-01-31"}, TODAY)
    assert ledger.settle({}, date(2030, 1, 1)) == ledger.Plan(50, ledger.Plan().seed, date(2026, 1, 31))


@pytest.mark.parametrize("asked", [{"employers": "51"}, {"seed": "1"}, {"as_of": "2026-03-30"}])
def test_what_contradicts_the_standing_city_is_refused(asked):
    ledger.settle({"employers": "50"}, TODAY)
    with pytest.raises(ledger.Differs, match="FRESH=1"):
        ledger.settle(asked, TODAY)


def test_the_same_again_is_no_contradiction():
    plan = ledger.settle({"employers": "50"}, TODAY)
    assert ledger.settle({"employers": "050", "as_of": "2026-03-31"}, TODAY) == plan


def test_steps_are_ticked_once_and_stay():
    ledger.settle({}, TODAY)
    ledger.tick("b")
    ledger.tick("a")
    ledger.tick("b")
    assert ledger.done() == {"a", "b"}
    assert ledger.read()["done"] == ["a", "b"]


def test_a_build_that_fails_in_a_step_takes_up_there(monkeypatch):
    told = []

    def note(name, *, fails=False):
        def do(plan, progress):
            told.append((name, plan.employers))
            if fails:
                raise KeyboardInterrupt

        return do

    def steps(*, fails):
        return (
            build.Step("always", "…", note("always"), every_start=True),
            build.Step("one", "…", note("one")),
            build.Step("two", "…", note("two", fails=fails)),
            build.Step("people", "…", note("people"), with_employers=True),
        )

    monkeypatch.setattr(build, "STEPS", steps(fails=True))
    with pytest.raises(KeyboardInterrupt):
        build.build({"employers": "0"}, Progress())
    monkeypatch.setattr(build, "STEPS", steps(fails=False))
    build.build({}, Progress())
    assert [name for name, _ in told] == ["always", "one", "two", "always", "two"]
    assert {employers for name, employers in told if name != "always"} == {0}
