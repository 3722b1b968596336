"""Results on a phone, and on paper: sections that say what they come to, tables and charts that fit."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from kidmet_site.accounts.models import User
from tests.cases.attempts import load_cases, submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.test_teach_results import WRONG
from tests.conftest import person
from tests.functional.axe import NARROWEST, PHONE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]
OpenAs = Callable[..., Page]


def test_sections_are_folded_with_what_they_come_to_and_rows_are_cards_when_a_phone_shows_results(
    educator: User, open_as: OpenAs
) -> None:
    load_cases()
    now, group = timezone.now(), [person(f"Res{number}", is_resident=True) for number in range(3)]
    cohort = cohort_of(educator, *group)
    for title in ("Before the seminar", "After it", "In the end"):
        assigned(cohort, educator, now=now - timedelta(hours=2), title=title)
    for each in group:
        submitted(each, now=now - timedelta(hours=1), **WRONG)
    page = open_as(educator)
    page.set_viewport_size(PHONE)

    page.goto(reverse("teach_results", args=[cohort.pk]))

    sections = page.locator("details.fold-section")
    assert sections.count() >= 5 and page.locator("details.fold-section[open]").count() == 0
    assert [each for each in sections.locator("> summary .in-short").all_inner_texts() if len(each) < 8] == []
    assert page.evaluate("document.documentElement.scrollHeight") < 3000
    # Whose row it is stays in sight where the table is scrolled, and cards need no scrolling.
    wrap, whose = page.locator(".table-wrap:has(.heat-map)"), page.locator(".heat-map tbody th").first
    wrap.evaluate("it => { it.scrollLeft = 500; }")
    assert wrap.evaluate("it => it.scrollLeft") > 0
    assert whose.bounding_box()["x"] == wrap.bounding_box()["x"]  # type: ignore[index]
    page.get_by_role("button", name="Open all sections").click()
    expect(page.locator("details.fold-section:not([open])")).to_have_count(0)
    told = page.locator(".cards-table td[data-label=Expected]").first
    assert told.evaluate("it => getComputedStyle(it, '::before').content") == '"Expected: "'
    assert told.bounding_box()["width"] > 300  # type: ignore[index]
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    captions = page.locator("caption:visible").evaluate_all("all => all.map(it => it.clientWidth)")
    assert len(captions) >= 5 and max(captions) <= PHONE["width"]
    # An address stood there as a column of letters.
    page.goto(reverse("teach_cohort_people", args=[cohort.pk]))
    assert page.locator(".cards-table tbody th").first.bounding_box()["height"] < 40  # type: ignore[index]
    page.goto(reverse("teach_person", args=[cohort.pk, cohort.members.earliest("pk").pk]))
    tables = page.locator(".person-table")
    assert tables.count() == 3 and tables.first.evaluate(
        "it => it.scrollWidth <= it.parentElement.clientWidth"
    )


def test_the_chart_is_whole_with_the_names_of_its_lines_when_a_phone_shows_learning(
    resident: User, open_as: OpenAs
) -> None:
    load_cases()
    submitted(resident, now=timezone.now(), **WRONG)
    page = open_as(resident)
    page.set_viewport_size(NARROWEST)

    page.goto(reverse("learning"))

    wrap = page.locator(".chart-wrap")
    assert wrap.evaluate("it => it.scrollWidth <= it.clientWidth")
    shown = wrap.locator("svg.chart[role=img]:visible")
    assert shown.count() == 1 and shown.bounding_box()["width"] > 200  # type: ignore[index]
    names = wrap.locator(".chart-names li").all_inner_texts()
    assert "Staging" in " ".join(names) and wrap.locator(".chart-names").is_visible()
    assert page.locator(".done-table").last.evaluate("it => it.scrollWidth <= it.parentElement.clientWidth")


def test_tables_lie_within_a_sheet_with_room_for_words_when_results_are_printed(
    educator: User, resident: User, open_as: OpenAs
) -> None:
    load_cases()
    now = timezone.now()
    cohort = cohort_of(educator, resident)
    for title in ("Before the seminar", "After it", "In the end", "And then", "At last"):
        assigned(cohort, educator, now=now - timedelta(hours=2), title=title)
    submitted(resident, now=now - timedelta(hours=1), **WRONG)
    page = open_as(educator)
    page.set_viewport_size({"width": 673, "height": 1000})  # A4 without its margins
    page.emulate_media(media="print")

    page.goto(reverse("teach_results", args=[cohort.pk]))

    assert page.locator(".heat-map thead tr").first.locator("th").count() == 7
    assert page.evaluate("document.documentElement.scrollWidth") <= 673
    assert page.get_by_role("button", name="Open all sections").count() == 0
    page.goto(reverse("teach_person", args=[cohort.pk, cohort.members.get().pk]))
    objective = page.locator(".results-table tbody th").first
    assert objective.bounding_box()["width"] > 200  # type: ignore[index]
