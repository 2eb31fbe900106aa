"""A missing or misspelt variable of the environment explains itself."""

import base64
import json
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from grid_inspection import env

KEY = base64.b64encode(bytes(range(32))).decode()


@pytest.mark.parametrize("variable", [env.SECRET_KEY, env.DATA_KEYS, env.HASH_KEY, env.DATABASE_URL, env.REDIS_URL])
def test_a_missing_variable_says_what_it_is_and_gives_an_example(variable):
    with pytest.raises(ImproperlyConfigured) as caught:
        env.Environment({}).need(variable)
    said = str(caught.value)
    assert f"The environment variable {variable.name} is missing." in said
    assert f"What it is: {variable.what}" in said
    assert f"{variable.name}={variable.example}" in said
    assert variable.make in said
    assert ("To make one:" in said) == bool(variable.make)


def test_blanks_count_as_missing():
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY is missing"):
        env.Environment({"SECRET_KEY": "  "}).need(env.SECRET_KEY)


@pytest.mark.parametrize(
    "values, call, sentence",
    [
        ({"GRID_MODE": "prod"}, lambda e: e.mode(), "GRID_MODE says 'prod'"),
        ({"X": "maybe"}, lambda e: e.flag("X"), "X says 'maybe'"),
        ({"X": "٨"}, lambda e: e.number("X", 1), "X says '٨'"),
    ],
)
def test_a_misspelt_variable_is_quoted(values, call, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        call(env.Environment(values))


def test_the_first_key_of_a_ring_is_the_one_that_encrypts():
    ring = env.keyring(f"2:{KEY}, 1:{KEY}")
    assert list(ring) == [2, 1]
    assert ring[1] == bytes(range(32))


@pytest.mark.parametrize(
    "text, sentence",
    [
        (KEY, "not NUMBER:BASE64"),
        (f"0:{KEY}", "not NUMBER:BASE64"),
        (f"1:{KEY},1:{KEY}", "names key 1 twice"),
        ("1:AAAA", "of 3 bytes instead of 32"),
        ("1:!!!!", "not base64"),
    ],
)
def test_a_bad_ring_is_refused(text, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence) as caught:
        env.keyring(text)
    assert KEY not in str(caught.value)


def test_a_database_url_becomes_settings():
    assert env.database("postgresql://a%40b:p%2Fw@db.example.internal:5433/grid?sslmode=require") == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "grid",
        "USER": "a@b",
        "PASSWORD": "p/w",
        "HOST": "db.example.internal",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }
    assert env.database("postgresql://postgres@/grid?host=/var/run/x")["HOST"] == "/var/run/x"


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://host/", "grid"])
def test_another_database_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        env.database(url)


@pytest.mark.parametrize(
    "url, both",
    [
        ("redis://:pw@h:6379", ("redis://:pw@h:6379/0", "redis://:pw@h:6379/1")),
        ("rediss://h/3?ssl_cert_reqs=none", ("rediss://h/0?ssl_cert_reqs=none", "rediss://h/1?ssl_cert_reqs=none")),
        ("unix:///a/redis.sock", ("redis+socket:///a/redis.sock?virtual_host=0", "unix:///a/redis.sock?db=1")),
    ],
)
def test_queue_and_cache_are_two_databases_of_one_redis(url, both):
    assert env.queues(url) == both


def test_the_keys_of_a_demo_are_made_once_and_private(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: env.demo_secrets(tmp_path / "state"), range(8)))
    assert all(each == found[0] for each in found)
    path = tmp_path / "state" / "keys.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert json.loads(path.read_text()) == found[0]
    assert [left.name for left in path.parent.iterdir()] == ["keys.json"]
    assert env.keyring(found[0]["DATA_KEYS"])
