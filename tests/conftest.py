"""The cast, the shipped edition and the browser: what every test stands on."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.management.color import no_style
from django.db import connection, models, transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from kidmet_site.accounts.models import User
from kidmet_site.setup import HOW_TO_GET_CHROMIUM, find_chromium

SCRATCH = Path(tempfile.mkdtemp(prefix="kidmet-tests-"))


def pytest_configure() -> None:
    # A property holds or does not; how long an example took says something of the machine only.
    hypothesis.settings.register_profile("kidmet", deadline=None)
    hypothesis.settings.load_profile("kidmet")
    # Plain storage: the manifest of the hashed names exists only after collectstatic.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.STATIC_ROOT = SCRATCH
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # In a file: the threads of the live server would share one connection to a database in memory.
    settings.DATABASES["default"].setdefault("TEST", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(SCRATCH / "test.sqlite3")
    # Playwright's synchronous interface runs inside an event loop, where Django would refuse its ORM.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(autouse=True)
def fresh_limits(request: pytest.FixtureRequest) -> Iterator[None]:
    """Sign-in attempts are counted in a table that is no model's: a test that commits leaves them there,
    for whichever test comes next."""
    marker = request.node.get_closest_marker("django_db")
    commits = "live_server" in request.fixturenames or "transactional_db" in request.fixturenames
    if commits or (marker and marker.kwargs.get("transaction")):
        request.getfixturevalue("transactional_db")
        cache.clear()
        yield
        cache.clear()
    else:
        yield


# The cast


def person(name: str, **roles: bool) -> User:
    return User.objects.create_user(
        f"{name.lower()}@kidmet.example", "correct horse battery", display_name=name, **roles
    )


@pytest.fixture
def resident(db: None) -> User:
    return person("Robin", is_resident=True)


@pytest.fixture
def stranger(db: None) -> User:
    """Another resident: what is Robin's does not exist for them."""
    return person("Sam", is_resident=True)


@pytest.fixture
def educator(db: None) -> User:
    return person("Eli", is_educator=True)


@pytest.fixture
def curator(db: None) -> User:
    return person("Cleo", is_curator=True)


@pytest.fixture
def second(db: None) -> User:
    """Another curator, who reviews what Cleo proposes."""
    return person("Cato", is_curator=True)


@pytest.fixture
def administrator(db: None) -> User:
    return person("Ada", is_superuser=True)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


# The shipped edition

Rows = list[tuple[type[models.Model], list[models.Model]]]


@pytest.fixture(scope="session")
def edition_rows(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rows:
    """What loading the shipped pack writes: loaded once, kept in memory, taken out of the database again."""
    from guidance.actions import load_pack

    with django_db_blocker.unblock(), transaction.atomic():
        load_pack(None, now=datetime(2026, 1, 1, tzinfo=UTC))
        tables = apps.get_app_config("guidance").get_models(include_auto_created=True)
        rows = [(table, list(table._default_manager.order_by("pk"))) for table in tables]
        transaction.set_rollback(True)
    return rows


@pytest.fixture
def edition(edition_rows: Rows, db: None) -> object:
    """The domain edition that readers see, with all its rows, in the database of this test alone."""
    from guidance.queries import current_edition

    _put(edition_rows)
    return current_edition()


def _put(rows: Rows) -> None:
    # In one transaction: rows may name each other in any order until it ends.
    with transaction.atomic():
        for table, kept in rows:
            table._default_manager.bulk_create(kept)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [table for table, _ in rows]):
            cursor.execute(statement)


# The browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    arguments = browser_type_launch_args | {"args": ["--no-sandbox"] if os.geteuid() == 0 else []}
    return arguments | {"executable_path": find_chromium()}


@pytest.fixture(scope="session")
def launch_browser(launch_browser: Callable) -> Callable:
    def launch(**options: object) -> object:
        try:
            return launch_browser(**options)
        except Exception as fault:
            pytest.fail(f"{HOW_TO_GET_CHROMIUM}\n{fault}", pytrace=False)

    return launch
