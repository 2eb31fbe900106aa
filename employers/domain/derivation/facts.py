"""Which statements a derivation reads: today's standing ones, or those that were known on a past day."""

from dataclasses import dataclass
from datetime import date

STATEMENTS = {
    "contractfiling": "employers_contractfiling",
    "insurance": "employers_insurance",
    "wage": "employers_wage",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """The reading day and whether it lies in the past (then what was received later is left out)."""

    on: date
    past: bool = False

    def statements(self, name: str, pair_table: str = "t_target") -> str:
        """A subquery of the listed statements of ``name`` about the target's pairs, one per key."""
        table = STATEMENTS[name]
        if not self.past:
            return (
                f"(SELECT f.* FROM {pair_table} t JOIN {table} f USING (employer_id, worker_id)"
                " WHERE f.superseded_at IS NULL AND f.listed)"
            )
        return (
            f"(SELECT * FROM (SELECT DISTINCT ON (f.key_hash) f.* FROM {pair_table} t"
            f" JOIN {table} f USING (employer_id, worker_id)"
            " JOIN employers_delivery d ON d.id = f.delivery_id"
            " WHERE d.received_on <= %(on)s AND d.withdrawn_at IS NULL"
            " ORDER BY f.key_hash, f.number DESC) newest WHERE listed)"
        )

    @property
    def rosters(self) -> str:
        """The rosters that stand, one per employer and day, none dated after the reading day."""
        if not self.past:
            return (
                "(SELECT r.* FROM employers_roster r"
                " WHERE r.replaced_by IS NULL AND r.withdrawn_at IS NULL AND r.as_of <= %(on)s)"
            )
        return (
            "(SELECT DISTINCT ON (r.employer_id, r.as_of) r.* FROM employers_roster r"
            " JOIN employers_delivery d ON d.id = r.delivery_id"
            " WHERE d.received_on <= %(on)s AND d.withdrawn_at IS NULL AND r.as_of <= %(on)s"
            " ORDER BY r.employer_id, r.as_of, r.number DESC)"
        )

    @property
    def coverage(self) -> str:
        """The coverage rows that count."""
        known = " AND c.received_on <= %(on)s" if self.past else ""
        return f"(SELECT c.* FROM employers_coverage c WHERE c.withdrawn_at IS NULL{known})"

    @property
    def unapplied(self) -> str:
        """Rows that arrived, did not apply, and were not set aside, with their delivery."""
        known = " AND d.received_on <= %(on)s" if self.past else ""
        return (
            "(SELECT u.*, d.number, d.source_id, d.as_of, d.area_id, d.district_id, d.street_id, d.community_id"
            " FROM employers_unapplied u JOIN employers_delivery d ON d.id = u.delivery_id"
            f" WHERE u.settled_at IS NULL AND d.committed_at IS NOT NULL AND d.withdrawn_at IS NULL{known})"
        )
