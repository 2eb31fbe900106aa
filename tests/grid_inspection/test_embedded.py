"""PostgreSQL and Redis out of the wheels: they start, keep what they acknowledged, and come back after any death."""

import os
import signal
import time

import pytest
import redis

from grid_inspection import embedded, places

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def where(tmp_path_factory):
    where = places.places(tmp_path_factory.mktemp("servers"))
    yield where
    embedded.stop_redis(where)
    embedded.stop_postgres(where)
    embedded.forget(where)


@pytest.fixture
def running(where):
    embedded.start_postgres(where, {"shared_buffers": "32MB"})
    return where


def kept(where):
    with embedded.connect(where) as connection:
        return connection.execute("SELECT count(*) FROM kept").fetchone()[0]


def test_postgres_18_with_byte_order_that_serves_prefix_searches(running):
    with embedded.connect(running) as connection:
        assert connection.execute("SHOW server_version").fetchone()[0].startswith("18.")
        assert connection.execute("SHOW synchronous_commit").fetchone()[0] == "on"
        assert connection.execute("SHOW listen_addresses").fetchone()[0] == ""
        found = connection.execute("SELECT datlocale, encoding FROM pg_database WHERE datname = 'grid'").fetchone()
        assert found == ("C.UTF-8", 6)


def test_a_second_start_finds_it_running(running):
    before = embedded.postmaster(running)
    embedded.start_postgres(running)
    assert embedded.postmaster(running) == before


def test_what_was_acknowledged_is_there_after_kill_9(running):
    with embedded.connect(running) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (id int)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept SELECT generate_series(1, 1000)")
    os.kill(embedded.postmaster(running), signal.SIGKILL)
    embedded.start_postgres(running)
    assert kept(running) == 1000


def test_stop_and_start_again(running):
    embedded.stop_postgres(running)
    assert not embedded.answers(running)
    assert embedded.postmaster(running) is None
    embedded.stop_postgres(running)  # a second stop is nothing
    embedded.start_postgres(running)
    assert embedded.answers(running)


def test_a_half_made_cluster_is_made_again(tmp_path_factory):
    where = places.places(tmp_path_factory.mktemp("half"))
    try:
        where.data.mkdir()
        (where.data / "PG_VERSION").write_text("18\n")
        (where.data / "base").mkdir()
        embedded.start_postgres(where, {"shared_buffers": "32MB"})
        assert embedded.answers(where)
    finally:
        embedded.stop_postgres(where)
        embedded.forget(where)
    assert not where.data.exists()


def test_redis_keeps_its_append_only_file_through_kill_9(where):
    embedded.start_redis(where)
    with redis.Redis(unix_socket_path=str(where.run / places.REDIS_SOCKET)) as client:
        client.set("kept", "yes")
        assert client.config_get("maxmemory-policy")["maxmemory-policy"] == "noeviction"
        assert client.config_get("appendonly")["appendonly"] == "yes"
        end = time.monotonic() + 10  # "everysec": wait until the write has reached the disk
        while client.info("persistence")["aof_pending_bio_fsync"] or client.info("persistence")["aof_buffer_length"]:
            assert time.monotonic() < end
            time.sleep(0.05)
        os.kill(client.info("server")["process_id"], signal.SIGKILL)
    embedded.start_redis(where)
    with redis.Redis(unix_socket_path=str(where.run / places.REDIS_SOCKET)) as client:
        assert client.get("kept") == b"yes"


def test_redis_stops_when_told(where):
    embedded.start_redis(where)
    embedded.stop_redis(where)
    assert not embedded.redis_answers(where)
