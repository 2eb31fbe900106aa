"""Where the servers of a state folder keep things: short socket paths, folders the server's user can reach."""

import os
import shutil

import pytest

from grid_inspection import places


@pytest.fixture
def clean():
    states = []
    yield states.append
    for state in states:
        for record in state.glob("*.path"):
            shutil.rmtree(record.read_text(), ignore_errors=True)


def test_a_reachable_short_folder_is_used_as_it_is(tmp_path_factory, monkeypatch, clean):
    state = tmp_path_factory.mktemp("s")
    clean(state)
    monkeypatch.setattr(places, "server_user", lambda: None)
    monkeypatch.setattr(places, "SOCKET_PATH_LIMIT", 4096)
    assert places.places(state) == places.Places(state, state, state / "run")
    assert list(state.glob("*.path")) == []


def test_a_long_path_gets_a_short_private_socket_folder_that_is_recorded(tmp_path, monkeypatch, clean):
    state = tmp_path / ("深" * 40)
    clean(state)
    monkeypatch.setattr(places, "server_user", lambda: None)
    first, second = places.places(state), places.places(state)
    assert first == second
    assert len(os.fsencode(first.run / places.POSTGRES_SOCKET)) <= places.SOCKET_PATH_LIMIT
    assert first.run.stat().st_mode & 0o077 == 0
    assert (state / "run.path").read_text() == str(first.run)
    assert first.data == state / "pg"


@pytest.mark.skipif(os.geteuid() != 0, reason="SKIPPED: only root runs PostgreSQL as somebody else")
def test_a_folder_that_nobody_cannot_reach_is_replaced_by_one_that_is_recorded(tmp_path, clean):
    state = tmp_path / "closed"
    state.mkdir(mode=0o700)
    clean(state)
    where = places.places(state)
    assert where.home == places.places(state).home != state
    assert where.home.parent != state
    assert places.can_reach(places.server_user(), where.home)
    assert where.redis == state / "redis"


def test_a_recorded_folder_of_a_stranger_is_refused(tmp_path, monkeypatch, clean):
    state = tmp_path / ("深" * 40)
    clean(state)
    monkeypatch.setattr(places, "server_user", lambda: None)
    run = places.places(state).run
    run.rmdir()
    run.symlink_to(tmp_path)
    try:
        with pytest.raises(places.CannotStart, match="belongs to somebody else"):
            places.places(state)
    finally:
        run.unlink()


def test_only_the_last_lease_is_the_last(tmp_path):
    first, second = places.Lease(tmp_path), places.Lease(tmp_path)
    assert not first.is_last()
    second.close()
    assert first.is_last()
    first.close()
