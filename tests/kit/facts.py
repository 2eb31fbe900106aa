"""Facts for tests, written as the statements that a commit would write: rosters, filings, insurance, wages, registers.

A ``City`` builds them with as little as a test needs to say; ``night`` rebuilds the state rows and answers the hits.
"""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from itertools import count
from uuid import UUID, uuid4

from django.utils import timezone

from compliance.domain import hits
from core.enums import Tier
from employers.domain import standing
from employers.enums import DocumentKind
from employers.models import (
    ContractFiling,
    Coverage,
    Delivery,
    Employer,
    Identifier,
    Insurance,
    Listing,
    Placement,
    RegisterEntry,
    RegisterVersion,
    Roster,
    RosterRow,
    Unapplied,
    Wage,
    Worker,
)
from grids.enums import Kind
from grids.models import Area
from tests.kit.invented import org_code, uscc

ALL_KINDS = 31
FIVE = {"pension": 1, "medical": 2, "unemployment": 4, "injury": 8, "maternity": 16}


def month_end(month: date) -> date:
    return month.replace(day=monthrange(month.year, month.month)[1])


class City:
    """A city of one district with one grid, a second district, and whatever facts a test states."""

    def __init__(self, on: date) -> None:
        self.on = on
        self.numbers = count(1)
        self.serial = count(1)
        self.city = self._area(Tier.CITY, "510100", None)
        self.district = self._area(Tier.DISTRICT, "510104", self.city)
        self.street = self._area(Tier.STREET, "510104017", self.district)
        self.community = self._area(Tier.COMMUNITY, "510104017001", self.street)
        self.other_district = self._area(Tier.DISTRICT, "510181", self.city)

    def _area(self, tier: Tier, code: str, parent: Area | None) -> Area:
        kind = {Tier.CITY: "city", Tier.DISTRICT: "district", Tier.STREET: "street", Tier.COMMUNITY: "community"}[tier]
        known = {each.value for each in Kind}
        area = Area.objects.create(
            tier=tier, local_code=code, code=code, name=code, kind=kind if kind in known else next(iter(known)),
            parent=parent, path="", sort_key=code,
        )  # fmt: skip
        area.path = f"{parent.path if parent else ''}{area.pk}/"
        levels = parent.levels() if parent else {"district_id": None, "street_id": None, "community_id": None}
        for field, value in levels.items():
            setattr(area, field, value)
        if tier is not Tier.CITY:
            setattr(area, f"{tier.value}_id", area.pk)
        area.save()
        return area

    # --- archives ---
    def employer(
        self, name: str = "", *, area: Area | None = None, opened: date = date(2020, 1, 1), **fields
    ) -> Employer:
        n = next(self.serial)
        area = area or self.community
        fields = {"uscc": uscc(n), "org_code": org_code(n)} | fields
        employer = Employer(name=name or f"Employer {n}", opened_on=opened, **fields)
        employer.lie_in(area)
        employer.save()
        Placement.objects.create(
            employer=employer, area=area, district_id=area.levels()["district_id"], valid_from=opened
        )
        return employer

    def place(self, employer: Employer, area: Area, *, since: date, until: date | None = None) -> None:
        """One more dated placement; the rows of the employer itself stay as they are."""
        Placement.objects.create(
            employer=employer, area=area, district_id=area.levels()["district_id"], valid_from=since, valid_to=until
        )

    def worker(self, name: str = "", **fields) -> Worker:
        n = next(self.serial)
        return Worker.objects.create(
            document_kind=DocumentKind.RESIDENT, number_hash=UUID(int=n), number_cipher=b"", name=name or f"Worker {n}",
            mask=f"510199********{n:04d}", **fields,
        )  # fmt: skip

    # --- deliveries ---
    def delivery(self, dataset: str, source: str, received: date, *, area: Area | None = None, **fields) -> Delivery:
        area = area or self.city
        return Delivery.objects.create(
            dataset=dataset, source_id=source, received_on=received, area=area, mode=fields.pop("mode", "delta"),
            number=next(self.numbers), committed_at=timezone.now(), file_sha256=uuid4().bytes, **area.levels(),
            **fields,
        )  # fmt: skip

    def covers(self, delivery: Delivery, employer: Employer, period: date, *, own: bool = True, kinds: int = 0,
               full: bool = False) -> None:  # fmt: skip
        Coverage.objects.create(
            employer=employer, dataset=delivery.dataset, delivery=delivery, own=own, period=period,
            received_on=delivery.received_on, number=delivery.number, kinds=kinds, full=full,
        )  # fmt: skip

    def _statement(self, delivery: Delivery) -> dict:
        return {"delivery": delivery, "number": delivery.number, "row": next(self.serial), "key_hash": uuid4()}

    def roster(
        self, employer: Employer, as_of: date, *rows: tuple[Worker, dict], received: date | None = None
    ) -> Roster:
        """One roster; a row is a worker and what differs from a full-time employment since 2026-01-05."""
        delivery = self.delivery("employee_roster", "danwei", received or as_of, as_of=as_of, mode="snapshot")
        filled = any(said.get("contract_start") or said.get("contract_kind") for _, said in rows)
        for older in Roster.objects.filter(employer=employer, as_of=as_of, replaced_by=None, withdrawn_at=None):
            Roster.objects.filter(pk=older.pk).update(replaced_by=0)
        roster = Roster.objects.create(
            employer=employer,
            delivery=delivery,
            number=delivery.number,
            as_of=as_of,
            listed=len(rows),
            contract_columns=filled,
        )
        self.covers(delivery, employer, as_of)
        for worker, said in rows:
            fields = {"hired_on": date(2026, 1, 5), "form": "full_time", "name": worker.name} | said
            row = RosterRow.objects.create(
                employer=employer, worker=worker, as_of=as_of, **self._statement(delivery), **fields
            )
            Listing.objects.create(roster=roster, employer=employer, worker=worker, statement=row, row=row.row)
        return roster

    def stock(self, *employers: Employer, received: date, full: bool = True) -> Delivery:
        """A delivery of contract filings that covers these employers; their filings are stated apart."""
        delivery = self.delivery("contract_filing", "beian", received, mode="snapshot" if full else "delta")
        for employer in employers:
            self.covers(delivery, employer, received, full=full)
        return delivery

    def filing(self, delivery: Delivery, employer: Employer, worker: Worker, start: date, **said) -> ContractFiling:
        fields = {"action": "signed", "kind": "fixed", "name": worker.name, "end": None} | said
        return ContractFiling.objects.create(
            employer=employer, worker=worker, start=start, **self._statement(delivery), **fields
        )

    def insurance(self, month: date, insured: dict[tuple[Employer, Worker], int], *employers: Employer,
                  kinds: int = ALL_KINDS, received: date | None = None) -> Delivery:  # fmt: skip
        """A month's insurance file: who is insured for which kinds, and whom it covers besides."""
        delivery = self.delivery(
            "social_insurance", "shebao", received or self.on, period=month, kinds=kinds, mode="snapshot"
        )
        for employer in {*employers, *(employer for employer, _ in insured)}:
            self.covers(delivery, employer, month, kinds=kinds)
        for (employer, worker), bits in insured.items():
            Insurance.objects.create(
                employer=employer, worker=worker, month=month, kinds=kinds, insured=bits, name=worker.name,
                **self._statement(delivery),
            )  # fmt: skip
        return delivery

    def sheet(self, employer: Employer, month: date, *rows: tuple[Worker, dict], received: date | None = None,
              source: str = "danwei") -> Delivery:  # fmt: skip
        """A month's wage sheet, or a bank's file; a row differs from 5,000 payable and paid on the month's last day."""
        delivery = self.delivery("wage_payment", source, received or self.on, period=month, mode="snapshot")
        self.covers(delivery, employer, month, own=source == "danwei")
        for worker, said in rows:
            fields = {"paid": Decimal(5000), "paid_on": month_end(month)}
            if source == "danwei":
                fields["payable"] = Decimal(5000)
            Wage.objects.create(
                employer=employer, worker=worker, month=month, source_id=source, name=worker.name,
                **self._statement(delivery), **(fields | said),
            )  # fmt: skip
        return delivery

    def unread(self, delivery: Delivery, employer: Employer | None = None, **fields) -> Unapplied:
        """A row that arrived and did not apply."""
        return Unapplied.objects.create(
            delivery=delivery,
            dataset=delivery.dataset,
            row=next(self.serial),
            verdict="invalid",
            employer=employer,
            **fields,
        )

    # --- registers ---
    def register(self, dataset: str, received: date | None = None, *, area: Area | None = None, **fields) -> Delivery:
        sources = {"code_register": "daima", "business_register": "gongshang", "tax_register": "shuiwu"}
        return self.delivery(dataset, sources.get(dataset, "tongji"), received or self.on, area=area, **fields)

    def identifier(self, employer: Employer, kind: str, value: str, delivery: Delivery, **fields) -> Identifier:
        return Identifier.objects.create(
            employer=employer, kind=kind, value=value, valid_from=delivery.received_on, delivery=delivery,
            dataset=delivery.dataset, **fields,
        )  # fmt: skip

    def entry(self, delivery: Delivery, key: str, employer: Employer | None = None, **fields) -> RegisterEntry:
        """What a register says of one key, with its version."""
        entry = RegisterEntry(
            source=delivery.source, dataset=delivery.dataset, key=key, employer=employer,
            name=fields.pop("name", f"Unit {key}"),
            first_delivered_on=fields.pop("first", delivery.received_on), delivery=delivery, row=next(self.serial),
            received_on=delivery.received_on, **fields,
        )  # fmt: skip
        entry.lie_in(employer.area if employer else delivery.area)
        entry.fields = {"name": entry.name, "live": entry.live, "employees": entry.heads}
        entry.save()
        RegisterVersion.objects.create(
            entry=entry,
            fields=entry.fields,
            delivery=delivery,
            number=delivery.number,
            received_on=delivery.received_on,
        )
        return entry

    # --- asking ---
    def rebuilt(self) -> None:
        standing.rebuild(self.on)

    def hits(self, *codes: str, past: bool = False) -> set[tuple[str, str, str, str]]:
        """(rule, subject, period, severity) of every hit on the city's day, of these rules only where given."""
        if not past:
            self.rebuilt()
        rows = hits.listing(self.on, past=past)
        return {
            (row["rule"], row["subject_id"], row["period"], row["severity"])
            for row in rows
            if not codes or row["rule"] in codes
        }
