"""Who works where and under which contract, derived row by row for the oracle (rules.md 9.1, Employment, Contract)."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from chinese_calendar import is_workday

from tests.demo.archive import Archive

Month = tuple[int, int]


def add_months(d: date, n: int) -> date:
    m = d.month - 1 + n
    y, m = d.year + m // 12, m % 12 + 1
    return date(y, m, min(d.day, monthrange(y, m)[1]))


def first(month: Month) -> date:
    return date(*month, 1)


def last(month: Month) -> date:
    return date(*month, monthrange(*month)[1])


def works(d: date) -> bool:
    try:
        return is_workday(d)
    except NotImplementedError:
        return d.weekday() < 5


def workday_before(d: date) -> date:
    while not works(d):
        d -= timedelta(days=1)
    return d


@dataclass
class Contract:
    start: date
    end: date | None
    ended_on: date | None = None
    pay_day: int | None = None
    pay_in: str = ""

    @property
    def last_day(self) -> date | None:
        known = [d for d in (self.end, self.ended_on) if d]
        return min(known) if known else None

    def valid(self, d: date) -> bool:
        return self.start <= d and (not self.end or self.end >= d) and (not self.ended_on or self.ended_on > d)


@dataclass
class Employment:
    number: str
    name: str
    hired_on: date
    left_on: date | None = None
    gone_as_of: date | None = None  # no longer listed
    listed: list[tuple[date, dict[str, Any]]] = field(default_factory=list)
    form: str = ""
    contracts: list[Contract] = field(default_factory=list)

    def open(self, d: date) -> bool:
        if self.hired_on > d or (self.left_on and self.left_on <= d):
            return False
        return not (self.gone_as_of and self.gone_as_of <= d)

    def whole(self, month: Month) -> bool:
        if self.hired_on > first(month) or (self.left_on and self.left_on < last(month)):
            return False
        return not self.gone_as_of or any(d >= last(month) for d, _ in self.listed)

    def form_on(self, d: date) -> str:
        """Standard forms come back as 全日制; a receiving unit's row as 派遣至此."""
        earliest = self.listed[0][1] if self.listed else None
        row = next((r for day, r in reversed(self.listed) if day <= d), earliest)
        form = row["form"] if row else self.form
        if form == "劳务派遣":
            return "派遣至此" if row and row.get("dispatcher") else "全日制"
        return form

    def standard(self, d: date) -> bool:
        return self.form_on(d) == "全日制"


def fold(rows: list[dict[str, Any]]) -> list[Contract]:
    """The contracts of one worker: by start day, in the order signed, changed, ended."""
    answer = []
    rank = {"新签": 0, "续签": 0, "变更": 1}
    for start in sorted({r["start"] for r in rows}):
        contract = Contract(start, None)
        mine = [r for r in rows if r["start"] == start]
        for row in sorted(mine, key=lambda r: (rank.get(r["action"], 2), r["filed_on"])):
            contract.end = row["end"] or contract.end
            contract.ended_on = row["ended_on"] or contract.ended_on
            if row["pay_day"]:
                contract.pay_day, contract.pay_in = int(row["pay_day"]), row["pay_in"]
        answer.append(contract)
    return answer


def employments(archive: Archive, on: date) -> list[Employment]:
    rosters = [archive.rosters[d] for d in sorted(archive.rosters) if d <= on]
    filed: dict[str, list[dict[str, Any]]] = {}
    for row in archive.filings:
        filed.setdefault(row["number"], []).append(row)
    listed: dict[str, list[tuple[date, dict[str, Any]]]] = {}
    for roster in rosters:
        for number, row in roster.rows.items():
            listed.setdefault(number, []).append((roster.as_of, row))
    answer: list[Employment] = []
    for number in {**listed, **filed}:
        rows = listed.get(number, [])
        contracts = fold(filed.get(number, []))
        mine = _from_rosters(number, rows) if rows else [_from_filings(number, filed[number])]
        newest = mine[-1]
        horizon = (rows[-1][0], False) if rows else (newest.hired_on, True)
        after = [r.as_of for r in rosters if r.as_of > horizon[0] or (horizon[1] and r.as_of >= horizon[0])]
        newest.gone_as_of = after[0] if after else None
        _end_by_filing(mine, contracts, rows)
        known = {c.start for c in contracts}
        for _, row in rows:
            if row.get("start") and row["start"] not in known:
                known.add(row["start"])
                contracts.append(Contract(row["start"], row.get("end")))
        for one in mine:
            one.contracts = [c for c in contracts if not c.last_day or c.last_day >= one.hired_on]
        answer += mine
    return answer


def _from_rosters(number: str, rows: list[tuple[date, dict[str, Any]]]) -> list[Employment]:
    mine: list[Employment] = []
    for day, row in rows:
        if not mine or (mine[-1].left_on and mine[-1].left_on <= row["hired_on"]):
            mine.append(Employment(number, row["name"], row["hired_on"]))
        mine[-1].hired_on = row["hired_on"]
        mine[-1].left_on = row.get("left_on")
        mine[-1].listed.append((day, row))
    return mine


def _from_filings(number: str, rows: list[dict[str, Any]]) -> Employment:
    row = min(rows, key=lambda r: r["start"])
    return Employment(number, row["name"], row["hired_on"] or row["start"], form=row["form"])


def _end_by_filing(mine: list[Employment], contracts: list[Contract], rows: list[tuple[date, dict[str, Any]]]) -> None:
    for contract in contracts:
        ended = contract.ended_on
        if not ended or any(day > ended for day, _ in rows):
            continue
        others = [c for c in contracts if c is not contract]
        if any(c.valid(ended) or ended < c.start <= ended + timedelta(days=31) for c in others):
            continue
        for one in mine:
            if one.open(ended - timedelta(days=1)):
                one.left_on = ended
