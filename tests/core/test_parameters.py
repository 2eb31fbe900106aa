"""Parameters: which row is in force where, what an unverified one may do, and the shipped standards."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from core import parameters
from core.actor import COMMAND_LINE, Actor
from core.enums import Role
from core.models import Effect, JournalEntry, Parameter
from core.parameters import Statement
from core.permissions import Denied
from core.scope import Scope

pytestmark = pytest.mark.django_db

SHIPPED = Path(__file__).parents[2] / "compliance" / "data" / "parameters.csv"
ADMINISTRATOR = Actor("管理员", Role.ADMINISTRATOR, Scope.NOTHING)
TODAY = date(2026, 11, 24)
CODE = "test.limit"


def said(value="10", place="", start="2020-01-01", end=None, effect=Effect.NEUTRAL, verified_by="", code=CODE):
    return Statement(
        code=code,
        place=place,
        value=Decimal(value),
        unit="days",
        valid_from=date.fromisoformat(start),
        valid_to=date.fromisoformat(end) if end else None,
        basis="test",
        effect=effect,
        verified_by=verified_by,
    )


def add(**words):
    return parameters.add(said(**words), by=ADMINISTRATOR, on=TODAY)


class TestReading:
    def test_the_first_place_of_the_chain_that_has_a_row_speaks(self):
        add(value="1")
        add(value="2", place="510104")
        assert parameters.value(CODE, ["510104017", "510104"], TODAY) == 2
        assert parameters.value(CODE, ["510105"], TODAY) == 1
        assert parameters.value(CODE, [], TODAY) == 1
        assert parameters.value("test.other", [], TODAY) is None

    @pytest.mark.parametrize(
        "on, value", [("2019-12-31", None), ("2020-01-01", 10), ("2020-12-31", 10), ("2021-01-01", None)]
    )
    def test_the_last_day_is_the_day_before_valid_to(self, on, value):
        add(end="2021-01-01")
        assert parameters.value(CODE, [], date.fromisoformat(on)) == value

    def test_an_unverified_row_that_accuses_does_not_apply_and_one_that_relieves_does(self):
        add(code="test.accuses", effect=Effect.ACCUSES)
        add(code="test.relieves", effect=Effect.RELIEVES)
        add(code="test.read", effect=Effect.ACCUSES, verified_by="王某")
        found = [parameters.value(f"test.{name}", [], TODAY) for name in ("accuses", "relieves", "read")]
        assert found == [None, 10, 10]
        assert [row.code for row in parameters.unverified(["test.accuses", "test.relieves", "test.read"])] == [
            "test.accuses",
            "test.relieves",
        ]

    def test_a_row_without_successor_lapses(self):
        add(value="7", end="2025-04-01")
        assert parameters.lapsed(CODE, [], date(2025, 3, 31)) is None
        assert parameters.value(CODE, [], date(2025, 4, 1)) is None
        assert parameters.lapsed(CODE, [], date(2025, 4, 1)).value == 7

    def test_the_day_since_which_a_rule_is_in_force(self):
        add(end="2021-01-01")
        add(start="2021-01-01", value="20")
        assert parameters.begins(CODE, TODAY) == date(2020, 1, 1)
        assert parameters.begins(CODE, date(2019, 1, 1)) is None

    def test_rows_for_sql_hold_every_row_of_the_span(self):
        add(value="1", end="2021-01-01")
        add(value="2", start="2021-01-01", end="2022-01-01")
        add(value="3", start="2023-01-01", effect=Effect.NEUTRAL)
        add(value="9", place="510104", end="2022-06-01")
        rows = parameters.as_rows([CODE], first=date(2021, 6, 1), last=date(2022, 6, 1))
        assert [(row.place, row.value, row.lapsed) for row in rows] == [("", 2, False), ("510104", 9, False)]

    def test_rows_for_sql_can_be_filled_with_what_has_lapsed(self):
        add(value="2", start="2021-01-01", end="2022-01-01")
        add(value="3", start="2023-01-01", end="2024-01-01")
        add(value="9", place="510104", end="2022-06-01")
        rows = parameters.as_rows([CODE], first=date(2021, 1, 1), last=TODAY, with_lapsed=True)
        assert [(row.place, row.value, row.valid_from, row.valid_to, row.lapsed) for row in rows] == [
            ("", 2, date(2021, 1, 1), date(2022, 1, 1), False),
            ("", 2, date(2022, 1, 1), date(2023, 1, 1), True),
            ("", 3, date(2023, 1, 1), date(2024, 1, 1), False),
            ("", 3, date(2024, 1, 1), None, True),
            ("510104", 9, date(2020, 1, 1), date(2022, 6, 1), False),
            ("510104", 9, date(2022, 6, 1), None, True),
        ]


class TestChanging:
    def test_a_new_row_ends_the_open_one_before_it_and_the_journal_says_so(self):
        first = add()
        add(start="2026-01-01", value="12.50")
        first.refresh_from_db()
        assert first.valid_to == date(2026, 1, 1)
        assert [(entry.verb, entry.actor_name) for entry in JournalEntry.objects.order_by("id")] == [
            ("parameter.added", "管理员"),
            ("parameter.amended", "管理员"),
            ("parameter.added", "管理员"),
        ]
        assert JournalEntry.objects.order_by("-id")[0].values["value"] == "12.5"

    def test_rows_of_one_code_and_place_never_overlap(self):
        add(end="2027-01-01")
        with pytest.raises(Denied, match="2020-01-01"):
            add(start="2026-01-01")
        with pytest.raises(IntegrityError), transaction.atomic():
            Parameter.objects.create(**said(start="2026-01-01").fields())
        add(start="2026-01-01", place="510104")
        add(start="2027-01-01")

    def test_only_the_administrator_edits(self):
        for role in (Role.CITY, Role.DISTRICT, Role.STREET, Role.COMMUNITY):
            with pytest.raises(Denied):
                parameters.add(said(), by=Actor("x", role, Scope.NOTHING), on=TODAY)

    def test_verifying_keeps_code_place_and_effect(self):
        row = add(effect=Effect.ACCUSES, place="510104")
        parameters.amend(row, said(verified_by="李某", effect=Effect.NEUTRAL, code="x"), by=ADMINISTRATOR, on=TODAY)
        row.refresh_from_db()
        assert (row.code, row.place, row.effect) == (CODE, "510104", Effect.ACCUSES)
        assert (row.verified_by, row.verified_on) == ("李某", TODAY)
        assert row.applies

    def test_an_amendment_that_changes_nothing_leaves_no_trace(self):
        row = add()
        before = parameters.revision()
        parameters.amend(row, said(), by=ADMINISTRATOR, on=TODAY)
        assert JournalEntry.objects.count() == 1
        assert parameters.revision() == before

    def test_every_change_changes_the_revision(self):
        seen = {parameters.revision()}
        row = add()
        seen.add(parameters.revision())
        parameters.amend(row, said(value="11"), by=ADMINISTRATOR, on=TODAY)
        seen.add(parameters.revision())
        assert len(seen) == 3


TIERS = {
    # day: (first tier, second tier, third tier), monthly and by the hour
    "2004-09-01": ((450, "4.9"), (400, "4.3"), (340, "3.7")),
    "2010-08-01": ((850, "8.9"), (780, "8.2")),
    "2015-07-01": ((1500, "15.7"), (1380, "14.4")),
    "2018-07-01": ((1780, "18.7"), (1650, "17.4")),
    "2022-04-01": ((2100, "22"), (1970, "21")),
}
CENTRE = ("510104", "510105", "510106", "510107", "510108", "CD-GX")
TIER_OF = {  # place: its tier at the five dates; 0 where no list names it
    **dict.fromkeys(CENTRE, (1, 1, 1, 1, 1)),
    **dict.fromkeys(("510112", "510113", "510114", "510115"), (2, 1, 1, 1, 1)),
    "510116": (2, 1, 1, 1, 1),  # 双流县, from 2015-12 双流区 with another statistical code
    "510117": (2, 1, 1, 1, 1),  # 郫县, 郫都区
    "510118": (2, 2, 1, 1, 1),  # 新津县, 新津区: second tier, then first
    "510181": (2, 1, 2, 2, 2),  # 都江堰: second, first, second tier
    "510182": (2, 2, 2, 2, 2),
    **dict.fromkeys(("510121", "510129", "510131", "510183", "510184"), (3, 2, 2, 2, 2)),
    "510185": (0, 0, 0, 2, 2),  # 简阳 came in 2016
    "CD-TF": (0, 0, 1, 1, 1),
    "CD-DB": (0, 0, 0, 0, 1),
}


class TestShipped:
    @pytest.fixture(autouse=True)
    def _only_the_shipped_rows(self):
        Parameter.objects.all().delete()
        assert parameters.load_csv(SHIPPED, by=COMMAND_LINE, on=TODAY) > 300

    def test_loading_again_adds_nothing(self):
        assert parameters.load_csv(SHIPPED, by=COMMAND_LINE, on=TODAY) == 0

    @pytest.mark.parametrize("place", sorted(TIER_OF))
    def test_minimum_wage_of_a_place_over_time(self, place):
        for tier, (day, values) in zip(TIER_OF[place], TIERS.items(), strict=True):
            on = date.fromisoformat(day)
            monthly, hourly = values[tier - 1] if tier else (None, None)
            assert parameters.value("minimum_wage.monthly", [place], on) == monthly
            assert parameters.value("minimum_wage.hourly", [place], on) == (Decimal(hourly) if hourly else None)

    def test_every_district_and_zone_has_a_standard_on_the_last_confirmed_day(self):
        assert len(TIER_OF) == 23
        for place in TIER_OF:
            assert parameters.value("minimum_wage.monthly", [place], date(2025, 3, 31)) in (2100, 1970)

    def test_after_the_notice_of_2022_lapsed_there_is_only_a_lower_bound(self):
        assert parameters.value("minimum_wage.monthly", ["510104"], date(2025, 4, 1)) is None
        assert parameters.lapsed("minimum_wage.monthly", ["510104"], TODAY).value == 2100
        assert not Parameter.objects.filter(code__startswith="minimum_wage", valid_from__gte="2025-01-01").exists()

    @pytest.mark.parametrize("year, floor, ceiling", [(2021, 3726, 18630), (2022, 4071, 20355), (2023, 4246, 21228)])
    def test_contribution_bases(self, year, floor, ceiling):
        assert parameters.value("insurance.base_floor", [], date(year, 12, 1)) == floor
        assert parameters.value("insurance.base_ceiling", [], date(year, 12, 1)) == ceiling

    def test_contribution_bases_of_2024_wait_for_a_person(self):
        assert parameters.value("insurance.base_floor", [], date(2024, 12, 1)) is None
        assert {row.value for row in parameters.unverified(["insurance.base_floor", "insurance.base_ceiling"])} == {
            4376,
            21879,
        }

    @pytest.mark.parametrize(
        "code, value",
        [
            ("freshness.registers", 400),
            ("freshness.rosters", 200),
            ("freshness.filings", 70),
            ("freshness.insurance", 70),
            ("freshness.wages", 70),
            ("R08.days", 30),
            ("R13.heads", 3),
            ("R13.share", 10),
            ("R14.months", 1),
            ("R15.years", 1),
            ("R17.grace", 0),
            ("R25.days", 30),
            ("R31.orange_after", 1),
            ("R31.red_after", 2),
            ("delivery.absent_share", 10),
            ("insurance.required.pension", 1),
            ("insurance.counts_with.maternity.medical", 1),
        ],
    )
    def test_what_the_first_rules_need_today(self, code, value):
        assert parameters.value(code, [], TODAY) == value

    @pytest.mark.parametrize(
        "code, day", [("R02.in_force", "2015-10-01"), ("R14.months", "2008-01-01"), ("R25.days", "2011-07-01")]
    )
    def test_since_when_rules_are_in_force(self, code, day):
        assert parameters.begins(code, TODAY) == date.fromisoformat(day)

    def test_combined_insurance_suffices_until_the_end_of_march_2011(self):
        assert parameters.value("insurance.combined_suffices", [], date(2011, 3, 31)) == 1
        assert parameters.value("insurance.combined_suffices", [], date(2011, 4, 1)) is None

    def test_every_row_names_its_basis_and_its_effect(self):
        assert not Parameter.objects.filter(basis="").exists()
        assert set(Parameter.objects.values_list("effect", flat=True)) == set(Effect.values)
