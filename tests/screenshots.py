"""The pictures of README and docs, taken from the shipped demo case: `make screenshots` remakes them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from cases.models import PatientCase
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases, submitted
from tests.functional.axe import DESKTOP, PHONE

pytest_plugins = ["tests.functional.conftest"]
pytestmark = pytest.mark.django_db(transaction=True)

STAGED = ".path .group:has-text('IVB')"
PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


@pytest.fixture
def lung_case(edition: CompiledEdition) -> PatientCase:
    call_command("load_demo_people", verbosity=0)
    call_command("load_case_library", "--for", "resident@demo.kidmet.example", verbosity=0)
    return PatientCase.objects.get(owner__email__startswith="resident@", primary_site="lung")


def take(page: Page, name: str, *shows: str) -> None:
    """`shows` are the selectors of what is to be seen in the picture."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    # A first visit may be drawn with stand-ins for the fonts; the second has them.
    page.reload(wait_until="networkidle")
    # A picture of an error page would go unnoticed.
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200
    for selector in shows:
        expect(page.locator(selector).first, f"{name} shows {selector}").to_be_in_viewport()
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize(
    ("name", "path", "viewport", "dark", "shows"),
    [
        ("workbench", "staging/", DESKTOP, False, (STAGED, "#guide h3:has-text('What matters now')")),
        ("workbench-dark", "kidney/", DESKTOP, True, (STAGED, ".map .lesion", "#guide")),
        ("workbench-phone", "staging/", PHONE, False, (STAGED, ".sheet-button")),
        ("summary", "summary/", DESKTOP, False, (STAGED, "h2:has-text('What applies')")),
    ],
)
def test_picture_of_the_lung_case(
    name: str,
    path: str,
    viewport: dict,
    dark: bool,
    shows: tuple[str, ...],
    lung_case: PatientCase,
    open_as: Callable[..., Page],
) -> None:
    page = open_as(lung_case.owner, f"/cases/{lung_case.pk}/{path}", viewport=viewport, dark=dark)
    assert page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") is dark
    take(page, name, *shows)


def test_picture_of_a_debrief(edition: CompiledEdition, open_as: Callable[..., Page], resident: User) -> None:
    load_cases()
    attempt = submitted(
        resident, entered={"m_category": "cM0", "t_category": "cT4", "treatments_considered": None}
    )
    page = open_as(resident, f"/library/attempts/{attempt.pk}/debrief/", viewport=DESKTOP)
    take(page, "debrief", ".total:has-text('%')", ".mattered s:has-text('M0')", ".stages", ".next-thing a")


def test_picture_of_the_editor(
    edition: CompiledEdition, open_as: Callable[..., Page], educator: User
) -> None:
    load_cases()
    page = open_as(educator, "/teach/new/", viewport=DESKTOP)
    page.locator("[name=copy]").select_option(label="A lung mass, and lesions in both kidneys")
    page.get_by_role("button", name="Begin", exact=True).click()
    page.locator(".step-list a", has_text="What the scan shows").click()
    take(page, "editor", "#id_narrative", "#beside .map .lesion", ".step-list [aria-current]")


def test_picture_of_the_guidance(
    edition: CompiledEdition, open_as: Callable[..., Page], resident: User
) -> None:
    page = open_as(None, "/guidance/staging/tnm/", viewport=DESKTOP)
    take(page, "guidance", "h1:has-text('TNM')", ".statements p", "details.note")


def test_picture_of_a_rule(edition: CompiledEdition, open_as: Callable[..., Page], curator: User) -> None:
    load_cases()
    page = open_as(curator, "/curate/draft/rules/tnm-caution-m0-with-kidney-metastasis/", viewport=DESKTOP)
    page.get_by_label("Case", exact=True).select_option(label="A lung mass, and lesions in both kidneys")
    page.locator(".try-answer").wait_for()
    take(page, "rule", ".try-answer:has-text('not raised')", "h2:has-text('When')")
