"""What every answer of the site carries, and what the health check says."""

import pytest


@pytest.mark.django_db
def test_health_needs_no_login(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/healthz", "/no-such-page/"])
def test_every_answer_is_private_and_locked_down(client, address):
    headers = client.get(address).headers
    assert headers["Cache-Control"] == "no-store, private"
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.django_db
def test_health_only_reads(client):
    assert client.post("/healthz").status_code == 405
