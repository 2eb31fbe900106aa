"""The first rules a second time, in plain Python over the files: what the truth, and later the night, is held against.

Nothing of the product is used but the manifest, and rules.md 9.1 is followed sentence by sentence. A hit is
(rule, employer code, subject, period, severity); the subject of a worker is the whole invented number.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from tests.demo.archive import CITY, KINDS, LIVE, Archive, Archives, org_sound, unified_sound
from tests.demo.employment import Contract, Employment, Month, add_months, employments, first, last, workday_before

Hit = tuple[str, str, str, str, str]
LIMITS = {"register": 400, "roster": 200, "filing": 70, "insurance": 70, "wage": 70}
LOWER_TIER = frozenset(("510121", "510129", "510131", "510181", "510182", "510183", "510184", "510185"))
STANDARDS = ((date(2022, 4, 1), (2100, 22), (1970, 21)), (date(2018, 7, 1), (1780, 18.7), (1650, 17.4)))


def text(month: Month) -> str:
    return f"{month[0]:04d}-{month[1]:02d}"


class Oracle:
    """`count_leavers`: whether a roster's head-count has those whom it lists as gone; the city is clean either way."""

    def __init__(self, folder: Path, withheld: str = "", *, count_leavers: bool = True) -> None:
        self.archives = Archives(folder, withheld)
        self.on = self.archives.on
        self.count_leavers = count_leavers

    def hits(self) -> set[Hit]:
        answer = set(self._identifiers()) | set(self._shared()) | set(self._entries())
        for archive in self.archives.all:
            answer |= set(_Case(self, archive).hits())
        return answer

    def fresh(self, days: list[date], limit: str) -> bool:
        return any(0 <= (self.on - day).days <= LIMITS[limit] for day in days)

    def registered(self, dataset: str) -> bool:
        return self.fresh(self.archives.received[dataset], "register")

    def _identifiers(self) -> Iterator[Hit]:
        for a in self.archives.all:
            if a.closed_on:
                continue
            if a.org and not org_sound(a.org) and any(map(self.registered, a.stated_by["org"])):
                yield "R01", a.code, a.org, "", "Y"
            if a.uscc and not unified_sound(a.uscc) and any(map(self.registered, a.stated_by["uscc"])):
                yield "R02", a.code, a.uscc, "", "Y"
            if a.uscc and a.org and a.uscc[8:17] != a.org and a.uscc[:2] != "92":
                yield "R03", a.code, a.uscc, "", "Y"

    def _shared(self) -> Iterator[Hit]:
        holders: dict[str, list[Archive]] = {}
        for a in self.archives.all:
            if not a.closed_on:
                for number in a.numbers():
                    holders.setdefault(number, []).append(a)
        for group in holders.values():
            for one in group:
                for two in group:
                    if one.order < two.order:
                        yield "R06", one.code, two.code, "", "Y"

    def _entries(self) -> Iterator[Hit]:
        if not all(map(self.registered, ("business_register", "code_register"))):
            return
        held = {number for a in self.archives.all for number in a.numbers()}
        for dataset, entries in self.archives.entries.items():
            for key, row in entries.items():
                if dataset == "statistics_units" and row["year"] != self.archives.newest_year:
                    continue
                old = self.on > row["first"] + timedelta(days=30)
                known = key in held or key[8:17] in held
                if self.registered(dataset) and row.get("status", "") in LIVE and old and not known:
                    yield "R08", "", key, "", "Y"


class _Case:
    """The rules about one archive."""

    def __init__(self, oracle: Oracle, archive: Archive) -> None:
        self.oracle = oracle
        self.on = oracle.on
        self.a = archive
        self.people = employments(archive, oracle.on)
        self.month = self._insured_month()
        rosters = [d for d in archive.rosters if d <= self.on]
        self.roster = archive.rosters[max(rosters)] if rosters else None
        self.roster_fresh = bool(self.roster) and oracle.fresh([self.roster.as_of], "roster")

    def hits(self) -> Iterator[Hit]:
        yield from self._late()
        if self.a.closed_on:
            return
        yield from self._heads()
        if self.roster_fresh:
            yield from self._contracts()
            yield from self._insurance()
            yield from self._low()
        if self.roster:
            yield from self._missing()

    def _hit(self, rule: str, who: str, period: str, severity: str) -> Hit:
        return rule, self.a.code, who, period, severity

    # --- what did not apply ---
    def _hidden(self, names: list[str], applied: set[str]) -> set[str]:
        """Whom rows that could not be read may have been about: those of that name, or, if none bears it, all."""
        answer: set[str] = set()
        for name in names:
            bearers = {p.number for p in self.people if p.name == name} or {p.number for p in self.people}
            answer |= bearers - applied
        return answer

    def _hidden_by_roster(self) -> set[str]:
        return self._hidden(self.roster.unread, set(self.roster.rows)) if self.roster else set()

    # --- insurance ---
    def _insured_month(self) -> Month | None:
        for month in sorted(self.oracle.archives.covered, reverse=True):
            kinds = self.oracle.archives.covered[month]
            if last(month) <= self.on and all(kinds[k] & {CITY, self.a.district} for k in KINDS):
                return month
        return None

    def _insurance(self) -> Iterator[Hit]:
        if not self.month or not self.oracle.fresh([last(self.month)], "insurance"):
            return
        end = last(self.month)
        told = self.a.insured[self.month]
        hidden = self._hidden(self.a.unread_insurance[self.month], set(told)) | self._hidden_by_roster()
        hidden |= {p.number for p in self.people if p.name in self.a.unread_insurance[self.month]}
        for p in self.people:
            due = end > max(p.hired_on, date(2011, 7, 1)) + timedelta(days=30)
            if not (p.open(end) and p.standard(end) and due) or p.number in hidden:
                continue
            kinds = told.get(p.number, set())
            if not kinds:
                yield self._hit("R25", p.number, "", "O")
            elif not set(KINDS) <= kinds:
                yield self._hit("R26", p.number, "", "O")

    # --- head-counts ---
    def _heads(self) -> Iterator[Hit]:
        counts: list[tuple[date, int]] = []
        if self.month and self.oracle.fresh([last(self.month)], "insurance"):
            counts.append((last(self.month), sum(bool(k) for k in self.a.insured[self.month].values())))
        if self.roster and self.roster_fresh:
            counts.append((self.roster.as_of, sum(map(self._counted, self.roster.rows.values()))))
        counts += self.a.heads[-1:]
        for dataset, entries in self.oracle.archives.entries.items():
            row = entries.get(self.a.uscc)
            if row and row["heads"]:
                if dataset == "tax_register":
                    day = last(row["month"])
                elif row["year"] == self.oracle.archives.newest_year:
                    day = date(int(row["year"]), 12, 31)
                else:
                    continue
                counts.append((day, int(row["heads"])))
        counts = [c for c in counts if self.oracle.fresh([c[0]], "register")]
        if counts:
            newest = max(day for day, _ in counts)
            near = [n for day, n in counts if (newest - day).days <= 100]
            if len(near) >= 2 and max(near) - min(near) > max(3, 0.1 * max(near)):
                yield self._hit("R13", "", "", "Y")

    def _counted(self, row: dict[str, object]) -> bool:
        if row["form"] in ("实习", "其他") or row.get("dispatcher"):
            return False
        return self.oracle.count_leavers or not row.get("left_on")

    # --- contracts ---
    def _contracts(self) -> Iterator[Hit]:
        received = self.oracle.archives.received["contract_filing"]
        complete = bool(self.oracle.archives.stock) and self.oracle.fresh(received, "filing")
        if not complete and not self.roster.columns:
            return
        day = self.on if complete else self.roster.as_of
        unread = {n for n, _ in self.a.unread_filings} | self._hidden_by_roster()
        for p in self.people:
            if p.open(day) and p.standard(day) and p.number not in unread:
                yield from self._contract(p, day)

    def _contract(self, p: Employment, day: date) -> Iterator[Hit]:
        begun = [c for c in p.contracts if c.start <= day]
        if begun:
            ends = [c.last_day for c in begun]
            if not any(c.valid(day) for c in begun) and all(e and e < day for e in ends):
                newest = max(e for e in ends if e)
                yield self._hit("R17", p.number, "", "R" if day > add_months(newest, 1) else "O")
            return
        base = max(p.hired_on, date(2008, 1, 1))
        before = False
        for as_of, row in p.listed:
            is_standard = row["form"] == "全日制" or (row["form"] == "劳务派遣" and not row.get("dispatcher"))
            if is_standard and before:
                base = max(base, as_of)
            before = not is_standard
        if day >= add_months(base, 12):
            yield self._hit("R15", p.number, "", "R")
        elif day > add_months(base, 1):
            yield self._hit("R14", p.number, "", "O")

    # --- wages ---
    def _looked_at(self, month: Month) -> bool:
        return add_months(self.on.replace(day=1), -24) <= first(month) <= self.on

    def _sheets_fresh(self) -> bool:
        return bool(self.a.sheets) and self.oracle.fresh([min(last(max(self.a.sheets)), self.on)], "wage")

    def _low(self) -> Iterator[Hit]:
        if not self.a.district or not self._sheets_fresh():
            return
        by_number = {p.number: p for p in self.people}
        for month, rows in self.a.sheets.items():
            hidden = self._hidden(self.a.unread_wages[month], {r["number"] for r in rows}) | self._hidden_by_roster()
            for row in {r["number"]: r for r in rows}.values():
                p = by_number.get(row["number"])
                if not p or not self._looked_at(month) or not p.whole(month) or p.number in hidden:
                    continue
                if self._below(p, month, row):
                    yield self._hit("R30", p.number, text(month), "R")

    def _below(self, p: Employment, month: Month, row: dict[str, object]) -> bool:
        if row["due"] != row["present"]:
            return False
        standards = next(s for s in STANDARDS if s[0] <= last(month))
        monthly, hourly = standards[2 if self.a.district in LOWER_TIER else 1]
        comparable = row["payable"] - (row["overtime"] or 0) - (row["allowances"] or 0)
        form = p.form_on(last(month))
        if form == "非全日制":
            return bool(row["hours"]) and comparable / row["hours"] < hourly
        return form == "全日制" and comparable < monthly

    def _due(self, month: Month, contracts: list[Contract]) -> date:
        valid = [c for c in contracts if c.start <= last(month) and (not c.last_day or c.last_day >= first(month))]
        after = add_months(first(month), 1)
        standing = max(valid, key=lambda c: c.start, default=None)
        if standing is None or standing.pay_day is None:
            return workday_before(last((after.year, after.month)))
        paid_in = month if standing.pay_in == "当月" else (after.year, after.month)
        end = last(paid_in)
        agreed = 1 <= standing.pay_day <= end.day
        return workday_before(end.replace(day=standing.pay_day) if agreed else end)

    def _late(self) -> Iterator[Hit]:
        if not self._sheets_fresh():
            return
        listed = {p.number: p for p in self.people}
        for month, rows in self.a.sheets.items():
            if not self._looked_at(month):
                continue
            grouped: dict[str, list[dict[str, object]]] = {}
            for row in rows:
                grouped.setdefault(row["number"], []).append(row)
            for number, mine in grouped.items():
                p = listed.get(number)
                if p and p.listed and p.form_on(last(month)) not in ("全日制", "非全日制"):
                    continue
                due = self._due(month, p.contracts if p else [])
                if self.on > due and self._owed(month, number, mine) > 0.01 + 1e-9:
                    yield self._hit("R31", number, text(month), self._ladder(due))

    def _owed(self, month: Month, number: str, rows: list[dict[str, object]]) -> float:
        paid = sum(r["paid"] for r in rows if (r["paid_on"] or r["received"]) <= self.on)
        bank = sum(r["paid"] for r in self.a.bank[month] if r["number"] == number and r["paid_on"] <= self.on)
        return rows[0]["payable"] - (rows[0]["deductions"] or 0) - max(paid, bank)

    def _ladder(self, due: date) -> str:
        if self.on <= add_months(due, 1):
            return "Y"
        return "O" if self.on <= add_months(due, 2) else "R"

    def _missing(self) -> Iterator[Hit]:
        if not self.a.sheets:
            return
        earliest = min(self.a.sheets)
        month = earliest
        while first(month) <= self.on:
            if self._looked_at(month):
                yield from self._missing_in(month, earlier=month > earliest)
            after = add_months(first(month), 1)
            month = (after.year, after.month)

    def _missing_in(self, month: Month, *, earlier: bool) -> Iterator[Hit]:
        here = [p for p in self.people if p.whole(month) and p.standard(last(month))]
        if month not in self.a.sheets:
            if here and earlier and self.on > self._due(month, []):
                yield self._hit("R32", "", text(month), "Y")
            return
        named = {r["number"] for r in (*self.a.sheets[month], *self.a.bank[month])}
        hidden = self._hidden(self.a.unread_wages[month], named) | self._hidden_by_roster()
        for p in here:
            if p.number not in named and p.number not in hidden and self.on > self._due(month, p.contracts):
                yield self._hit("R32", p.number, text(month), "Y")
