"""The cast, and what every test stands on."""

import os
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from kidmet_site.accounts.models import User


def pytest_configure() -> None:
    # Plain storage: the manifest of the hashed names exists only after collectstatic.
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # Playwright's synchronous interface runs inside an event loop, where Django would refuse its ORM.
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def person(name: str, **roles: bool) -> User:
    return User.objects.create_user(f"{name}@kidmet.example", "correct horse battery", display_name=name, **roles)


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
def administrator(db: None) -> User:
    return person("Ada", is_superuser=True)


@pytest.fixture
def client_of() -> Callable[[User], Client]:
    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in
