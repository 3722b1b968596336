"""Impact in a real browser: a page that watches what a worker does, and one without script."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from cases.queries import coverage
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases
from tests.cases.replays import BREAST, case_in_block
from tests.guidance.drafts import put_in_draft
from tests.working import work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
OpenAs = Callable[..., Page]


@pytest.fixture
def changed_draft(edition: CompiledEdition, resident: User) -> None:
    """A caution is new in the draft, and cases far apart meet it."""
    load_cases()
    put_in_draft(
        "rule",
        "look-again",
        id="look-again",
        effect="caution",
        section="treatment",
        when=BREAST,
        message="Look again at {primary_site}.",
    )
    for block in (0, 1, 40):
        case_in_block(resident, block, primary_site="breast")


def test_a_run_is_watched_and_says_when_it_is_done(
    changed_draft: None, curator: User, open_as: OpenAs
) -> None:
    page = open_as(curator, "/curate/impact/")
    page.get_by_role("button", name="Work out the impact").click()

    expect(page.get_by_text("0 of 3 so far.")).to_be_visible()
    work_off()

    expect(page.get_by_role("status").filter(has_text="All stored cases are done.")).to_have_count(1)
    expect(page.get_by_role("row", name="Look again at [primary site].")).to_contain_text("+3")
    expect(page.get_by_role("button", name="Stop")).to_have_count(0)
    expect(page.get_by_role("img", name="Cases that lose and gain")).to_be_visible()


def test_a_run_is_worked_through_without_script(changed_draft: None, curator: User, open_as: OpenAs) -> None:
    page = open_as(curator, "/curate/impact/", java_script_enabled=False)
    page.get_by_role("button", name="Work out the impact").click()

    work_off()
    page.get_by_role("link", name="Look again", exact=True).click()

    expect(page.get_by_text("Worked out for Cleo")).to_be_visible()
    expect(page.get_by_role("row", name="Look again at [primary site].")).to_contain_text("+3")


def test_many_stored_cases_are_looked_at_for_the_coverage_without_a_press(
    changed_draft: None, curator: User, open_as: OpenAs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coverage, "AT_ONCE", 1)
    page = open_as(curator, "/curate/coverage/")
    expect(page.get_by_text("0 of 3 so far.")).to_be_visible()

    work_off()

    expect(page.get_by_text("3 of 3 stored cases on")).to_be_visible()
