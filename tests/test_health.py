"""What those who watch over the site are told."""

import sqlite3
from pathlib import Path

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client

from kidmet_site import health
from tests.own_databases import as_the_sites, own_databases


def test_the_process_says_that_it_lives_without_asking_the_database(client: Client) -> None:
    """It may not be asked here: this test has none."""
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_site_is_ready_when_database_migrations_and_edition_are(client: Client, edition: object) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "edition": "ok", "writing": "ok"},
    }


def test_it_is_not_ready_without_an_edition(client: Client, db: None) -> None:
    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["edition"] == "none published: run `manage.py load_guidance`"


def test_it_is_not_ready_with_a_migration_to_apply(client: Client, edition: object) -> None:
    [newest] = MigrationLoader(connection).graph.leaf_nodes("accounts")
    MigrationRecorder(connection).record_unapplied(*newest)

    response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"]["migrations"].startswith("1 to apply")


def test_it_is_not_ready_when_the_database_does_not_answer(client: Client, db: None) -> None:
    def refuse(*_: object) -> None:
        raise DatabaseError("gone")

    with connection.execute_wrapper(refuse):
        response = client.get("/readyz")

    assert response.status_code == 503
    assert response.json()["checks"] == {"database": "the database did not answer (DatabaseError)"}


def test_it_is_not_ready_when_nothing_can_be_written(client: Client, edition: object) -> None:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA query_only = ON" if is_sqlite else "SET LOCAL transaction_read_only = on")
        response = client.get("/readyz")
        if is_sqlite:
            cursor.execute("PRAGMA query_only = OFF")

    assert response.status_code == 503
    kind = "SQLITE_READONLY" if is_sqlite else "ReadOnlySqlTransaction"
    assert response.json()["checks"]["writing"] == f"nothing can be written ({kind})"


def test_it_is_ready_while_somebody_else_writes_and_not_when_they_never_end(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "PATIENCE", 0.01)
    with own_databases(tmp_path) as make, as_the_sites(make("site")) as site:
        if site.vendor != "sqlite":
            return
        health.CHECKS["writing"]()
        with sqlite3.connect(site.settings_dict["NAME"], isolation_level=None) as other:
            other.execute("BEGIN IMMEDIATE")
            assert health.CHECKS["writing"]() == "ok"
            monkeypatch.setattr(health, "BUSY_AT_MOST", 0.0)
            assert health.CHECKS["writing"]() == "nothing can be written (SQLITE_BUSY)"


def test_it_is_worked_out_once_a_second(client: Client, edition: object, django_assert_num_queries) -> None:
    first = client.get("/readyz").json()

    with django_assert_num_queries(0):
        assert [client.get("/readyz").json() for _ in range(20)] == [first] * 20


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_asks_by_address(client: Client, edition: object, path: str) -> None:
    for host in ("10.1.2.3", "10.1.2.3:8000", "[fd00::7]", "no name\\", ""):
        assert client.get(path, headers={"host": host}).status_code == 200

    assert client.get("/", headers={"host": "10.1.2.3"}).status_code == 400
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(client: Client, db: None, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_over_plain_http_is_not_sent_to_https(client: Client, db: None, settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code in (200, 503)
    assert client.get("/").status_code == 301
