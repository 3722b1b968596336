"""Signing in with a provider that is not ours and runs by itself: a kept one, made for tests like these."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.core.cache import cache
from django.test import Client

from kidmet_site.accounts.models import User
from kidmet_site.institution import Institution
from tests.accounts.provider import begin


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """In a process of its own; it refuses whoever sends no nonce."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce", "true"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(command, env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}, **quiet)
    try:
        yield answering(f"http://127.0.0.1:{port}", process)
    finally:
        process.terminate()
        process.wait(10)


def answering(address: str, process: subprocess.Popen) -> str:
    until = time.monotonic() + 30
    while time.monotonic() < until and process.poll() is None:
        try:
            requests.get(f"{address}/.well-known/openid-configuration", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.05)
        else:
            return address
    raise AssertionError("the provider did not start")


def agree(address: str, who: str) -> str:
    """What somebody does at its page; returns the address that the browser is sent back to."""
    page = requests.post(address, data={"sub": who}, allow_redirects=False, timeout=5)
    back = urlsplit(page.headers["Location"])
    return f"{back.path}?{back.query}"


def sign_in(client: Client, who: str) -> Any:
    left = begin(client)
    return client.get(agree(left["Location"], who))


def known(issuer: str, who: str, **claims: object) -> None:
    assert requests.put(f"{issuer}/users/{who}", json=claims, timeout=5).ok


def test_a_resident_comes_in_and_loses_the_role_that_was_taken_away_there(
    issuer: str, resident: User, settings: Any
) -> None:
    cache.clear()
    settings.OIDC = Institution(
        issuer=issuer,
        client_id="kidmet",
        client_secret="secret",
        name="Example University",
        scopes=("openid", "profile", "email"),
        roles_claim="groups",
        roles=(("resident", "trainees"), ("educator", "teachers")),
    )
    held = []
    for groups in (["trainees", "teachers"], ["trainees"]):
        client = Client()
        known(issuer, "robin", email=resident.email, email_verified=True, groups=groups)
        assert sign_in(client, "robin")["Location"] == "/cases/"
        assert client.session["_auth_user_id"] == str(resident.pk)
        held.append(User.objects.get(pk=resident.pk).roles)

    assert held == [("resident", "educator"), ("resident",)]

    known(issuer, "sam", email=resident.email, email_verified=False)
    page = sign_in(Client(), "sam")
    assert page.status_code == 403
    assert re.search("does not say that your\\s+address is yours", page.content.decode())
