"""The time that is left, in a browser whose clock is wrong."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from cases.models import Attempt, GivenAnswer
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, load_cases

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("edition")]
OpenAs = Callable[..., Page]


def test_the_time_left_is_the_servers_when_the_clock_of_the_browser_is_wrong_and_set_anew(
    resident: User, open_as: OpenAs
) -> None:
    load_cases()
    attempt = begun(resident, now=timezone.now())
    ends = timezone.now() + timedelta(minutes=30, seconds=30)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=ends, is_timed=True)
    page = open_as(resident)
    page.clock.install(time=datetime(2001, 1, 1))

    page.goto(reverse("attempt_step", args=[attempt.pk, "history"]))
    clock = page.locator(".clock")
    expect(clock).to_contain_text("30 minutes left, by the server's clock")
    page.clock.set_system_time(datetime(2040, 1, 1))
    page.clock.run_for(61_000)

    expect(clock).to_contain_text("29 minutes left")


def test_an_end_that_is_far_is_told_as_a_time_until_it_is_near(resident: User, open_as: OpenAs) -> None:
    load_cases()
    attempt = begun(resident, now=timezone.now())
    ends = timezone.now() + timedelta(minutes=180, seconds=30)
    Attempt.objects.filter(pk=attempt.pk).update(deadline_at=ends)
    page = open_as(resident)
    page.clock.install()
    page.goto(reverse("attempt_step", args=[attempt.pk, "history"]))
    clock = page.locator(".clock")

    expect(clock.get_by_text(f"Ends on {ends:%-d %B %Y, %H:%M UTC}")).to_be_visible()
    expect(clock.get_by_text("minutes left")).not_to_be_visible()
    page.clock.run_for(61_000)

    expect(clock.get_by_text("179 minutes left")).to_be_visible()
    expect(clock.get_by_text("Ends on")).not_to_be_visible()


def test_more_time_that_was_given_is_shown_with_the_next_save(resident: User, open_as: OpenAs) -> None:
    load_cases()
    attempt = begun(resident, now=timezone.now())
    held = Attempt.objects.filter(pk=attempt.pk)
    held.update(deadline_at=timezone.now() + timedelta(minutes=5, seconds=50), is_timed=True)
    page = open_as(resident)
    page.goto(reverse("attempt_step", args=[attempt.pk, "history"]))
    clock = page.locator(".clock")
    expect(clock).to_contain_text("5 minutes left")

    held.update(deadline_at=timezone.now() + timedelta(minutes=35, seconds=50))
    page.locator("input[name='q-first-thought-answer']").first.check()

    expect(clock).to_contain_text("35 minutes left")


def test_what_is_typed_without_a_pause_is_saved_before_the_time_ends(resident: User, open_as: OpenAs) -> None:
    load_cases()
    attempt = commit(begun(resident, now=timezone.now()), resident, steps=2, now=timezone.now())
    held = Attempt.objects.filter(pk=attempt.pk)
    held.update(deadline_at=timezone.now() + timedelta(seconds=30), is_timed=True)
    page = open_as(resident)
    page.goto(reverse("attempt", args=[attempt.pk]))
    field = page.locator("[name='q-immunostains-answer']")
    field.focus()
    held.update(deadline_at=timezone.now() + timedelta(seconds=5))
    page.reload()

    field.press_sequentially("It is a metastasis, not a second primary. " * 2, delay=70)

    expect(page.locator(".clock")).to_contain_text("Time is up. Submit what was saved")
    assert "a second primary" in GivenAnswer.objects.get(attempt=attempt, question="immunostains").answer


def test_an_open_page_says_at_its_end_that_time_is_up_unless_more_was_given(
    resident: User, open_as: OpenAs
) -> None:
    load_cases()
    attempt = begun(resident, now=timezone.now())
    held = Attempt.objects.filter(pk=attempt.pk)
    held.update(deadline_at=timezone.now() + timedelta(seconds=2), is_timed=True)
    page = open_as(resident)
    page.goto(reverse("attempt_step", args=[attempt.pk, "history"]))
    clock = page.locator(".clock")
    expect(clock).to_contain_text("0 minutes left")

    held.update(deadline_at=timezone.now() + timedelta(seconds=62))
    expect(clock).to_contain_text("1 minutes left")
    held.update(deadline_at=timezone.now() + timedelta(seconds=1))
    page.reload()

    expect(clock).to_contain_text("Time is up. Submit what was saved")
    expect(page.locator("#announcer")).to_contain_text("Time is up.")
    assert page.locator("#time-left").count() == 1
