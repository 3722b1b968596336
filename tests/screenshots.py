"""The pictures of README and docs, taken from the shipped demo case: `make screenshots` remakes them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command
from playwright.sync_api import Page

from cases.models import PatientCase
from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases, submitted
from tests.functional.conftest import DESKTOP, PHONE

pytest_plugins = ["tests.functional.conftest"]
pytestmark = pytest.mark.django_db(transaction=True)

PICTURES = Path(__file__).resolve().parent.parent / "docs" / "pictures"


@pytest.fixture
def lung_case(edition: Edition) -> PatientCase:
    call_command("load_demo_people", verbosity=0)
    call_command("load_case_library", "--for", "resident@demo.kidmet.example", verbosity=0)
    return PatientCase.objects.get(owner__email__startswith="resident@", primary_site="lung")


def take(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.wait_for_load_state("networkidle")
    # A first visit may be drawn with stand-ins for the fonts; the second has them.
    page.reload(wait_until="networkidle")
    # A picture of an error page would go unnoticed.
    assert page.evaluate("performance.getEntriesByType('navigation')[0].responseStatus") == 200
    page.screenshot(path=PICTURES / f"{name}.png")


@pytest.mark.parametrize(
    ("name", "path", "viewport", "dark"),
    [
        ("workbench", "staging/", DESKTOP, False),
        ("workbench-dark", "kidney/", DESKTOP, True),
        ("workbench-phone", "staging/", PHONE, False),
        ("summary", "summary/", DESKTOP, False),
    ],
)
def test_picture_of_the_lung_case(
    name: str, path: str, viewport: dict, dark: bool, lung_case: PatientCase, open_as: Callable[..., Page]
) -> None:
    page = open_as(lung_case.owner, f"/cases/{lung_case.pk}/{path}", viewport=viewport, dark=dark)
    take(page, name)


def test_picture_of_a_debrief(edition: Edition, open_as: Callable[..., Page], resident: User) -> None:
    load_cases()
    attempt = submitted(
        resident, entered={"m_category": "cM0", "t_category": "cT4", "creatinine_umol_l": None}
    )
    take(open_as(resident, f"/library/attempts/{attempt.pk}/debrief/", viewport=DESKTOP), "debrief")


def test_picture_of_the_guidance(edition: Edition, open_as: Callable[..., Page], resident: User) -> None:
    take(open_as(None, "/guidance/staging/tnm/", viewport=DESKTOP), "guidance")


def test_picture_of_a_rule(edition: Edition, open_as: Callable[..., Page], curator: User) -> None:
    load_cases()
    page = open_as(curator, "/curate/draft/rules/tnm-caution-m0-with-kidney-metastasis/", viewport=DESKTOP)
    page.get_by_label("Case", exact=True).select_option(label="A lung mass, and lesions in both kidneys")
    page.locator(".try-answer").wait_for()
    take(page, "rule")
