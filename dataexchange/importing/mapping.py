"""Which column of a file is which field: guessed from aliases, remembered of the source, answered by a person.

An unknown heading is asked about, never guessed and never dropped in silence; the answer is remembered for that source
and dataset. Headings are compared as ``headings.normalised`` says.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from collections.abc import Mapping as Answers
from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from dataexchange.importing.headings import normalised, other_unit
from dataexchange.importing.spec import Spec
from dataexchange.importing.table import Refused

# What our own workbook of faulty rows adds; known and not read when it is delivered again.
OWN_HEADINGS = frozenset(normalised(heading) for heading in ("行号", "原因"))
LEAVE_OUT = ""


@dataclass(frozen=True)
class Mapping:
    """The columns of one file. ``fields`` has one entry per heading: a field, or ``None`` where it is not read."""

    spec: Spec
    source: str
    headings: tuple[str, ...]
    fields: tuple[str | None, ...]
    unknown: tuple[str, ...] = ()  # headings that nobody has answered yet
    missing: tuple[str, ...] = ()  # headings of required columns, as templates print them
    answers: tuple[tuple[str, str], ...] = ()  # what was told, to be remembered: normalised heading, field or ""

    @cached_property
    def indexes(self) -> dict[str, int]:
        """Field → where it stands in a row."""
        return {field: index for index, field in enumerate(self.fields) if field}

    @cached_property
    def nameless(self) -> tuple[int, ...]:
        """Columns without a heading: not read, and said so where they hold anything."""
        return tuple(index for index, heading in enumerate(self.headings) if not normalised(heading))

    def has(self, field: str) -> bool:
        return field in self.indexes

    def heading(self, field: str) -> str:
        """What the file calls a field; what templates call it where the file has no such column."""
        index = self.indexes.get(field)
        return self.spec.by_field[field].heading if index is None else self.headings[index].strip()

    @property
    def settled(self) -> bool:
        return not self.unknown and not self.missing

    def refuse_unsettled(self) -> None:
        """For callers that cannot ask: name what is open, and the option that answers."""
        if self.unknown:
            raise Refused(
                _(
                    "Nobody has said yet what these columns are: %(headings)s. Answer with --heading "
                    "'HEADING=field', or leave one out with --heading 'HEADING='."
                ),
                code="unknown_headings",
                headings="、".join(self.unknown),
            )
        if self.missing:
            raise missing_columns(self.missing)


def missing_columns(headings: Iterable[str]) -> Refused:
    return Refused(
        _("These required columns are missing: %(headings)s."), code="missing_columns", headings="、".join(headings)
    )


def heading_test(spec: Spec, remembered: Answers[str, str] | None = None) -> Callable[[list[str]], bool]:
    """The reader's question: known headings of two fields make a row the row of headings."""
    known = {**{name: name for name in remembered or {}}, **spec.by_heading}

    def is_heading(cells: list[str]) -> bool:
        return len({known[name] for cell in cells if (name := normalised(cell)) in known}) >= 2

    return is_heading


def parse_answers(spec: Spec, options: Iterable[str]) -> dict[str, str]:
    """``X=field`` and ``X=`` as given on the command line or by a form: normalised heading → field or ``""``.

    A field may be named as in code or by its printed heading.
    """
    answers = {}
    for option in options:
        heading, equals, told = option.rpartition("=")
        field = told.strip()
        if field and field not in spec.by_field:
            field = spec.by_heading.get(normalised(field), "?")
        if not equals or not normalised(heading) or field == "?":
            raise Refused(
                _("“%(option)s” answers nothing: write 'HEADING=field' with one of these fields: %(fields)s."),
                code="bad_answer",
                option=option,
                fields=", ".join(spec.by_field),
            )
        answers[normalised(heading)] = field
    return answers


def recognise(
    headings: Iterable[str],
    spec: Spec,
    *,
    source: str,
    remembered: Answers[str, str] | None = None,
    answers: Answers[str, str] | None = None,
) -> Mapping:
    """Map the headings of a file. ``remembered`` and ``answers``: normalised heading → field, ``""`` leaves it out.

    Answers of now stand before remembered ones, and both before the aliases. Raises ``Refused`` for what no answer
    could mend; asks (``unknown``) for what one could, and then does not complain yet of what is missing.
    """
    spec.check_source(source)
    headings = tuple(headings)
    told = {**(remembered or {}), **(answers or {})}
    check_answers_meet(headings, answers or {})
    unread = spec.unread(source)
    fields: list[str | None] = []
    unknown: list[str] = []
    for heading in headings:
        name = normalised(heading)
        field = told.get(name, spec.by_heading.get(name))
        if field is None and name and name not in OWN_HEADINGS:
            unknown.append(heading.strip())
        fields.append(field if field and field not in unread else None)
        if told.get(name) != LEAVE_OUT and field not in unread and name not in OWN_HEADINGS:
            check_unit(heading)
    check_twice(headings, fields)
    check_instead(headings, fields, spec)
    missing = missing_from(fields, spec, source)
    if missing and not unknown:
        raise missing_columns(missing)
    return Mapping(
        spec=spec,
        source=source,
        headings=headings,
        fields=tuple(fields),
        unknown=tuple(dict.fromkeys(unknown)),
        missing=tuple(missing),
        answers=tuple(sorted((answers or {}).items())),
    )


def check_answers_meet(headings: tuple[str, ...], answers: Answers[str, str]) -> None:
    """An answer about a heading that is not there is a mistyped one."""
    there = {normalised(heading) for heading in headings}
    if astray := [name for name in answers if name not in there]:
        raise Refused(
            _("The file has no column “%(heading)s”."), code="answer_astray", heading=astray[0], column=astray[0]
        )


def check_unit(heading: str) -> None:
    if unit := other_unit(heading):
        raise Refused(
            _("Its heading says “%(unit)s”, but amounts are read in yuan only; convert the column, or leave it out."),
            code="other_unit",
            column=heading.strip(),
            unit=unit,
        )


def check_twice(headings: tuple[str, ...], fields: list[str | None]) -> None:
    """Two columns of one field: neither is to be trusted. (Both codes of a labour file are two fields.)"""
    for field, times in Counter(field for field in fields if field).items():
        if times > 1:
            places = [place for place, found in enumerate(fields) if found == field]
            raise Refused(
                _("The columns %(columns)s mean the same (%(headings)s); leave all but one out."),
                code="column_twice",
                column=headings[places[1]].strip(),
                columns=", ".join(letters(place) for place in places),
                headings="、".join(headings[place].strip() for place in places),
            )


def check_instead(headings: tuple[str, ...], fields: list[str | None], spec: Spec) -> None:
    """One column for the kind of insurance, or one for each kind: not both."""
    for first, *rest in spec.instead:
        both = [heading.strip() for heading, field in zip(headings, fields, strict=True) if field in rest]
        if first in fields and both:
            raise Refused(
                _("“%(first)s” cannot stand beside %(rest)s: leave out the one or the others."),
                code="instead",
                column=headings[fields.index(first)].strip(),
                first=headings[fields.index(first)].strip(),
                rest="、".join(both),
            )


def missing_from(fields: list[str | None], spec: Spec, source: str) -> list[str]:
    """The printed headings of all required columns that the file lacks."""
    required, there = spec.required(source), set(fields)
    lacking = [column.heading for column in spec.columns if column.field in required and column.field not in there]
    for group in spec.either:
        if not there.intersection(group):
            printed = [column.heading for field in group if (column := spec.by_field[field]).in_template]
            lacking.append(" / ".join(printed))
    return lacking


def letters(index: int) -> str:
    """A column as spreadsheets name it: A, B, …, AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
