"""docs/permissions.md, generated from the access matrix that the tests walk: ``python -m tests.docs_permissions``."""

from collections.abc import Iterator
from pathlib import Path

import django
from django.urls import URLPattern, URLResolver, get_resolver

from core.enums import Role
from inspectors.enums import POWERS, Power
from tests.access.matrix import MATRIX, READ, Row

PAGE = Path(__file__).resolve().parent.parent / "docs" / "permissions.md"
HEAD = """# Who may what

Generated from the access matrix of the tests (`tests/access/matrix.py`) by `manage.py write_docs`; do not edit.

The tests walk every address × role × method, inside and outside the territory. What lies outside somebody's territory
does not exist (404), whatever the role; the wrong role inside is refused with a sentence (403). *see*: the page opens;
*act*: a form may be sent; *export*: the list may be taken out, masked and journalled. Whether an act goes through also
depends on the thing itself (a district commits deliveries of its own area only, a street office places within its
street): `*/permissions.py` says so in sentences. Commands of `manage.py` act for the whole city.

| address | city 市局 | district 区（市）县 | street 街道 | community 社区 | administrator 管理员 | because |
|---|---|---|---|---|---|---|
"""


ACTS = """
## Which act, by whom

Generated from `inspectors/enums.py:POWERS`, which `inspectors/domain/powers.py`, the one gate of every act, asks.
*certified*: the dated parameter that says how many inspectors with a certificate valid on the day it takes;
*full-time*: of them with a full-time certificate and position.

| act | positions | certified | full-time | article |
|---|---|---|---|---|
"""


def permissions_markdown() -> str:
    routes = dict(addresses(get_resolver()))
    return (
        HEAD + "".join(line(row, routes[row.name]) for row in MATRIX) + ACTS + "".join(act(power) for power in POWERS)
    )


def act(power: Power) -> str:
    positions = ", ".join(position.value for position in power.positions)
    cells = (
        power.act.value,
        positions,
        f"`{power.quorum}`" if power.quorum else "–",
        "one" if power.full_time else "–",
        power.article,
    )
    return f"| {' | '.join(cells)} |\n"


def addresses(resolver: URLResolver, space: str = "", prefix: str = "/") -> Iterator[tuple[str, str]]:
    """Every named address with its route."""
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            yield f"{space}{each.name}", f"{prefix}{each.pattern}"
        else:
            inner = f"{each.namespace}:" if each.namespace else space
            yield from addresses(each, inner, f"{prefix}{each.pattern}")


def line(row: Row, route: str) -> str:
    cells = " | ".join(cell(row, role) for role in Role)
    return f"| `{route}` | {cells} | {row.why} |\n"


def cell(row: Row, role: Role) -> str:
    if row.public:
        return "everybody"
    if role in row.missing:
        return "404"
    sees = role in row.roles and bool(set(row.methods) & set(READ))
    acts = role in row.may_write and "POST" in row.methods
    words = [word for word, said in (("see", sees), ("export" if row.exports else "act", acts)) if said]
    return ", ".join(words) or "–"


if __name__ == "__main__":
    django.setup()
    PAGE.write_text(permissions_markdown(), encoding="utf-8")
