# ruff: noqa: E501, PLC0415  (wide statements; models exist only once Django is set up)
"""The list of employers and the search at two sizes of the archive, against an empty page of the same site.

    python -m benchmarks.pages [--small 5000] [--large 100000] [--requests 50]

Median server time of warm requests through the WSGI application, as a city user with a session. The empty page extends
the same base and reads session and actor. Makes a database of its own, prints one JSON object, drops the database.
"""

import argparse
import io
import json
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote
from wsgiref.util import setup_testing_defaults

from benchmarks import city

EMPTY = "{% extends 'base.html' %}{% block content %}{% endblock %}"
# Twenty employers are called 鑫淼 at both sizes, a tenth 蓉泰, everybody 有限公司, a twentieth lives in a 青羊路.
ASKED = {"list": "", "rare": "鑫淼", "middling": "蓉泰", "common": "有限公司", "address": "青羊路", "two_words": "商贸 青羊",
         "nobody": "饕餮"}  # fmt: skip

# Two of three employers have figures of every kind, complete or lacking; one has no data.
FIGURES = """
INSERT INTO employers_employerfigures (employer_id, area_id, district_id, street_id, community_id, employments, standard,
    contracts_met, contracts_of, contracts_unknown, insurance_met, insurance_of, insurance_unknown, wages_met, wages_of,
    wages_unknown)
SELECT id, area_id, district_id, street_id, community_id, 12, 11, 9 + id %% 3, CASE WHEN id %% 3 > 0 THEN 11 ELSE 0 END,
       1, 10, CASE WHEN id %% 3 > 0 THEN 11 ELSE 0 END, id %% 2, 12, CASE WHEN id %% 3 > 0 THEN 12 ELSE 0 END, 0
FROM employers_employer WHERE id >= %s
"""

# A third of the employers has open findings: one red, or an orange and a yellow one.
FINDINGS = """
INSERT INTO compliance_ruleversion (rule, digest, parameters, first_used_on) VALUES ('R14', 'benchmark', '{}', '2026-06-01')
ON CONFLICT DO NOTHING;
INSERT INTO compliance_finding (area_id, district_id, street_id, community_id, rule, employer_id, subject, period, severity,
    state, reason, became, first_seen, last_opened, evidence, evidence_hash, version_id)
SELECT area_id, district_id, street_id, community_id, 'R14', e.id, '', s::text, CASE WHEN e.id %% 2 = 0 THEN 1 ELSE 1 + s END,
       'open', '', '', '2026-06-01', '2026-06-01', '{}', 0, (SELECT min(id) FROM compliance_ruleversion)
FROM employers_employer e, generate_series(1, 2) s WHERE e.id >= %s AND e.id %% 3 = 0 AND (s = 1 OR e.id %% 2 = 1)
"""


def empty(request: Any) -> Any:
    """The page that costs what every page costs."""
    from django.template import engines
    from django.template.response import HttpResponse

    return HttpResponse(engines["django"].from_string(EMPTY).render({"title": request.actor.name}, request))


class Reader:
    """A city user's browser without a network: requests go into the WSGI application."""

    def __init__(self) -> None:
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application
        from django.test import Client
        from django.urls import path

        from core.enums import Role
        from grid_inspection import urls
        from grids.models import Area
        from tests.kit.archive import account

        settings.ALLOWED_HOSTS = ["127.0.0.1"]
        settings.STORAGES = settings.STORAGES | {
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        }
        urls.urlpatterns.append(path("benchmarks-empty/", empty))
        client = Client()
        client.force_login(account(Role.CITY, Area.objects.get(tier="city"), language="zh-hans"))
        self.cookie = f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
        self.application = get_wsgi_application()

    def get(self, path: str, query: str = "") -> tuple[float, str]:
        """Seconds and body."""
        environ: dict[str, Any] = {"PATH_INFO": path, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1",
                                   "HTTP_COOKIE": self.cookie, "wsgi.input": io.BytesIO()}  # fmt: skip
        setup_testing_defaults(environ)
        told: list[str] = []
        begun = time.perf_counter()
        answer = self.application(environ, lambda status, _headers: told.append(status))
        body = b"".join(answer)
        seconds = time.perf_counter() - begun
        answer.close()
        assert told[0].startswith("200"), (told, path, query)
        return seconds, body.decode()


def pages() -> dict[str, tuple[str, str]]:
    from django.urls import reverse

    at = reverse("employers:list")
    named = {name: (at, f"q={quote(text)}" if text else "") for name, text in ASKED.items()}
    return {"empty": ("/benchmarks-empty/", ""), **named}


@contextmanager
def at(wrapper: Any) -> Iterator[None]:
    """Requests are answered from this database."""
    from django.db import connections

    kept = connections["default"]
    connections["default"] = wrapper
    try:
        yield
    finally:
        connections["default"] = kept


@contextmanager
def grown(small: int, large: int) -> Iterator[Any]:
    """A second database beside the first, copied from it and filled up to ``large`` employers."""
    from django.db import connection, connections

    name = f"{connection.settings_dict['NAME']}_large"
    other = connections.create_connection("default")
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{connection.settings_dict["NAME"]}"')
    other.settings_dict = {**connection.settings_dict, "NAME": name}
    try:
        with at(other):
            archives(large - small, first=small + 1)
            vacuum()
        yield other
    finally:
        other.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}"')


def archives(count: int, *, first: int = 1) -> None:
    """Employers with their figures and open findings."""
    from django.db import connection

    city.archives(count, first=first)
    with connection.cursor() as cursor:
        cursor.execute(FIGURES, [first])
        cursor.execute(FINDINGS, [first])


def vacuum() -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for table in ("employers_employer", "employers_employerfigures", "compliance_finding"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def measured(reader: Reader, sizes: tuple[Any, Any], requests: int) -> dict[str, list[dict[str, float]]]:
    """Per page and size: the median in milliseconds, queries, rows. Pages and sizes take turns, so that a busy machine
    slows all alike."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    found: dict[str, list[dict[str, float]]] = {}
    taken: dict[tuple[str, int], list[float]] = {}
    for name, (path, query) in pages().items():
        found[name] = []
        for size, wrapper in enumerate(sizes):
            taken[name, size] = []
            with at(wrapper):
                for _ in range(5):
                    reader.get(path, query)
                with CaptureQueriesContext(connection) as queries:
                    _seconds, body = reader.get(path, query)
            found[name].append({"queries": len(queries), "rows": max(body.count("<tr>") - 1, 0)})
    for _ in range(requests):
        for name, (path, query) in pages().items():
            for size, wrapper in enumerate(sizes):
                with at(wrapper):
                    taken[name, size].append(reader.get(path, query)[0])
    for (name, size), seconds in taken.items():
        found[name][size]["ms"] = round(statistics.median(seconds) * 1000, 2)
    return found


def measure(small: int, large: int, requests: int) -> dict[str, Any]:
    from django.db import connections

    from core.models import Clock

    archives(small)
    Clock.objects.update_or_create(pk=1, defaults={"stands_at": city.ON})
    vacuum()
    reader = Reader()
    with grown(small, large) as other:
        found = measured(reader, (connections["default"], other), requests)
    answer: dict[str, Any] = {"employers": [small, large]}
    for name, (few, many) in found.items():
        assert few["queries"] == many["queries"], (name, few, many)
        answer[name] = {
            "large_of_small": round(many["ms"] / few["ms"], 2),
            "large_of_empty": round(many["ms"] / found["empty"][1]["ms"], 2),
            "ms": [few["ms"], many["ms"]],
            "rows": [few["rows"], many["rows"]],
            "queries": many["queries"],
        }
    return answer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=5_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--requests", type=int, default=50)
    told = parser.parse_args()
    with city.database():
        answer = measure(told.small, told.large, told.requests)
        print(json.dumps(answer, ensure_ascii=False).replace("}, ", "},\n "))
        missed = [name for name in ASKED if answer[name]["large_of_small"] > 1.3 or answer[name]["large_of_empty"] > 3]
        print("goals met" if not missed else f"goals missed: {', '.join(missed)}", file=sys.stderr)


if __name__ == "__main__":
    main()
