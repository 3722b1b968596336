"""Assigning cases to a cohort, seeing who is where, changing the terms, and more time for one person."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import archive_cohort
from cases.forms.assigning import FIELDS_OF_A_CASE
from cases.models import Assignment, Cohort, TeachingCase, TeachingCaseVersion
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, seat_of, taught_with
from tests.tables import for_each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
USUAL = {
    "title": "Before the seminar", "purpose": "practice", "late": "marked", "debrief": "at_once",
    "counts": "best", "time_limit": "offered", "order": "free", "due_at": "2031-05-04T18:00",
}  # fmt: skip


def lung(**more: str) -> dict[str, str]:
    pk = lung_case().pk
    return USUAL | {f"case-{pk}": "on", f"weight-{pk}": "2", f"minutes-{pk}": "40"} | more


def assign(client: Client, cohort: Any, data: dict[str, str]) -> str:
    return client.post(reverse("teach_assign", args=[cohort.pk]), data, follow=True).content.decode()


def test_what_is_assigned_is_asked_of_everybody_in_the_cohort(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)

    page = assign(client_of(educator), cohort, lung())

    made = Assignment.objects.get()
    case = made.cases.get()
    assert "Assigned to 2 residents." in page
    assert (case.weight, case.minutes, case.version) == (2.0, 40, lung_case().latest)
    assert "Before the seminar" in client_of(resident).get("/learn/").content.decode()


def test_cases_stand_by_their_places_when_they_are_worked_in_order(
    client_of: ClientOf, educator: User
) -> None:
    cohort, client = cohort_of(educator), client_of(educator)
    first, second, third = TeachingCase.objects.order_by("position")[:3]
    chosen = {f"case-{case.pk}": "on" for case in (first, second, third)}
    places = {f"place-{third.pk}": "1", f"place-{second.pk}": "2"}

    refused = assign(client, cohort, USUAL | chosen | places | {f"place-{first.pk}": "0"})
    assign(client, cohort, USUAL | chosen | places | {"order": "in_order"})
    assign(client, cohort, USUAL | chosen | places | {"title": "In any order"})

    assert "From 1 to 60, not 0." in refused
    held = [[case.teaching_case for case in made.cases.all()] for made in Assignment.objects.order_by("pk")]
    assert held == [[third, second, first], [first, second, third]]


def test_it_is_assigned_once_when_it_is_pressed_twice(client_of: ClientOf, educator: User) -> None:
    cohort, client = cohort_of(educator), client_of(educator)
    at = reverse("teach_assign", args=[cohort.pk])
    assert 'name="seen_last" value="0"' in client.get(at).content.decode()

    assign(client, cohort, lung(seen_last="0"))
    second = assign(client, cohort, lung(seen_last="0"))

    made = Assignment.objects.get()
    assert "It was assigned a moment ago already. This is it." in second
    assert f'name="seen_last" value="{made.pk}"' in client.get(at).content.decode()


def test_the_same_under_the_same_title_is_asked_about_and_assigned_when_it_is_meant(
    client_of: ClientOf, educator: User
) -> None:
    cohort, client = cohort_of(educator), client_of(educator)
    assign(client, cohort, lung(seen_last="0"))
    made = Assignment.objects.get()

    asked = assign(client, cohort, lung(seen_last=str(made.pk)))

    assert "asks the same of this cohort already. Nothing was assigned." in asked
    assert f'name="besides" value="{made.pk}"' in asked and Assignment.objects.count() == 1
    assign(client, cohort, lung(seen_last=str(made.pk), title="Another week"))
    assert Assignment.objects.count() == 2
    newest = str(Assignment.objects.latest("pk").pk)
    assign(client, cohort, lung(seen_last=newest, besides=str(made.pk)))
    assert Assignment.objects.count() == 3
    again = assign(client, cohort, lung(seen_last=str(made.pk), besides=str(made.pk)))
    assert "It was assigned a moment ago already." in again and Assignment.objects.count() == 3


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (USUAL, "Choose at least one case."),
        (USUAL | {"title": ""}, "An assignment needs a title."),
        (USUAL | {"title": ""}, "Choose at least one case."),
        (USUAL | {"attempts_allowed": "0"}, "From 1 to 100, not 0."),
        (USUAL | {"due_at": "tomorrow"}, "Enter a valid date/time."),
        (USUAL | {"late_share": "120"}, "From 0 to 100, not 120"),
        (USUAL | {"debrief": "when I say"}, "Select a valid choice."),
    ],
)
def test_nothing_is_assigned_and_nothing_typed_is_lost_when_it_is_refused(
    client_of: ClientOf, educator: User, data: dict[str, str], said: str
) -> None:
    page = assign(client_of(educator), cohort_of(educator), data | {"instructions": "Work it alone."})

    assert said in page and "Work it alone." in page
    assert not Assignment.objects.exists()


def test_who_is_where_is_told_person_by_person(
    client_of: ClientOf, educator: User, resident: User, stranger: User, second: User
) -> None:
    cohort = cohort_of(educator, resident, stranger, second)
    assignment = assigned(cohort, educator, now=timezone.now())
    submitted(resident)
    begun(stranger)

    answer = client_of(educator).get(reverse("teach_assignment", args=[assignment.pk]))

    page = " ".join(answer.content.decode().split())
    assert "2 of 3 have begun, 1 has handed in all of it." in page
    assert "<b>100 %</b>" in page and "step 1" in page and "not begun" in page


def test_changed_terms_hold_for_residents_at_once(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    terms = reverse("teach_assignment_terms", args=[assignment.pk])
    client = client_of(educator)

    refused = client.post(terms, USUAL | {"due_at": "", "debrief": "after_due"}).content.decode()
    client.post(terms, USUAL | {"title": "After the seminar", "pass_share": "60"})

    page = client_of(resident).get(reverse("assignment", args=[assignment.pk])).content.decode()
    assert "Without a due time the debrief cannot open after it." in refused
    assert "After the seminar" in page and "60% of the points" in page


def test_no_colleague_is_said_to_have_changed_terms_that_are_sent_twice(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    at, client = reverse("teach_assignment_terms", args=[made.pk]), client_of(educator)
    sent = USUAL | {"title": "After the seminar", "seen_at": made.updated_at.isoformat()}

    first, second = client.post(at, sent), client.post(at, sent)

    assert (first.status_code, second.status_code) == (302, 302)
    assert "A colleague" in client.post(at, sent | {"title": "Another"}).content.decode()


def test_terms_are_taken_when_the_form_tells_a_moment_beyond_all_calendars(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    at, client = reverse("teach_assignment_terms", args=[made.pk]), client_of(educator)

    sent = [
        client.post(at, USUAL | {"seen_at": forged}).status_code
        for forged in ("0001-01-01T00:00+14:00", "9999-12-31T23:59-14:00", "2026-02-30T00:00", "now")
    ]

    assert sent == [302] * 4


def test_more_time_is_given_to_one_person_who_reads_why(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    client = client_of(educator)
    extend = reverse("teach_extend", args=[assignment.pk, assignment.assignees.get().pk])

    refused = client.post(extend, {}).content.decode()
    over = client.post(extend, {"due_at": "2020-01-01T10:00"}).content.decode()
    client.post(extend, {"due_at": "2031-05-04T18:00", "reason": "You were on nights."})

    page = client_of(resident).get(reverse("assignment", args=[assignment.pk])).content.decode()
    assert "Say until when, or how many minutes more." in refused
    assert "That time is over." in over
    assert "4 May 2031 at 18:00 UTC, extended from" in page and "You were on nights." in page


def test_more_time_is_given_once_when_it_is_pressed_twice_or_by_two(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    seat, client = made.assignees.get(), client_of(educator)
    at = reverse("teach_extend", args=[made.pk, seat.pk])
    sent = {"minutes": "15", "reason": "You were on nights.", "seen_last": "0"}

    client.post(at, sent)
    second = " ".join(client.post(at, sent).content.decode().split())

    given = seat.extensions.get()
    assert "gave them 15 more minutes on" in second and "Nothing was added" in second
    assert f'name="seen_last" value="{given.pk}"' in second and "You were on nights." in second
    client.post(at, sent | {"seen_last": str(given.pk)})
    assert seat.extensions.count() == 2


def test_a_debrief_is_opened_by_hand_once(client_of: ClientOf, educator: User, resident: User) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, debrief="by_hand", now=timezone.now())
    client = client_of(educator)
    at = reverse("teach_assignment_debrief", args=[assignment.pk])

    first = client.post(at, follow=True).content.decode()
    again = client.post(at, follow=True).content.decode()

    assert "The debrief is open for everybody in it." in first
    assert "The debrief is open already." in again


@for_each(
    ("opens", "due", "told", "untrue"),
    [
        (
            1,
            2,
            ("opens ", "The debrief opens after the due time.", "Until then residents are told"),
            "was due",
        ),
        (-1, 2, ("The debrief opens after the due time.", "Until then residents are told nothing"), "opened"),
        (-2, -1, ("The debrief opened with the due time.", "until theirs is over"), "Until then residents"),
    ],
)
def test_what_an_assignment_says_of_its_debrief_is_true_before_and_after_it_was_due(
    client_of: ClientOf,
    educator: User,
    resident: User,
    opens: int,
    due: int,
    told: tuple[str, ...],
    untrue: str,
) -> None:
    now = timezone.now()
    cohort = cohort_of(educator, resident, now=now - timedelta(days=4))
    terms = {"opens_at": now + timedelta(days=opens), "due_at": now + timedelta(days=due)}
    made = assigned(cohort, educator, now=now - timedelta(days=3), debrief="after_due", **terms)
    client = client_of(educator)

    answer = client.get(reverse("teach_assignment", args=[made.pk])).content.decode()
    page = " ".join(answer.partition("<main")[2].split())
    extending = client.get(reverse("teach_extend", args=[made.pk, made.assignees.get().pk])).content.decode()

    assert [each for each in told if each not in page] == [] and untrue not in page
    assert f"It {'is' if due > 0 else 'was'} due for them on" in extending


def test_a_reader_is_shown_no_form_that_would_be_refused_and_keeps_what_was_typed(
    client_of: ClientOf, educator: User, administrator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    made = assigned(cohort, educator, now=timezone.now())
    taught_with(cohort, administrator, "reader", educator)
    forms = [
        (reverse("teach_assign", args=[cohort.pk]), lung(instructions="Work it alone.")),
        (reverse("teach_assignment_terms", args=[made.pk]), USUAL | {"instructions": "Work it alone."}),
        (
            reverse("teach_extend", args=[made.pk, made.assignees.get().pk]),
            {"minutes": "5", "reason": "Work it alone."},
        ),
        (
            reverse("teach_cohort_grant", args=[cohort.pk, seat_of(cohort, resident).pk]),
            {"time_factor": "1.5", "extra_days": "3"},
        ),
    ]
    client = client_of(administrator)

    opened = [client.get(at).status_code for at, _ in forms]
    sent = [client.post(at, data).content.decode() for at, data in forms]

    assert opened == [404] * 4
    assert ["You may not do this in this cohort." in page for page in sent] == [True] * 4
    assert ["Work it alone." in page for page in sent] == [True, True, True, False]


def test_no_form_is_shown_in_an_archived_cohort(client_of: ClientOf, educator: User) -> None:
    cohort = cohort_of(educator)
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())

    page = client_of(educator).get(reverse("teach_assign", args=[cohort.pk]), follow=True)

    assert page.redirect_chain[-1][0] == reverse("teach_cohort", args=[cohort.pk])
    assert "Nothing new is assigned in it." in page.content.decode()


def test_terms_of_one_cohort_are_nothing_to_another_educator(
    client_of: ClientOf, educator: User, administrator: User, resident: User
) -> None:
    cohort_of(administrator)
    assignment = assigned(cohort_of(educator, resident), educator, due_at=timezone.now() + timedelta(days=1))
    client = client_of(administrator)

    names = ("teach_assignment", "teach_assignment_terms")
    assert [client.get(reverse(name, args=[assignment.pk])).status_code for name in names] == [404, 404]


def many_cases(count: int) -> list[TeachingCase]:
    """As many again as there are, each called by its number, in the library of the lung case."""
    case = lung_case()
    rows = [TeachingCase(library=case.library, slug=f"more-{n}", position=100 + n) for n in range(count)]
    held = TeachingCase.objects.bulk_create(rows)
    columns = TeachingCaseVersion.objects.filter(pk=case.latest_id).values().get() | {"id": None}
    versions = [
        TeachingCaseVersion(**columns | {"teaching_case_id": each.pk, "title": f"Invented number {number}"})
        for number, each in enumerate(held)
    ]
    for made, each in zip(TeachingCaseVersion.objects.bulk_create(versions), held, strict=True):
        each.latest = made
    TeachingCase.objects.bulk_update(held, ["latest"])
    return held


def test_cases_are_found_and_carried_from_page_to_page_and_nothing_typed_is_lost(
    client_of: ClientOf, educator: User
) -> None:
    cohort, held = cohort_of(educator), many_cases(64)
    client, at = client_of(educator), reverse("teach_assign", args=[cohort.pk])
    first, last = held[0].pk, held[63].pk
    typed = USUAL | {"title": "", "instructions": "Work it alone.", "late_share": "much", "due_at": "soon"}

    page = client.get(at).content.decode()
    chosen = typed | {f"case-{first}": "on", f"weight-{first}": "3", "search": "number 63", "find": "1"}
    found = client.post(at, chosen).content.decode()
    second = client.post(at, chosen | {"search": "", "find": "3"}).content.decode()
    nothing = client.post(at, chosen | {"search": "zebrafinch"}).content.decode()
    refused = client.post(at, USUAL | {"title": "", f"case-{first}": "on", "page": "3"}).content.decode()
    both = USUAL | {f"case-{first}": "on", f"weight-{first}": "3", f"case-{last}": "on", "page": "3"}
    client.post(at, both)

    assert "Find cases" in page and "Page 1 of 3" in page and page.count('name="weight-') == 30
    assert found.count('name="weight-') == 2 and f'name="case-{last}"' in found
    for html in (found, second, nothing):
        assert "Work it alone." in html and 'value="much"' in html and "needs a title" not in html
        assert "Chosen on other pages" in html and f'name="weight-{first}" value="3"' in html
    assert "Page 3 of 3" in second and "No case that you may assign has all of these words." in nothing
    assert "An assignment needs a title." in refused and "Page 3 of 3" in refused
    made = Assignment.objects.get()
    assert [(each.teaching_case_id, each.weight) for each in made.cases.all()] == [(first, 3.0), (last, 1.0)]


def test_the_form_stays_as_long_with_many_cases_and_a_forged_choice_is_said(
    client_of: ClientOf, educator: User
) -> None:
    cohort, client = cohort_of(educator), client_of(educator)
    at = reverse("teach_assign", args=[cohort.pk])
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            html = client.get(at).content.decode()
        counts.append((len(asked), html.count("<input") <= len(FIELDS_OF_A_CASE) * 30 + 30))
        many_cases(40) if not TeachingCase.objects.filter(slug="more-0").exists() else None

    forged = assign(client, cohort, USUAL | {"case-99999999999999999999": "on", "case-x": "on"})

    assert counts[0] == counts[1]
    assert "cannot be assigned any longer" in forged


def test_of_many_residents_a_page_stands_whoever_has_begun_first_and_all_are_counted(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    people = [User.objects.create_user(f"a{n:02}@example.org") for n in range(60)]
    cohort = cohort_of(educator, *people, resident)
    made = assigned(cohort, educator)
    submitted(resident)
    client = client_of(educator)

    first = client.get(reverse("teach_assignment", args=[made.pk])).content.decode()
    last = client.get(reverse("teach_assignment", args=[made.pk]), {"page": "2"}).content.decode()

    assert "1 of 61 have begun, 1 has handed in all of it" in " ".join(first.split())
    assert first.count("Give more time") == 50 and last.count("Give more time") == 11
    assert first.index(str(resident)) < first.index("a00@") and "a59@" in last


def test_a_cohort_is_begun_once_when_it_is_pressed_twice(client_of: ClientOf, educator: User) -> None:
    client, at = client_of(educator), reverse("teach_cohort_new")
    sent = {"title": "Urology, spring", "seen_last": "0"}
    assert 'name="seen_last" value="0"' in client.get(at).content.decode()

    client.post(at, sent)
    second = client.post(at, sent, follow=True).content.decode()

    made = Cohort.objects.get()
    assert "It was begun a moment ago already. This is it." in second
    asked = client.post(at, sent | {"seen_last": str(made.pk)}).content.decode()
    assert "You have a cohort “Urology, spring” already." in asked and Cohort.objects.count() == 1
    assert f'name="besides" value="{made.pk}"' in asked
    client.post(at, sent | {"seen_last": str(made.pk), "besides": str(made.pk)})
    assert Cohort.objects.count() == 2
