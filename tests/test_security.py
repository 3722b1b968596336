"""What browsers are told to refuse, and that nothing of ours needs it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from kidmet_site.accounts.models import User
from kidmet_site.setup import ROOT

TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
ASSETS = sorted(path for kind in ("css", "js") for path in (ROOT / "static").rglob(f"*.{kind}"))
PAGES = [
    "landing",
    "account_login",
    "account_signup",
    "account_reset_password",
    "guidance_contents",
    "case_list",
]

# What a template may not hold, and why. JSON in a script element is data: browsers do not run it.
FORBIDDEN = {
    "an inline style": re.compile(r"<style|\sstyle\s*=", re.I),
    "an inline handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.I),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/json\")", re.I),
    "a file from another host": re.compile(
        r"<(?:link|script|img|iframe|source|use)[^>]*(?:src|href)\s*=\s*[\"'](?:https?:)?//", re.I
    ),
    "a hyperscript or eval of htmx": re.compile(r"\shx-(?:on|vals\s*=\s*[\"']js:)", re.I),
}


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {name: values for name, *values in parts}


@pytest.mark.parametrize("name", PAGES)
def test_pages_allow_nothing_inline_and_no_other_host(
    resident: User, client_of: Callable[[User], Client], edition: object, name: str
) -> None:
    response = client_of(resident).get(reverse(name))
    policy = directives(response["Content-Security-Policy"])

    assert policy["default-src"] == ["'none'"]
    assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == ["'self'"]
    assert policy["img-src"] == ["'self'", "data:"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]


def test_only_the_admin_may_use_inline_styles(
    administrator: User, client_of: Callable[[User], Client]
) -> None:
    policy = directives(client_of(administrator).get("/admin/")["Content-Security-Policy"])

    assert "'unsafe-inline'" in policy["style-src"]
    assert policy["default-src"] == ["'none'"]


def test_an_address_that_only_looks_like_the_admin_gets_the_strict_policy(client: Client, db: None) -> None:
    policy = directives(client.get("/administration/")["Content-Security-Policy"])

    assert policy["style-src"] == ["'self'"]


def test_pages_ask_for_no_camera_and_tell_others_no_address(
    client: Client, db: None, edition: object
) -> None:
    response = client.get("/")

    assert (
        "camera=()" in response["Permissions-Policy"] and "geolocation=()" in response["Permissions-Policy"]
    )
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_template_holds_nothing_that_the_policy_would_block(path: Path) -> None:
    source = path.read_text()

    assert [fault for fault, pattern in FORBIDDEN.items() if pattern.search(source)] == []


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_an_asset_asks_no_other_host(path: Path) -> None:
    fetched = re.findall(
        r"(?:url\(|@import|fetch\(|import\s)\s*[\"']?(?:https?:)?//[^\s\"')]+", path.read_text()
    )

    assert fetched == []


@pytest.mark.parametrize(
    ("fault", "source"),
    [
        ("an inline style", '<p style="color: red">'),
        ("an inline handler", '<button onclick="go()">'),
        ("an inline script", "<script>go()</script>"),
        ("a file from another host", '<link rel="stylesheet" href="https://cdn.example/x.css">'),
    ],
)
def test_the_check_sees(fault: str, source: str) -> None:
    assert [name for name, pattern in FORBIDDEN.items() if pattern.search(source)] == [fault]
