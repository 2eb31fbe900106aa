"""The indicators: one object each, used by tile, table, map, list and export alike (rule catalogue 9.1, "Rates")."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from core import parameters
from grids.domain.drawing import Grade


def shown(part: int, whole: int) -> Decimal:
    """A share in per cent with one decimal, also where it is nought (98.0), rounded down."""
    return Decimal(part * 1000 // whole).scaleb(-1)


@dataclass(frozen=True)
class Rate:
    """A share with its numerator and denominator; those without fresh data are a third number, in neither of them.

    ``key`` names the figures ``{key}_met``, ``{key}_of``, ``{key}_unknown``.
    """

    key: str
    name: Any
    definition: Any
    basis: str

    def met(self, figures: Any) -> int:
        return int(getattr(figures, f"{self.key}_met", 0) or 0)

    def of(self, figures: Any) -> int:
        return int(getattr(figures, f"{self.key}_of", 0) or 0)

    def unknown(self, figures: Any) -> int:
        return int(getattr(figures, f"{self.key}_unknown", 0) or 0)

    def percent(self, figures: Any) -> Decimal | None:
        """One decimal, rounded down, so that only a full house is told as 100."""
        of = self.of(figures)
        return None if not of else shown(self.met(figures), of)

    def unknown_percent(self, figures: Any) -> Decimal | None:
        """The share without data: no data ÷ (denominator + no data)."""
        unknown = self.unknown(figures)
        whole = self.of(figures) + unknown
        return None if not whole else shown(unknown, whole)


RATES = (
    Rate(
        "contracts",
        _("Contracts"),
        _(
            "Of the workers in standard form, employed on the day and hired more than a month before it, those with a "
            "written contract in force."
        ),
        "劳动合同法第十条",
    ),
    Rate(
        "insurance",
        _("Social insurance rate"),
        _(
            "Of the workers in standard form, employed on the last day of the newest month with data on every kind and "
            "hired more than 30 days before it, those insured for every required kind."
        ),
        "社会保险法第五十八条",
    ),
    Rate(
        "wages",
        _("Wages in full and on time"),
        _(
            "Of the wages of workers in standard form in each employer's newest sheet whose due day is past, those "
            "paid in full by that day."
        ),
        "工资支付暂行规定第七条",
    ),
)
BY_KEY = {rate.key: rate for rate in RATES}
BANDS = (("rate.band.good", Grade.GOOD), ("rate.band.fair", Grade.FAIR), ("rate.band.poor", Grade.POOR))


@dataclass(frozen=True)
class Bands:
    """From which percentage on a rate is shown in which colour: dated parameters, in descending order."""

    steps: Sequence[tuple[Decimal, Grade]]

    @classmethod
    def on(cls, day: date) -> "Bands":
        found = [(parameters.value(code, (), day), grade) for code, grade in BANDS]
        return cls([(value, grade) for value, grade in found if value is not None])

    def grade(self, percent: Decimal | None) -> Grade:
        if percent is None:
            return Grade.NO_DATA
        if not self.steps:
            return Grade.PLAIN
        return next((grade for least, grade in self.steps if percent >= least), Grade.BAD)

    def legend(self) -> dict[Grade, str]:
        """The words of the legend."""
        words: dict[Grade, str] = {}
        above: Decimal | None = None
        for least, grade in self.steps:
            shown = f"{least.normalize():f} %"
            words[grade] = f"≥ {shown}" if above is None else f"{shown} – {above.normalize():f} %"
            above = least
        if above is not None:
            words[Grade.BAD] = f"< {above.normalize():f} %"
        return words


STEPS = (Grade.FEW, Grade.SOME, Grade.MANY, Grade.MOST)


@dataclass(frozen=True)
class Steps:
    """Counts in up to four classes that hold about as many areas each: more or fewer than elsewhere, not good or bad.

    ``bounds`` are the largest values of the classes; nought is a class of its own.
    """

    bounds: tuple[int, ...]

    @classmethod
    def of(cls, values: Iterable[int | None]) -> "Steps":
        found = sorted(value for value in values if value)
        parts = len(STEPS)
        cuts = {found[min(len(found) - 1, len(found) * part // parts)] for part in range(1, parts)} if found else set()
        return cls(tuple(sorted({*cuts, *found[-1:]})))

    def grade(self, value: int | None) -> Grade:
        if value is None:
            return Grade.NO_DATA
        if not value:
            return Grade.NOUGHT
        return next((grade for bound, grade in zip(self.bounds, STEPS, strict=False) if value <= bound), Grade.MOST)

    def legend(self) -> dict[Grade, str]:
        words: dict[Grade, str] = {Grade.NOUGHT: "0"}
        least = 1
        for bound, grade in zip(self.bounds, STEPS, strict=False):
            words[grade] = f"{least:,} – {bound:,}" if bound > least else f"{bound:,}"
            least = bound + 1
        return words
