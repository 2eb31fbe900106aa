"""Asks one page as one role about one object with one method, and says what is wrong with the answer."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie

from django.db import connection, transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from core.enums import Role
from core.models import Parameter
from tests.access.matrix import BOTH, BY_NAME, MATRIX, Row
from tests.kit.city import INSIDE, OTHER, PEOPLE, SECRET, SEEN, SIBLING, TOKEN, TokenCity

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")
NOBODY = "anonymous"
NOWHERE = "nowhere"
NONE = 999_999_999
WORDS = {"topic": "start", "dataset": "employee_roster", "kind of change": "split"}
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|TRUNCATE|ALTER|DROP|CREATE)\b", re.IGNORECASE)
TEMPORARY = re.compile(r"\bpg_temp\b|\bTEMP(ORARY)? TABLE\b|^\s*(INSERT INTO|UPDATE|CREATE INDEX ON) t_", re.IGNORECASE)
OWN_SESSION = re.compile(r'"?django_session"?')
HEADERS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "same-origin"}


@dataclass(frozen=True)
class Asked:
    """One question: a page, who asks, how, and about the object of which place."""

    row: Row
    who: Role | str
    method: str
    letter: str = ""  # a place, or NOWHERE; empty where the page has no object
    query: str = ""
    export: str = ""

    def __str__(self) -> str:
        return f"{self.method} {self.row.name}{self.query} {self.export} as {self.who}, object {self.letter or '-'}"


def url_names(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """Every named address of the site, with its namespace; an address without a name shows as its pattern."""
    for each in (resolver or get_resolver()).url_patterns:
        if isinstance(each, URLResolver):
            yield from url_names(each, f"{namespace}{each.namespace}:" if each.namespace else namespace)
        elif isinstance(each, URLPattern):
            yield f"{namespace}{each.name}" if each.name else str(each.pattern)


def table_faults(rows: tuple[Row, ...] = MATRIX) -> list[str]:
    """Addresses without a row, rows without an address, rows out of the ordinary without a reason."""
    names, known = list(url_names()), [row.name for row in rows]
    faults = [f"{name} has no row in the access matrix" for name in names if name not in known]
    faults += [f"{name}: a row without an address" for name in known if name not in names]
    faults += [f"{name}: two rows" for name in set(known) if known.count(name) > 1]
    odd = [row for row in rows if (row.public or row.held) and not row.why]
    return faults + [f"{row.name}: out of the ordinary without a reason" for row in odd]


class Checker:
    """The planted city, a client of each role, and the judgement of every answer."""

    def __init__(self, city: TokenCity) -> None:
        self.city = city
        self.clients: dict[Role | str, Client] = {NOBODY: Client()}
        for role, user in city.accounts.items():
            self.clients[role] = client = Client()
            client.force_login(user)
            client.get("/account/password/")  # the session notes when it began
        self.cookies = {who: client.cookies.output() for who, client in self.clients.items()}
        self.codes = self._codes()

    def _codes(self) -> dict[str, str]:
        """Codes that are no words: which place each belongs to."""
        found = {}
        for letter, place in self.city.planted.items():
            found |= {place.employer.uscc: letter, place.employer.org_code: letter}
        return found

    # -- questions ---------------------------------------------------------------------------------------------------

    def questions(self, row: Row) -> Iterator[Asked]:
        """Every role, method and position of one page."""
        for who in (NOBODY, *Role):
            letters = self.letters(row, who)
            for method in METHODS:
                for letter in letters if method in row.methods and method != "HEAD" else letters[:1]:
                    yield Asked(row, who, method, letter)
            if who == NOBODY:
                continue
            if row.lists:
                for query in ("?q=Zq", "?area=510107", "?area=510107009001", "?state=all&status=&aside=1"):
                    yield Asked(row, who, "GET", letters[0], query)
            if row.exports:
                for kind in ("csv", "xlsx"):
                    yield Asked(row, who, "POST", letters[0], "", kind)

    def letters(self, row: Row, who: Role | str) -> list[str]:
        if not row.kind:
            return [""]
        near = SIBLING.get(who) if isinstance(who, Role) else None
        return list(dict.fromkeys([INSIDE, *([near] if near else []), OTHER, NOWHERE]))

    def address(self, asked: Asked) -> str:
        row = asked.row
        kinds = ([row.kind] if row.kind else []) + list(row.more)
        return reverse(row.name, args=[self.number(kind, asked.letter) for kind in kinds]) + asked.query

    def number(self, kind: str, letter: str) -> int | str:
        if kind in WORDS:
            return WORDS[kind] if letter != NOWHERE else "nothing"
        if letter == NOWHERE:
            return NONE
        if kind == "parameter":
            return Parameter.objects.values_list("pk", flat=True).first() or NONE
        if kind == "run":
            return self.city.run.pk
        place = self.city.planted[letter]
        if kind == "job":
            return place.upload.job_id
        return place.upload.delivery_id if kind == "upload" else getattr(place, kind).pk

    # -- answers -----------------------------------------------------------------------------------------------------

    def faults(self, asked: Asked) -> list[str]:
        """Ask, undo whatever the answer wrote, and judge."""
        client = self.clients[asked.who]
        client.cookies = SimpleCookie(self.cookies[asked.who].replace("Set-Cookie: ", ""))
        written: list[str] = []
        with transaction.atomic():
            with watching(written):
                try:
                    response = client.generic(asked.method, self.address(asked), **self.body(asked))
                except Exception as problem:  # whatever a page raises is its fault
                    transaction.set_rollback(True)
                    return [f"{asked}: {type(problem).__name__}: {problem}"]
            text = said(response)
            transaction.set_rollback(True)
        found = [*self.wrong_status(asked, response), *wrong_headers(response), *self.leaks(asked, response, text)]
        if asked.method in ("GET", "HEAD") and written:
            found.append(f"writes: {written[0][:90]}")
        return [f"{asked}: {fault}" for fault in found]

    def body(self, asked: Asked) -> dict[str, object]:
        if asked.method != "POST":
            return {}
        data = {"export": asked.export} if asked.export else asked.row.data
        pairs = "&".join(f"{name}={value}" for name, value in data.items())
        return {"data": pairs, "content_type": "application/x-www-form-urlencoded"}

    def inside(self, asked: Asked) -> bool:
        row, who = asked.row, asked.who
        if asked.letter == NOWHERE:
            return False
        if not row.kind or who is Role.ADMINISTRATOR:
            return True
        return row.held(who, asked.letter) if row.held else asked.letter in SEEN[who]

    def wrong_status(self, asked: Asked, response: HttpResponse) -> list[str]:
        status, expected = response.status_code, self.expected(asked)
        if status not in expected:
            return [f"answers {status}, not {' or '.join(map(str, sorted(expected)))}"]
        sent = status == 302 and asked.who == NOBODY and not asked.row.public
        if sent and not response.headers["Location"].startswith("/login/"):
            return ["a visitor is not sent to the login"]
        if status == 403 and asked.method != "HEAD" and not sentence(response):
            return ["refuses without a sentence"]
        return []

    def expected(self, asked: Asked) -> set[int]:
        row, who = asked.row, asked.who
        if asked.method not in BOTH:
            return {405}
        if who == NOBODY:
            return {302} if not row.public else ({200, 302} if asked.method in row.methods else {405})
        inside = self.inside(asked)
        allowed = who in (row.roles if asked.method != "POST" else row.may_write)
        if asked.method not in row.methods:
            return {405} if allowed and inside else {405, 403, 404}
        if who in row.missing:
            return {404}
        if allowed:
            good = {302} if row.redirects else {200}
            return (good if asked.method in ("GET", "HEAD") else {200, 204, 302, 422}) if inside else {404}
        return {403} if inside else {403, 404}

    def leaks(self, asked: Asked, response: HttpResponse, text: str) -> list[str]:
        who, found = asked.who, []
        held = SEEN[who] if isinstance(who, Role) else ""
        people = who is Role.ADMINISTRATOR
        tokens = {m.group() for m in TOKEN.finditer(text) if m[1] not in held and not (people and m[2] in PEOPLE)}
        tokens |= {code for code, letter in self.codes.items() if code in text and letter not in held}
        if tokens:
            found.append(f"shows {', '.join(sorted(tokens))}")
        if SECRET.search(text) and not (asked.row.name == "employers:unmask" and asked.method == "POST"):
            found.append("shows a whole identity number")
        shown = asked.row.shows and asked.method == "GET" and not asked.query and response.status_code == 200
        if shown and not TOKEN.search(text):
            found.append("shows no token at all: the canary watches nothing")
        return found


@contextmanager
def watching(written: list[str]) -> Iterator[None]:
    """Collect the statements that write; a session's own note is none."""

    def note(execute, sql, parameters, many, context):
        if WRITES.match(sql) and not OWN_SESSION.search(sql) and not TEMPORARY.search(sql):
            written.append(sql)
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(note):
        yield


def said(response: HttpResponse) -> str:
    """Everything an answer holds: headers, text, the parts of a workbook."""
    raw = b"".join(response.streaming_content) if response.streaming else response.content
    heads = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    if raw[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(raw)) as book:
            raw = b"\n".join(book.read(name) for name in book.namelist())
    return heads + "\n" + raw.decode("utf-8", "replace")


def sentence(response: HttpResponse) -> str:
    """The sentence of a refusal, as the page was given it."""
    try:
        return str(response.context["sentence"]).strip()
    except (KeyError, TypeError):
        return ""


def wrong_headers(response: HttpResponse) -> list[str]:
    """What every answer must carry (ASVS 5.0, 3.4)."""
    found = [f"{name} is {response.headers.get(name)}" for name, value in HEADERS.items()
             if response.headers.get(name) != value]  # fmt: skip
    policy = response.headers.get("Content-Security-Policy", "")
    if "default-src 'self'" not in policy or "frame-ancestors 'none'" not in policy or "unsafe" in policy:
        found.append(f"content security policy: {policy or 'none'}")
    if "no-store" not in response.headers.get("Cache-Control", ""):
        found.append("may be cached")
    return found


def row(name: str) -> Row:
    return BY_NAME[name]
