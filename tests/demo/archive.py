"""The archive as the files tell it, for the oracle: who is there, who says what of whom, what did not apply."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from grid_inspection.demo.files import Manifest
from tests.demo.reading import rows

ORG = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
UNIFIED = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PAIRS = "11 12 13 19 21 29 31 32 33 34 35 39 41 49 51 52 53 59 61 62 69 71 72 79 81 89 91 92 93 A1 A9 N1 N2 N3 N9 Y1"
LIVE = frozenset(("", "正常", "存续", "开业", "在营", "营业"))
PLACES_SPELT = (
    "成都高新区:CD-GX 四川天府新区:CD-TF 成都东部新区:CD-DB 锦江区:510104 青羊区:510105 金牛区:510106 "
    "武侯区:510107 成华区:510108 龙泉驿区:510112 青白江区:510113 新都区:510114 温江区:510115 双流区:510116 "
    "郫都区:510117 新津区:510118 金堂县:510121 大邑县:510129 蒲江县:510131 都江堰市:510181 彭州市:510182 "
    "邛崃市:510183 崇州市:510184 简阳市:510185"
)
PLACES = dict(pair.split(":") for pair in PLACES_SPELT.split())
CITY = "510100"
KINDS = ("养老", "失业", "工伤", "医疗")


def org_sound(code: str) -> bool:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(ORG.index(c) * w for c, w in zip(code, weights, strict=False))
    check = 11 - total % 11
    return len(code) == 9 and code[8] == {10: "X", 11: "0"}.get(check, str(check))


def unified_sound(code: str) -> bool:
    if (
        len(code) != 18
        or any(c not in UNIFIED for c in code)
        or code[:2] not in PAIRS.split(" ")
        or not code[2:8].isdigit()
    ):
        return False
    total = sum(UNIFIED.index(c) * pow(3, i, 31) for i, c in enumerate(code[:17]))
    return code[17] == UNIFIED[(31 - total % 31) % 31]


def number_sound(number: str) -> bool:
    if len(number) != 18:
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return number[17] == "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11]


@dataclass
class Roster:
    as_of: date
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    columns: bool = False  # the file has contract columns and this employer filled one
    unread: list[str] = field(default_factory=list)  # names of rows that did not apply


@dataclass
class Archive:
    order: int
    dataset: str
    district: str
    uscc: str = ""
    org: str = ""
    registration: str = ""
    stated_by: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    closed_on: date | None = None
    heads: list[tuple[date, int]] = field(default_factory=list)
    rosters: dict[date, Roster] = field(default_factory=dict)
    filings: list[dict[str, Any]] = field(default_factory=list)
    unread_filings: list[tuple[str, str]] = field(default_factory=list)
    insured: dict[tuple[int, int], dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))
    unread_insurance: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    sheets: dict[tuple[int, int], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    unread_wages: dict[tuple[int, int], list[str]] = field(default_factory=lambda: defaultdict(list))
    bank: dict[tuple[int, int], list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))

    @property
    def code(self) -> str:
        return self.uscc or self.org or self.registration

    def numbers(self) -> set[str]:
        return {n for n in (self.uscc, self.uscc[8:17], self.org, self.registration) if n}


class Archives:
    """Everything delivered, but for the dataset withheld."""

    def __init__(self, folder: Path, withheld: str = "") -> None:
        self.manifest = Manifest.read(folder)
        self.on = date.fromisoformat(self.manifest.business_date)
        self.folder = folder
        self.all: list[Archive] = []
        self.entries: dict[str, dict[str, dict[str, Any]]] = {"tax_register": {}, "statistics_units": {}}
        self.received: dict[str, list[date]] = defaultdict(list)
        self.stock: list[date] = []
        self.covered: dict[tuple[int, int], dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
        self.newest_year = ""
        self.missed: list[str] = []
        self._by: dict[str, list[Archive]] = defaultdict(list)
        for item in self.manifest.deliveries:
            if item.dataset != withheld:
                received = date.fromisoformat(item.received)
                assert received <= self.on, item
                self.received[item.dataset].append(received)
                getattr(self, f"_{item.dataset}")(item, received)

    # --- registers ---
    def _find(self, uscc: str, org: str, registration: str) -> Archive | None:
        for number in (uscc, org or uscc[8:17], registration):
            if number and self._by[number]:
                return self._by[number][0]
        return None

    def _open(self, row: dict[str, Any], dataset: str, received: date) -> None:
        uscc, org, registration = row.get("uscc", ""), row.get("org", ""), row.get("registration", "")
        archive = self._find(uscc, org, registration)
        status = row.get("status", "")
        if archive is None:
            if status not in LIVE:
                return
            district = next((code for name, code in PLACES.items() if name in row["address"]), "")
            archive = Archive(len(self.all), dataset, district)
            self.all.append(archive)
        for name, number in (("uscc", uscc), ("org", org), ("registration", registration)):
            if number:
                setattr(archive, name, number)
                archive.stated_by[name].add(dataset)
        for number in archive.numbers():
            if archive not in self._by[number]:
                self._by[number].append(archive)
        if status == "注销" and archive.dataset == dataset:
            archive.closed_on = received

    def _business_register(self, item: Any, received: date) -> None:
        for row in rows(self.folder / item.file, False)[1]:
            self._open(row, "business_register", received)

    def _code_register(self, item: Any, received: date) -> None:
        for row in rows(self.folder / item.file, False)[1]:
            self._open(row, "code_register", received)
            if row.get("issued_on") and row.get("heads"):
                found = self._find(row["uscc"], row["org"], "")
                if found:
                    found.heads.append((row["issued_on"], int(row["heads"])))

    def _tax_register(self, item: Any, received: date) -> None:
        for row in rows(self.folder / item.file, False)[1]:
            earlier = self.entries["tax_register"].get(row["key"])
            row = row | {"first": earlier["first"] if earlier else received}
            self.entries["tax_register"][row["key"]] = row

    def _statistics_units(self, item: Any, received: date) -> None:
        self.newest_year = max(self.newest_year, item.period[:4])
        for row in rows(self.folder / item.file, False)[1]:
            earlier = self.entries["statistics_units"].get(row["key"])
            row = row | {"first": earlier["first"] if earlier else received}
            self.entries["statistics_units"][row["key"]] = row

    # --- labour files ---
    def _whose(self, row: dict[str, Any]) -> Archive | None:
        code = row["code"]
        found = self._by.get(code) or (self._by.get(code[8:17]) if len(code) == 18 else None) or []
        if len(found) != 1:
            self.missed.append(code)
            return None
        return found[0]

    def _employee_roster(self, item: Any, received: date) -> None:
        fields, lines = rows(self.folder / item.file, True)
        fresh: dict[tuple[int, date], Roster] = {}
        for row in lines:
            archive = self._whose(row)
            if archive is None:
                continue
            as_of = row.get("as_of") or date.fromisoformat(item.as_of)
            assert as_of <= received, item
            key = (archive.order, as_of)
            if key not in fresh:
                fresh[key] = archive.rosters[as_of] = Roster(as_of)
            roster = fresh[key]
            if not number_sound(row["number"]):
                roster.unread.append(row["name"])
                continue
            assert row["number"] not in roster.rows, (item, row)
            assert row["hired_on"] <= as_of, (item, row)
            roster.rows[row["number"]] = row
            roster.columns |= bool(row.get("start"))

    def _contract_filing(self, item: Any, received: date) -> None:
        if item.mode == "snapshot":
            self.stock.append(received)
        for row in rows(self.folder / item.file, True)[1]:
            archive = self._whose(row)
            if archive is None:
                continue
            assert row["filed_on"] <= received, (item, row)
            if row["kind"] == "固定期限" and not row["end"] and row["action"] != "变更":
                archive.unread_filings.append((row["number"], row["name"]))
            else:
                archive.filings.append(row)

    def _social_insurance(self, item: Any, received: date) -> None:
        fields, lines = rows(self.folder / item.file, True)
        for row in lines:
            month = row["month"]
            wide = [kind for kind in KINDS if kind in fields]
            for kind in wide or [row["insured_kind"]]:
                self.covered[month][kind].add(item.area)
            archive = self._whose(row)
            if archive is None:
                continue
            if not number_sound(row["number"]) or isinstance(row.get("base"), str):
                archive.unread_insurance[month].append(row["name"])
                continue
            kinds = {k for k in wide if row[k] not in ("", "0", "否")} if wide else {row["insured_kind"]}
            if row["status"] in ("", "正常缴费", "欠缴"):
                archive.insured[month].setdefault(row["number"], set()).update(kinds)

    def _wage_payment(self, item: Any, received: date) -> None:
        for row in rows(self.folder / item.file, True)[1]:
            archive = self._whose(row)
            if archive is None:
                continue
            row["received"] = received
            if item.source == "yinhang":
                archive.bank[row["month"]].append(row)
                continue
            archive.sheets[row["month"]]  # the sheet has arrived, whatever became of its rows
            if not number_sound(row["number"]) or isinstance(row["payable"], str):
                archive.unread_wages[row["month"]].append(row["name"])
            else:
                assert not row["paid_on"] or row["paid_on"] <= received, (item, row)
                archive.sheets[row["month"]].append(row)
