"""Lists: paging by keyset, filters in the address, counts, what is refused at declaration."""

from datetime import date
from types import SimpleNamespace
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.db.models import QuerySet
from django.test import RequestFactory

from core.actor import Actor
from core.columns import Badge, Cell, Choice, Code, Column, Day, Level, Link, Masked, Money, Number, Rate
from core.enums import Role
from core.filters import Flag, Given, OneOf, Period, Search, Under
from core.models import JournalEntry
from core.permissions import Denied
from core.scope import Scope
from core.tables import Table

TODAY = date(2026, 3, 2)
KINDS = [("a.b", "Alpha"), ("c.d", "Gamma")]


class JournalTable(Table):
    caption = "Entries"
    code_column = "subject"
    columns = (
        Code("subject", "Code", order=("subject", "id")),
        Link("subject_name", "Subject", url=lambda row: f"/x/{row.pk}/", order=("subject_name", "id")),
        Day("on", "Day", order=("on", "id")),
        Badge("verb", "Verb", words=KINDS, tones={"a.b": "red"}),
    )
    filters = (
        Search("q", "Keyword", columns=("subject_name", "subject")),
        OneOf("verb", "Verb", KINDS),
        Period("on", "Day"),
        Flag("mine", "Mine", column="user_id", apply=lambda rows, _: rows.filter(user_id=7)),
        Given("of", "Of", [("7", "seven")], column="user_id"),
    )
    default_order = "-on"


@pytest.fixture
def entries(db):
    def entry(number):
        return JournalEntry(
            act=f"00000000-0000-4000-8000-{number:012}",
            verb=KINDS[number % 2][0],
            sentence="Done.",
            subject=f"XN{number:03}",
            subject_name=f"name {number % 7}",
            actor_name="=1+1",
            user_id=7 if number % 10 == 0 else None,
            on=date(2026, 1, 1 + number % 5),
        )

    JournalEntry.objects.bulk_create(entry(number) for number in range(173))
    return JournalEntry.objects.all()


def ask(address: str = "", *, role: Role = Role.CITY, method: str = "get", user=None, **headers):
    make = getattr(RequestFactory(headers=headers), method)
    request = make(f"/list/{address}", {"export": "csv"} if method == "post" else None)
    request.actor, request.today, request.user = Actor("Li", role, Scope.NOTHING, 7), TODAY, user
    return request


def walk(rows: QuerySet, address: str, way: str) -> list[list[int]]:
    """The pages one after the other, by the link to the next or the previous one."""
    pages = []
    while True:
        table = JournalTable(rows, ask(address))
        pages.append([line.row.pk for line in table.lines])
        address = getattr(table, way)
        if not address:
            return pages


@pytest.mark.parametrize("order", ["on", "-on", "subject_name", "-subject_name", "subject"])
def test_every_row_comes_once_forwards_and_the_same_pages_backwards(entries, order):
    forwards = walk(entries, f"?order={order}", "next_url")
    names = JournalTable(entries, ask(f"?order={order}")).order_columns
    assert [len(page) for page in forwards] == [50, 50, 50, 23]
    assert sum(forwards, []) == list(entries.order_by(*names).values_list("pk", flat=True))
    last = JournalTable(entries, ask(f"?order={order}"))
    for _ in range(3):
        last = JournalTable(entries, ask(last.next_url))
    backwards = walk(
        entries, last.url(after=parse_qs(urlsplit(last.request.get_full_path()).query)["after"][0]), "previous_url"
    )
    assert list(reversed(backwards)) == forwards


def test_a_page_asks_with_the_same_number_of_queries_wherever_it_is(entries, django_assert_num_queries):
    second = JournalTable(entries, ask()).next_url
    for address in ("", second, "?per=200"):
        with django_assert_num_queries(1):
            assert JournalTable(entries, ask(address)).lines


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "!!",
        "W10",
        "WzEsMl0",
        "WyIyMDI2LTAxLTAyIiwgbnVsbF0",
        "WyIyMDI2LTAxLTAyIiw5OTk5OTk5OTk5OTk5OTk5OTk5OTk5XQ",
        "é",
    ],
)
def test_a_cursor_that_means_nothing_shows_the_first_page(entries, cursor):
    query = urlencode({"after": cursor})
    first = [line.row.pk for line in JournalTable(entries, ask()).lines]
    assert [line.row.pk for line in JournalTable(entries, ask(f"?{query}")).lines] == first


def test_filters_narrow_and_say_so_in_chips(entries):
    table = JournalTable(entries, ask("?q=name+3&verb=a.b&on_from=2026-01-02&on_to=2026-01-04&of=7&order=on&after=zz"))
    wanted = entries.filter(subject_name="name 3", verb="a.b", on__range=("2026-01-02", "2026-01-04"), user_id=7)
    assert sorted(line.row.pk for line in table.lines) == sorted(wanted.values_list("pk", flat=True))
    assert [(chip.label, chip.text) for chip in table.chips] == [
        ("Keyword", "name 3"),
        ("Verb", "Alpha"),
        ("Day", "2026-01-02 至 2026-01-04"),
        ("Of", "seven"),
    ]
    assert parse_qs(urlsplit(table.chips[1].url).query) == {
        "q": ["name 3"],
        "on_from": ["2026-01-02"],
        "on_to": ["2026-01-04"],
        "of": ["7"],
        "order": ["on"],
    }
    assert table.kept == [("of", "7"), ("order", "on")]


@pytest.mark.parametrize(
    "query", ["verb=nonsense", "on_from=2026-13-01", "mine=yes", "order=verb", "per=51", "unknown=1", "q=%00+"]
)
def test_what_the_address_says_wrongly_is_ignored(entries, query):
    table = JournalTable(entries, ask(f"?{query}"))
    assert (table.active, table.order, table.per, table.count) == ([], "-on", 50, 173)


def test_count_is_exact_up_to_the_cap_and_then_says_more(entries, monkeypatch):
    assert JournalTable(entries, ask()).counted == "173"
    monkeypatch.setattr("core.paging.COUNTED", 100)
    table = JournalTable(entries, ask())
    assert (table.count, table.counted) == (101, "100+")


def test_a_list_on_one_page_knows_its_count_without_asking(entries, django_assert_num_queries):
    with django_assert_num_queries(1):
        table = JournalTable(entries.filter(user_id=7), ask())
        assert (table.count_known, table.count) == (True, 18)


def test_under_narrows_by_the_level_column_and_never_outside(entries):
    place = SimpleNamespace(id=7, tier="user", name="Seven", local_code="CD-7")
    under = Under(
        "area", "Area", find=lambda text, asked: place if text == "CD-7" else None, choose=lambda asked, now: []
    )
    asked = JournalTable(entries, ask()).asked
    found = under.bind({"area": "CD-7"}, asked)
    assert under.narrow(entries, found.value).count() == 18
    assert (found.options, found.text) == ([("CD-7", "Seven")], "Seven")
    assert not under.bind({"area": "CD-8"}, asked).active


def test_empty_list_says_why_and_what_next(entries):
    nothing = JournalTable(entries, ask("?q=zzz"))
    assert nothing.why_empty[2] == "?"
    assert JournalTable(entries.none(), ask()).why_empty[2] == ""


@pytest.mark.parametrize(
    "declaration",
    [
        {"code_column": "", "default_order": "-on"},
        {"code_column": "verb_code", "default_order": "on"},
        {"code_column": "subject", "default_order": "verb"},
    ],
)
def test_a_list_without_a_code_or_an_order_is_refused_where_it_is_declared(declaration):
    with pytest.raises(TypeError):
        type("Wrong", (JournalTable,), declaration)


ROW = {"n": 1234567, "m": "46820.5", "r": "0.9234", "l": "R", "id": "510199********0017", "none": None, "day": TODAY}


@pytest.mark.parametrize(
    "column, shown",
    [
        (Number("n", "N"), Cell("number", "1,234,567", "N", "num")),
        (Money("m", "M"), Cell("number", "46,820.50", "M", "num")),
        (Rate("r", "R"), Cell("number", "92.3%", "R", "num")),
        (Choice("l", "L", words={"R": "Rot"}), Cell("text", "Rot", "L", "nw")),
        (Level("l", "L"), Cell("badge", "红", "L", "nw", tone="red")),
        (Masked("id", "I"), Cell("code", "510199********0017", "I", "mono nw")),
        (Column("none", "X"), Cell("text", "—", "X", "")),
        (Day("day", "D", sub="l"), Cell("number", "2026-03-02", "D", "nw", sub="R")),
        (Column("x", "X", value=lambda row: row["n"] + 1), Cell("text", "1234568", "X", "")),
    ],
)
def test_columns_write_values_as_tables_do(column, shown):
    assert column.cell(ROW) == shown


@pytest.mark.parametrize("number", ["510199199001010017", "51019919900101001X", "13800000000", "(13912345678)"])
def test_an_unmasked_personal_number_never_reaches_a_list(number):
    with pytest.raises(ValueError, match="not masked"):
        Masked("n", "N").cell({"n": number})


def test_fragment_for_the_script_and_page_for_everybody(entries, admin_free_user):
    whole = JournalTable(entries, ask(user=admin_free_user)).respond("components/list_page.html").render()
    part = (
        JournalTable(entries, ask(user=admin_free_user, HX_Request="true"))
        .respond("components/list_page.html")
        .render()
    )
    assert (whole.status_code, part.status_code) == (200, 200)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert part.headers["Vary"] == "HX-Request"
    assert b'aria-sort="descending"' in part.content
    assert b'scope="col"' in part.content


def test_export_is_refused_to_roles_that_may_not(entries):
    with pytest.raises(Denied):
        JournalTable(entries, ask(role=Role.COMMUNITY, method="post")).respond("components/list_page.html")


@pytest.fixture
def admin_free_user(django_user_model, db):
    return django_user_model.objects.create_user("wang", password="x", role=Role.CITY, last_name="王")


def test_what_a_row_says_is_escaped_everywhere():
    evil = {"id": 1, "a": "<script>alert(1)</script>", "b": '" onload="x', "c": "red"}
    cells = [
        Link("a", "<b>", url=lambda row: "javascript:'\"<>", sub="b"),
        Column("a", '"quoted"', sub="a"),
        Badge("a", "B", tones={evil["a"]: "red"}),
    ]
    for cell in cells:
        html = cell.cell(evil).html
        assert "<script" not in html
        assert html.count('"') == html.count('="') * 2


def test_choices_out_of_the_database_are_asked_once(entries, django_assert_num_queries):
    def users(asked):
        return entries.filter(user_id=7).order_by("user_id").values_list("user_id", "actor_name").distinct()

    class ByUser(JournalTable):
        filters = (OneOf("by", "By", users, column="user_id"),)

    with django_assert_num_queries(1):
        bound = ByUser(entries, ask("?by=7")).bound[0]
    assert (bound.text, bound.options) == ("=1+1", [("7", "=1+1")])


def test_a_list_may_rest_in_an_order_that_no_heading_stands_for(entries):
    class Resting(JournalTable):
        default_order = ""
        resting_order = ("-user_id", "-id")

    table = Resting(entries.filter(user_id=7), ask())
    assert [line.row.pk for line in table.lines] == sorted((line.row.pk for line in table.lines), reverse=True)
    assert {heading.sorted for heading in table.headings} == {""}
    assert {heading.sorted for heading in Resting(entries, ask("?order=on")).headings} == {"", "ascending"}
