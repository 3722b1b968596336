"""What those who watch over the site are told."""

import pytest
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


def test_the_process_says_that_it_lives_without_asking_the_database(
    client: Client, django_assert_num_queries
) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.json()) == (200, {"status": "ok"})


def test_the_site_is_ready_when_database_migrations_and_edition_are(client: Client, edition: object) -> None:
    response = client.get("/readyz")

    assert response.status_code == 200
    assert response.json() == {
        "status": "ok",
        "checks": {"database": "ok", "migrations": "ok", "edition": "ok"},
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
    assert response.json()["checks"]["database"] == "the database did not answer (DatabaseError)"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_nobody_keeps_the_answer(client: Client, db: None, path: str) -> None:
    assert "no-store" in client.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_a_probe_over_plain_http_is_not_sent_to_https(client: Client, db: None, settings, path: str) -> None:
    settings.SECURE_SSL_REDIRECT = True

    assert client.get(path).status_code in (200, 503)
    assert client.get("/").status_code == 301
