"""Exchange and audit in a real browser: axe in every state, nothing overflows, files that go and come."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from guidance.domain.edition import CompiledEdition
from guidance.models import AuditEntry, ChangeSet
from kidmet_site.accounts.models import User
from tests.functional.conftest import Console
from tests.guidance.curating import proposed, reworded

pytestmark = pytest.mark.django_db(transaction=True)
OpenAs = Callable[..., Page]


def test_a_file_goes_out_and_comes_back_as_a_proposal(
    edition: CompiledEdition, curator: User, open_as: OpenAs, console: Console, tmp_path: Path
) -> None:
    page = open_as(curator, "/curate/exchange/", accept_downloads=True)
    with page.expect_download() as download:
        page.get_by_role("link", name="Edition 1").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    assert file.name == "kidmet-guidance-edition-1.json"

    payload = json.loads(file.read_text())
    payload["document"]["title"] = "Another title"
    file.write_text(json.dumps(payload))
    page.get_by_label("A file").set_input_files(file)
    page.get_by_label("Title").last.fill("A new title")
    page.get_by_label("Reason").last.fill("The old one was too long.")
    page.get_by_role("button", name="Import as a proposal").click()

    expect(page.get_by_role("heading", name="A new title")).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Another curator reviews it.")
    assert ChangeSet.objects.get().changes.get().kind == "document"
    assert console == []


def test_the_audit_is_filtered_and_taken_along_without_javascript(
    edition: CompiledEdition, curator: User, open_as: OpenAs
) -> None:
    proposed(reworded(curator))
    page = open_as(curator, "/curate/audit/", java_script_enabled=False, accept_downloads=True)
    page.get_by_label("What was done").select_option("proposed")
    page.get_by_role("button", name="Filter").click()
    expect(page.locator(".audit-entries > li")).to_have_count(1)
    page.locator(".audit-entries summary").click()
    expect(page.locator(".audit-entries ins").first).to_be_visible()

    with page.expect_download() as download:
        page.get_by_role("link", name="Export as CSV").click()
    lines = download.value.path().read_text(encoding="utf-8-sig").splitlines()
    assert len(lines) == 2 and "Reword T" in lines[1]
    assert AuditEntry.objects.filter(act="exported", subject="the audit").exists()
