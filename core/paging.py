"""Pages by keyset: the cursor names the row where the last page ended, so page 1,000 costs what page 1 costs.

An order is a tuple of NOT NULL columns, all rising or all falling, ending in a unique one; an index should back it.
The comparison is of whole rows, ``(name, id) > (x, y)``, which PostgreSQL answers from that index.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import BooleanField, Expression, F, Field, QuerySet, Value

SIZES = (50, 100, 200)
COUNTED = 10_000  # above this a list says "10,000+"


class RowCompare(Expression):
    """``(a, b) > (x, y)`` as one condition."""

    conditional = True

    def __init__(self, fields: Sequence[str], values: Sequence[Any], operator: str, outputs: Sequence[Field]):
        super().__init__(output_field=BooleanField())
        self.operator = operator
        self.left = [F(name) for name in fields]
        self.right = [Value(value, output_field=output) for value, output in zip(values, outputs, strict=True)]

    def get_source_expressions(self):
        return [*self.left, *self.right]

    def set_source_expressions(self, exprs):
        half = len(exprs) // 2
        self.left, self.right = exprs[:half], exprs[half:]

    def as_sql(self, compiler, connection):
        parts, params = [], []
        for side in (self.left, self.right):
            sides = [compiler.compile(expression) for expression in side]
            parts.append("(" + ", ".join(sql for sql, _ in sides) + ")")
            params += [param for _, some in sides for param in some]
        return f"{parts[0]} {self.operator} {parts[1]}", params


@dataclass(frozen=True)
class Page:
    """One page of rows, with the cursors of its neighbours where they exist."""

    rows: list[Any]
    before: str = ""
    after: str = ""

    @property
    def whole(self) -> bool:
        """The list fits on this page."""
        return not self.before and not self.after


def page(rows: QuerySet, order: Sequence[str], *, size: int, after: str = "", before: str = "") -> Page:
    """The rows after one cursor, before the other, or from the start; a cursor that says nothing is ignored."""
    falling = order[0].startswith("-")
    names = [name.lstrip("-") for name in order]
    if any(name.startswith("-") is not falling for name in order):
        raise ValueError(f"All columns of an order rise or all fall: {order}")
    outputs = [output_field(rows, name) for name in names]
    start = decode(after or before, outputs)
    backwards = bool(before and not after and start)
    if start:
        operator = "<" if falling is not backwards else ">"
        rows = rows.filter(RowCompare(names, start, operator, outputs))
    turned = [f"-{name}" if falling is not backwards else name for name in names]
    found = list(rows.order_by(*turned)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (more, True) if backwards else (bool(start), more)
    return Page(
        rows=found,
        before=encode(found[0], names) if found and has_before else "",
        after=encode(found[-1], names) if found and has_after else "",
    )


def capped_count(rows: QuerySet) -> int:
    """How many rows, counted no further than one beyond 10,000."""
    return rows.order_by()[: COUNTED + 1].count()


def encode(row: Any, names: Sequence[str]) -> str:
    values = [reach(row, name) for name in names]
    if None in values:
        raise ValueError(f"An order needs NOT NULL columns, but one of {', '.join(names)} is empty.")
    text = json.dumps([_plain(value) for value in values], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _plain(value: Any) -> Any:
    return str(value) if isinstance(value, (date, datetime, Decimal, UUID)) else value


def decode(cursor: str, outputs: Sequence[Field]) -> list[Any]:
    """The values of a cursor, typed by their columns; empty where it is no cursor of this order."""
    if not cursor:
        return []
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        values = json.loads(text)
        if not isinstance(values, list) or len(values) != len(outputs):
            return []
        return [_typed(value, output) for value, output in zip(values, outputs, strict=True)]
    except (binascii.Error, ValueError, ValidationError, TypeError, OverflowError):
        return []


def _typed(value: Any, output: Field) -> Any:
    if value is None or isinstance(value, (list, dict)):
        raise ValueError("a cursor holds plain values")
    typed = output.to_python(value)
    output.run_validators(typed)  # a number beyond the column's range must not reach the database
    if "\x00" in str(typed):
        raise ValueError("a cursor holds no NUL")
    return typed


def output_field(rows: QuerySet, name: str) -> Field:
    """The type of a column, an annotation or a column of a related row."""
    if name in rows.query.annotations:
        return rows.query.annotations[name].output_field
    model: Any = rows.model
    found: Any = None
    for part in name.split("__"):
        try:
            found = model._meta.pk if part == "pk" else model._meta.get_field(part)
        except FieldDoesNotExist:
            raise ValueError(f"{rows.model.__name__} has no column {name}") from None
        model = found.related_model or model
    while found is not None and found.is_relation:
        found = found.target_field
    return found


def reach(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """The value at ``a__b`` or ``a.b`` of an object or a mapping, or what a function says of the row."""
    if callable(path):
        return path(row)
    if isinstance(row, dict):
        return row[path]
    value = row
    for part in path.replace("__", ".").split("."):
        if value is None:
            return None
        value = value[part] if isinstance(value, dict) else getattr(value, part)
    return value
