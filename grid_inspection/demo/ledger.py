"""What of the demo city is built already. The ledger is the comment on the database, so that it can never tell of a
database that is gone, and goes with the city when that is thrown away.
"""

import json
from dataclasses import asdict, dataclass, fields
from datetime import date

from django.db import connection


class Differs(Exception):
    """A sentence: the city that stands here was built otherwise."""


@dataclass(frozen=True)
class Plan:
    """What a demo city is made from; the same plan makes the same city."""

    employers: int = 5000
    seed: int = 2024
    as_of: date = date.min

    def as_text(self) -> dict[str, str]:
        return {name: str(value) for name, value in asdict(self).items()}


def read() -> dict[str, object]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
        )
        (comment,) = cursor.fetchone()
    found = json.loads(comment) if comment and comment.startswith("{") else {}
    return found if isinstance(found, dict) else {}


def write(ledger: dict[str, object]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"COMMENT ON DATABASE {connection.ops.quote_name(connection.settings_dict['NAME'])} IS %s",
            [json.dumps(ledger)],
        )


def settle(asked: dict[str, str], today: date) -> Plan:
    """The plan of the city that stands here, or of the one that is now begun.

    A variable that contradicts the standing city is refused: the city is not rebuilt behind anybody's back.
    """
    ledger = read()
    standing = ledger.get("plan")
    if not isinstance(standing, dict):
        plan = from_text(Plan(as_of=today).as_text() | asked)
        write({"plan": plan.as_text(), "done": []})
        return plan
    for name, value in asked.items():
        if str(getattr(from_text(standing | {name: value}), name)) != standing[name]:
            raise Differs(
                f"The city here was built with {name.upper()}={standing[name]}; {name.upper()}={value} is asked for. "
                "FRESH=1 throws the city away and builds the other one."
            )
    return from_text(standing)


def from_text(words: dict[str, str]) -> Plan:
    return Plan(int(words["employers"]), int(words["seed"]), date.fromisoformat(words["as_of"]))


def done() -> set[str]:
    found = read().get("done")
    return set(found) if isinstance(found, list) else set()


def tick(name: str) -> None:
    """Note a piece of work that is over and need not be done again."""
    ledger = read()
    write(ledger | {"done": sorted(done() | {name})})


NAMES = tuple(field.name for field in fields(Plan))
