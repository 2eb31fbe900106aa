"""The three rates of one employer: numerator, denominator, and those without data (rule catalogue 9.1, Rates)."""

from datetime import date
from decimal import Decimal

from employers.domain import rollups
from employers.models import EmployerFigures

D = date
MAY, APRIL = D(2026, 5, 1), D(2026, 4, 1)


def rates(city, employer) -> dict[str, tuple[int, int, int]]:
    city.rebuilt()
    rollups.employers([employer.pk], on=city.on)
    row = EmployerFigures.objects.get(employer=employer)
    return {
        name: tuple(getattr(row, f"{name}_{part}") for part in ("met", "of", "unknown"))
        for name in ("contracts", "insurance", "wages")
    }


def three(city):
    employer = city.employer()
    people = [city.worker() for _ in range(3)]
    city.roster(employer, D(2026, 6, 1), *((each, {"hired_on": D(2025, 1, 1)}) for each in people))
    return employer, people


def test_without_data_nobody_is_counted_but_everybody_is_told(city):
    employer, _ = three(city)
    assert rates(city, employer) == {"contracts": (0, 0, 3), "insurance": (0, 0, 3), "wages": (0, 0, 3)}


def test_met_and_counted(city):
    employer, (one, two, three_) = three(city)
    stock = city.stock(employer, received=D(2026, 6, 5))
    city.filing(stock, employer, one, D(2025, 1, 1), kind="open_ended")
    city.filing(stock, employer, two, D(2025, 1, 1), end=D(2026, 1, 1))
    city.insurance(MAY, {(employer, one): 31, (employer, two): 1}, employer)
    city.sheet(employer, APRIL, (one, {}), (two, {"paid": Decimal(1)}))
    assert rates(city, employer) == {"contracts": (1, 3, 0), "insurance": (1, 3, 0), "wages": (1, 2, 1)}


def test_the_first_month_and_rows_in_doubt_are_in_no_number(city):
    employer, worker, late = city.employer(), city.worker(), city.worker()
    city.roster(employer, D(2026, 5, 20), (worker, {"hired_on": D(2025, 1, 1), "form": "part_time"}))
    city.roster(employer, D(2026, 6, 1), (worker, {"hired_on": D(2025, 1, 1)}), (late, {"hired_on": D(2026, 5, 15)}))
    city.stock(employer, received=D(2026, 6, 5))
    assert rates(city, employer)["contracts"] == (0, 0, 0)  # full-time since 1 June, and hired in May
    city.sheet(employer, APRIL, (worker, {"paid": Decimal(0)}))
    bank = city.sheet(employer, APRIL, source="yinhang")
    city.unread(bank, employer, name=worker.name, month=APRIL)
    assert rates(city, employer)["wages"][:2] == (0, 0)
