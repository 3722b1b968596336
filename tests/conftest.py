"""The cast, the shipped edition and the browser: what every test stands on."""

import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client, TransactionTestCase
from pytest_django import DjangoDbBlocker

from kidmet_site.accounts.models import User
from kidmet_site.health import readiness
from kidmet_site.setup import HOW_TO_GET_CHROMIUM, find_chromium
from tests.database import Rows, set_aside, take_out_rows

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
    settings.SITE_URL = "https://kidmet.example"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # In a file: the threads of the live server would share one connection to a database in memory.
    settings.DATABASES["default"].setdefault("TEST", {})
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        settings.DATABASES["default"]["TEST"]["NAME"] = str(SCRATCH / "test.sqlite3")
    # Playwright's synchronous interface runs inside an event loop, where Django would refuse its ORM.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--for-database",
        action="store_true",
        help="only the tests that another database can break: docs/decisions/tests-on-postgresql.md",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--for-database"):
        left_out = [item for item in items if not hangs_on_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if hangs_on_the_database(item)]
    # The longest first: begun last, one of them would be waited for by all the others.
    items.sort(key=lambda item: (item.path.name != "test_sight.py", not in_browser(item)))


def hangs_on_the_database(item: pytest.Item) -> bool:
    fixtures = set(getattr(item, "fixturenames", ()))
    asks = item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db", "live_server"}
    return bool(asks) and (not in_browser(item) or item.get_closest_marker("both_databases") is not None)


def in_browser(item: pytest.Item) -> bool:
    return item.path.is_relative_to(Path(__file__).parent / "functional")


def pytest_collection_finish() -> None:
    # As a worker of the site does; looking through all there is took a tenth of the time of the tests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure() -> None:
    shutil.rmtree(SCRATCH, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_use_migrations() -> bool:
    """SQLite gets the same tables from the models, and is told that it was migrated."""
    return connection.vendor != "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(
    django_db_setup: None, django_db_use_migrations: bool, django_db_blocker: DjangoDbBlocker
) -> None:
    TransactionTestCase._fixture_teardown = take_out_rows
    if not django_db_use_migrations:
        settings.MIGRATION_MODULES = {}
        with django_db_blocker.unblock():
            call_command("migrate", fake=True, verbosity=0)


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


@pytest.fixture(autouse=True)
def fresh_readiness() -> None:
    """What one test found is kept for a second, and what it added up until its rows are others."""
    from cases.queries.kept_sums import forget_sums

    readiness.forget()
    forget_sums()


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


@pytest.fixture(scope="session")
def kept_edition(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Rows:
    """What loading the shipped pack writes: loaded once, and set aside in the database."""
    from guidance.actions.pack_loading import load_pack

    with django_db_blocker.unblock():
        return set_aside("guidance", lambda: load_pack(None, now=datetime(2026, 1, 1, tzinfo=UTC)))


@pytest.fixture
def edition(kept_edition: Rows, db: None) -> object:
    """The domain edition that readers see, with all its rows, in the database of this test alone."""
    from guidance.queries.editions import current_edition

    kept_edition.put_back()
    return current_edition()


# The browser


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    arguments = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return browser_type_launch_args | {"args": arguments, "executable_path": find_chromium()}


@pytest.fixture(scope="session")
def launch_browser(launch_browser: Callable) -> Callable:
    def launch(**options: object) -> object:
        try:
            return launch_browser(**options)
        except Exception as fault:
            pytest.fail(f"{HOW_TO_GET_CHROMIUM}\n{fault}", pytrace=False)

    return launch
