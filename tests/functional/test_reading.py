"""What readers meet when the guidance changes: what differs, flags, notices, and an open workbench."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from cases.models import PatientCase
from guidance.actions.flagging import raise_flag, resolve_flag
from guidance.actions.notices import subscribe
from guidance.domain.edition import CompiledEdition
from guidance.models import Flag
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.cases.test_changed_since import SHOWS_CT, WARNS
from tests.functional.axe import DESKTOP, PHONE, look, overflows, violations
from tests.functional.conftest import Console
from tests.guidance.editions import add, drop, publish_with, put

pytestmark = pytest.mark.django_db(transaction=True)

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LONG = "https://example.org/" + "a-very-long-address-without-a-space-" * 4
OPEN_ALL = """document.addEventListener("DOMContentLoaded", () =>
  document.querySelectorAll("main details").forEach((each) => { each.open = true; }))"""
PAGES = [
    ("nobody", "/guidance/changes/?from=1&to=2"),
    ("nobody", "/guidance/changes/?from=2&to=2"),
    ("nobody", "/guidance/changes/?from=1&to=9"),
    ("nobody", "/guidance/editions/"),
    ("nobody", "/guidance/statements/130-3/"),
    ("resident", "/guidance/statements/130-3/"),
    ("resident", "/guidance/notes/C33/"),
    ("resident", "/guidance/flags/statement/130-2/"),
    ("resident", "/guidance/notices/"),
    ("educator", "/guidance/notices/"),
    ("resident", "/account/"),
    ("resident", "/cases/"),
    ("curator", "/guidance/"),
    ("curator", "/guidance/treatment/surgery/nephrectomy/"),
    ("curator", "/guidance/notes/C33/"),
    ("curator", "/curate/flags/"),
    ("curator", "/curate/flags/?state=resolved"),
]


@pytest.fixture
def people(edition: CompiledEdition, resident: User, educator: User, curator: User) -> dict[str, User | None]:
    """A second edition, flags open and answered, and who is told of them."""
    subscribe(by=resident, now=NOW)
    case_of(resident, primary_site="lung")

    def flag(by: User, kind: str, id_: str, reason: str) -> Flag:
        return raise_flag(kind=kind, entry_id=id_, edition=1, reason=reason, by=by, now=NOW)

    answered = flag(resident, "statement", "130-3", "The source of the cancer is elsewhere.")
    resolve_flag(flag=answered, reply="Agreed: see note C33.", by=curator, now=NOW)
    flag(educator, "statement", "130-3", f"Please read {LONG}")
    flag(resident, "note", "C33", "It needs a reference.")
    publish_with(
        add("rules", **SHOWS_CT),
        drop("rules", "treatment-surgery-nephrectomy-kidney-function"),
        put("rules", "treatment-surgery-nephrectomy-considered", when={"fact": "ecog", "op": "known"}),
        put("statements", "130-3", text=f"Reworded. {LONG}", kind="caution"),
        put("notes", "C33", references=["R1", "R3"]),
    )
    return {"nobody": None, "resident": resident, "educator": educator, "curator": curator}


def test_axe_finds_nothing_and_the_pages_fit(
    open_as: Callable[..., Page], console: Console, people: dict[str, User | None]
) -> None:
    faults = []
    for who, user in people.items():
        page = open_as(user, is_kept=False)
        page.add_init_script(OPEN_ALL)
        paths = (path for name, path in PAGES if name == who)
        faults += look(page, *paths, views=((DESKTOP, "light"), (PHONE, "dark")))

    assert faults == []
    assert [line for line in console if "Failed to load resource" not in line] == []
    assert len(console) <= 1  # the editions of which one does not exist


def test_a_reader_flags_a_statement_by_keyboard_and_is_kept_from_naming_somebody(
    open_as: Callable[..., Page], edition: CompiledEdition, stranger: User
) -> None:
    page = open_as(stranger, "/guidance/statements/130-3/", viewport=PHONE)
    page.get_by_text("Something wrong here? Tell the curators").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Mr Smith of MRN 4471 had this.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.get_by_label("What is wrong, and how do you know?")).to_have_value(
        "Mr Smith of MRN 4471 had this."
    )
    expect(page.get_by_text("looks like a record number")).to_be_visible()
    assert violations(page) == []
    page.get_by_label("What is wrong, and how do you know?").fill("The cancer began elsewhere.")
    page.get_by_role("button", name="Tell the curators").click()

    expect(page.get_by_role("status")).to_contain_text("Thank you. The curators see this now")
    expect(page.get_by_text("waits for an answer")).to_be_visible()


# A new edition while the workbench is open


@pytest.fixture
def case(edition: CompiledEdition, resident: User) -> PatientCase:
    return case_of(resident, primary_site="lung")


def publish_more() -> None:
    publish_with(add("rules", **SHOWS_CT), add("rules", **WARNS))


def look_again(page: Page) -> None:
    page.evaluate("dispatchEvent(new Event('focus'))")


def test_the_next_save_brings_the_new_editions_match_and_names_the_old_one(
    open_as: Callable[..., Page], case: PatientCase, resident: User, console: Console
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/primary/")
    guide = page.locator("#guide")
    expect(guide).not_to_contain_text("last read with")
    page.locator("#guide-all > summary").click()
    publish_more()

    page.get_by_label("Histology").select_option("adenocarcinoma")

    expect(guide).to_contain_text(
        "This case was last read with edition 1: 1 section more (CT), 1 caution more"
    )
    expect(guide.locator(".card").get_by_role("link", name="CT", exact=True)).to_be_attached()
    expect(page.locator("#announcer")).to_contain_text("This case was last read with edition 1")
    assert violations(page) == []
    assert console == []


def test_a_tab_that_is_looked_at_again_shows_the_new_edition_and_keeps_what_is_typed(
    open_as: Callable[..., Page], case: PatientCase, resident: User, console: Console
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/presentation/", viewport=PHONE, dark=True)
    page.get_by_role("button", name="Guidance").click()
    page.locator("#guide-all > summary").click()
    page.get_by_role("tab", name="Staging").click()
    page.evaluate("document.querySelector('[name=age_years]').value = '6'")
    publish_more()

    look_again(page)

    guide = page.locator("#guide")
    expect(guide).to_contain_text("This case was last read with edition 1")
    expect(guide).to_be_visible()
    expect(page.get_by_role("tab", name="Staging")).to_have_attribute("aria-selected", "true")
    expect(page.locator("[name=age_years]")).to_have_value("6")
    expect(page.locator("#announcer")).to_contain_text("Edition 2 of the guidance")
    expect(page.locator("#sheet-count")).to_contain_text("1")
    assert violations(page, "#guide") == []
    assert not overflows(page)
    assert console == []


def test_it_asks_at_most_once_a_minute(
    open_as: Callable[..., Page], case: PatientCase, resident: User
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/presentation/")
    asked: list[str] = []
    page.on(
        "request", lambda request: asked.append(request.url) if "/cases/edition/" in request.url else None
    )

    with page.expect_response("**/cases/edition/"):
        look_again(page)
    for _ in range(5):
        look_again(page)
    page.wait_for_load_state("networkidle")

    assert len(asked) == 1


def test_seen_takes_the_line_away_and_leaves_the_focus_in_the_panel(
    open_as: Callable[..., Page], case: PatientCase, resident: User, console: Console
) -> None:
    publish_more()
    page = open_as(resident, f"/cases/{case.pk}/primary/")

    page.get_by_role("button", name="Seen").press("Enter")

    expect(page.locator("#changed-since")).to_have_count(0)
    expect(page.locator("#guide")).to_be_focused()
    case.refresh_from_db()
    assert (case.guidance_edition, case.previous_edition) == (2, None)
    page.get_by_label("Histology").select_option("adenocarcinoma")
    expect(page.locator("#save-state")).to_contain_text("Saved")
    expect(page.locator("#changed-since")).to_have_count(0)
    assert console == []


def test_where_the_sign_in_has_ended_the_panel_stays(
    open_as: Callable[..., Page], case: PatientCase, resident: User
) -> None:
    page = open_as(resident, f"/cases/{case.pk}/primary/")
    publish_more()
    page.context.clear_cookies()

    with page.expect_response("**/accounts/login/**"):
        look_again(page)
    page.evaluate(
        """new Promise((done) => {
          document.body.addEventListener("htmx:afterRequest", () => done(), { once: true });
          htmx.trigger("[data-edition-watch]", "kidmet:edition");
        })"""
    )

    expect(page.locator("#guide")).to_contain_text("Guidance for this case")
