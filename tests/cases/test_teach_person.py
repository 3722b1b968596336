"""One resident of a cohort: as teachers read them, as they read themselves, and as files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions.assigning import extend, open_debrief
from cases.actions.cohorts import leave_cohort
from cases.actions.feedback import give_feedback
from cases.actions.marking import ask_second_look
from cases.models import Assignment, Attempt, Cohort, TeachingCase, TeachingCaseVersion
from cases.presenting.person_tables import PERSON_TABLES
from cases.queries.teaching import teaching_case_at
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, begun, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, seat_of, taught_with
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
WRONG: dict[str, Any] = {
    "entered": {"m_category": "cM0", "treatment_intent": "symptom_control_only"},
    "answers": {"first-thought": "proven"},
}
LUNG_TITLE = "A lung mass, and lesions in both kidneys"


def said(answer: Any) -> str:
    assert answer.status_code == 200
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def theirs(client: Client, cohort: Cohort, who: User) -> str:
    return said(client.get(reverse("teach_person", args=[cohort.pk, seat_of(cohort, who).pk])))


def own(client: Client, cohort: Cohort) -> str:
    return said(client.get(reverse("cohort_results", args=[cohort.pk])))


def rows(answer: Any) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def file(client: Client, cohort: Cohort, who: User, table: str) -> list[dict[str, str]]:
    at = reverse("teach_person_file", args=[cohort.pk, seat_of(cohort, who).pk, table, "csv"])
    return rows(client.get(at))


def own_file(client: Client, cohort: Cohort, table: str) -> list[dict[str, str]]:
    return rows(client.get(reverse("cohort_results_file", args=[cohort.pk, table, "csv"])))


def group(educator: User, resident: User, *, hides_names: bool = False, **terms: Any) -> Cohort:
    """Five who did well, and the resident, who did not at the first of two assignments."""
    now = timezone.now()
    others = [person(f"Other{number}", is_resident=True) for number in range(5)]
    cohort = cohort_of(educator, resident, *others, title="=Urology", hides_names=hides_names)
    assigned(cohort, educator, now=now, **terms)
    assigned(cohort, educator, teaching_case_at(LIBRARY, "melanoma-ldh"), now=now, title="The second")
    for each in others:
        submitted(each, now=now)
    submitted(resident, now=now, is_empty=True)
    return cohort


def test_a_case_that_trains_what_is_weak_is_named_once_and_is_neither_done_nor_a_copy_of_it(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = group(educator, resident)
    client, mine = client_of(educator), client_of(resident)

    def trains(steps: list[dict[str, str]]) -> list[str]:
        return re.findall(r"“([^”]+)” trains (?:it|them)\.", " ".join(each["What"] for each in steps))

    def to_teachers() -> list[str]:
        return trains(file(client, cohort, resident, "next"))

    def to_resident() -> list[str]:
        return trains(own_file(mine, cohort, "next"))

    offered = to_teachers()
    assert offered and len(set(offered)) == len(offered) and to_resident() == offered
    lung = teaching_case_at(LIBRARY, "lung-m-category")
    first = TeachingCase.objects.get(latest__title=offered[0])
    copied = {"library": LIBRARY, "slug": lung.slug, "version": 1, "title": LUNG_TITLE}
    document = {**first.latest.document, "derived_from": copied}
    TeachingCaseVersion.objects.filter(pk=first.latest.pk).update(document=document)
    after = to_teachers()
    assert after and offered[0] not in after
    practised = TeachingCase.objects.get(latest__title=after[0])
    submitted(resident, practised.slug)
    assert to_teachers() == after, "free practice is nothing to who teaches"
    assert after[0] not in to_resident()


def test_a_page_says_what_can_be_said_when_there_is_nothing(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    client, mine = client_of(educator), client_of(resident)

    empty = theirs(client, cohort, resident), own(mine, cohort)
    assigned(cohort, educator, now=timezone.now(), due_at=None)
    begun(resident, now=timezone.now())
    half = theirs(client, cohort, resident), own(mine, cohort)
    User.objects.filter(pk=resident.pk).update(is_active=False)
    closed = theirs(client, cohort, resident)

    assert "Their account is closed" in closed

    assert "Nothing is assigned to them" in empty[0] and "Nothing is assigned to you here yet" in empty[1]
    assert all("step 1" in page and "0 of 1 assigned case" in page for page in half)
    assert all("has no due time; 0 of 1 handed in" in page for page in half)


def test_no_file_of_a_person_is_offered_that_would_have_headings_alone(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    client, mine, cohort = client_of(educator), client_of(resident), cohort_of(educator, resident)
    seat = seat_of(cohort, resident)

    def offered() -> list[set[str]]:
        pages = (
            client.get(reverse("teach_person", args=[cohort.pk, seat.pk])).content.decode(),
            mine.get(reverse("cohort_results", args=[cohort.pk])).content.decode(),
        )
        return [set(re.findall(r"/([a-z]+)[.]csv", html)) for html in pages]

    def filled() -> list[set[str]]:
        tables = set(PERSON_TABLES) - {"next"}
        return [
            {table for table in tables if file(client, cohort, resident, table)},
            {table for table in tables if own_file(mine, cohort, table)},
        ]

    assert offered() == filled() == [set(), set()]
    assigned(cohort, educator, now=timezone.now(), due_at=None)
    assert offered() == filled() == [{"cases"}, {"cases"}]
    submitted(resident, now=timezone.now())
    assert offered() == filled() and "guidance" not in offered()[0] and "attempts" in offered()[1]


def test_teachers_read_work_objectives_guidance_and_what_to_do_next(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = group(educator, resident)
    granted(cohort, resident, "1.5", 2, educator)
    now, attempt = timezone.now(), Attempt.objects.get(resident=resident)
    assignee = Assignment.objects.get(title="The second").assignees.get(person=resident)
    extend(
        assignee=assignee,
        due_at=now + timedelta(days=9),
        minutes=10,
        reason="Night shifts.",
        by=educator,
        now=now,
    )
    ask_second_look(mark=attempt.marks.all()[0], reason="Please.", by=resident, now=now)
    give_feedback(attempt=attempt, step="scan", text="Look again.", seen_last=0, by=educator, now=now)

    page = theirs(client_of(educator), cohort, resident)
    first, second = file(client_of(educator), cohort, resident, "cases")
    weak = file(client_of(educator), cohort, resident, "objectives")[0]

    assert resident.email in page and "time × 1.5, 2 more days" in page and "Night shifts." in page
    until = timezone.localtime(now + timedelta(days=9))
    assert f"10 more minutes at each limit and until {until:%-d %B %Y at %H:%M} UTC: Night shifts." in page
    assert "percentage points below the middle of the group" in page
    assert f"“{weak['Objective']}” ({weak['In all, in %']} % of its points)" in page
    assert "are weak. “" in page and "trains them." in page and "“The second” is due on" in page
    assert "A second look at" in page and "Look again." in page and "step 2" in page
    assert "Guidance most often missed" in page
    assert (first["Resident"], first["Case"]) == (str(resident), LUNG_TITLE)
    assert f"{first['In %']}" in page and int(first["Middle of the group, in %"]) > int(first["In %"])
    assert second["How it stands"] == "not begun" and second["In %"] == ""
    assert "was due" not in page
    Assignment.objects.update(due_at=now - timedelta(days=3))
    assert "Before the seminar Practice, was due" in theirs(client_of(educator), cohort, resident)


def test_numbers_are_those_of_the_results_of_the_cohort(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort, client = group(educator, resident), client_of(educator)
    whole: Any = client.get(reverse("teach_results_file", args=[cohort.pk, "people", "csv"]))
    row = next(each for each in rows(whole) if each["Resident"] == str(resident))
    answer: Any = client.get(
        reverse("teach_person_file", args=[cohort.pk, seat_of(cohort, resident).pk, "cases", "xlsx"])
    )
    sheet = list(load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True))

    (first, _) = file(client, cohort, resident, "cases")

    assert row[f"Before the seminar: {LUNG_TITLE}, in %"] == first["In %"] == str(sheet[1][5])
    assert "in all" in theirs(client, cohort, resident)


def test_nothing_withheld_is_told_to_the_resident_when_a_debrief_is_to_open(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = group(educator, resident, debrief="by_hand")
    mine, attempt = client_of(resident), Attempt.objects.get(resident=resident)
    give_feedback(attempt=attempt, step="", text="M1, not M0.", seen_last=0, by=educator, now=timezone.now())

    waiting = own(mine, cohort)
    held = [own_file(mine, cohort, table) for table in PERSON_TABLES]
    open_debrief(assignment=Assignment.objects.first(), by=educator, now=timezone.now())
    opened = own(mine, cohort)

    assert "handed in, waits for its debrief" in waiting and "M1, not M0." not in waiting
    assert "is weak:" not in waiting and "Objectives" not in waiting
    assert held[0][0]["In %"] == "" and held[0][0]["The assignment in all, in %"] == ""
    assert held[1][0]["In %"] == "" and held[2] == held[3] == []
    assert "M1, not M0." in opened and "is weak:" in opened
    assert "Middle of the group" not in opened and "below the middle" not in opened


def test_names_stay_hidden_on_page_and_in_files_and_formulas_are_defused(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort, client = group(educator, resident, hides_names=True, title="=1+1"), client_of(educator)
    page = theirs(client, cohort, resident)
    held = [file(client, cohort, resident, table) for table in PERSON_TABLES]

    assert "Resident 1" in page and not any(each in page for each in (str(resident), resident.email))
    assert str(resident) not in str(held) and held[0][0]["Resident"] == "Resident 1"
    assert held[0][0]["Assignment"] == "'=1+1"


def test_nobody_is_there_who_left_or_is_of_another_cohort(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort, client, mine = cohort_of(educator, resident), client_of(educator), client_of(resident)
    other = cohort_of(person("Edda", is_educator=True), resident)
    seat = seat_of(cohort, resident)
    reader = person("Rea", is_educator=True)
    taught_with(cohort, reader, "reader", educator)
    pages = [
        reverse("teach_person", args=[cohort.pk, seat.pk]),
        reverse("cohort_results", args=[cohort.pk]),
    ]

    assert "Give more time" not in said(client_of(reader).get(pages[0]))
    assert (
        client.get(reverse("teach_person", args=[other.pk, seat_of(other, resident).pk])).status_code == 404
    )
    assert (
        client.get(reverse("teach_person", args=[cohort.pk, seat_of(other, resident).pk])).status_code == 404
    )
    leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=timezone.now())
    assert [client.get(pages[0]).status_code, mine.get(pages[1]).status_code] == [404, 404]


def test_what_is_to_be_marked_yet_is_said_to_be_handed_in(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, now=timezone.now())
    submitted(resident, now=timezone.now())
    Attempt.objects.update(earned=None, possible=None)

    pages = theirs(client_of(educator), cohort, resident), own(client_of(resident), cohort)

    assert all("handed in, to be marked" in page and "not begun" not in page for page in pages)


def test_the_page_is_linked_where_the_person_stands(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort, client = group(educator, resident), client_of(educator)
    at = reverse("teach_person", args=[cohort.pk, seat_of(cohort, resident).pk])
    mine = reverse("cohort_results", args=[cohort.pk])
    first = Assignment.objects.first()

    for page in ("teach_results", "teach_cohort_people"):
        assert at in client.get(reverse(page, args=[cohort.pk])).content.decode()
    assert at in client.get(reverse("teach_assignment", args=[first.pk])).content.decode()
    for own_page in (reverse("assignment", args=[first.pk]), reverse("cohort_join"), reverse("learning")):
        assert mine in client_of(resident).get(own_page).content.decode()


def test_pages_ask_no_more_when_there_is_more(client_of: ClientOf, educator: User, resident: User) -> None:
    cohort = group(educator, resident)
    client, mine = client_of(educator), client_of(resident)
    pages = [
        (client, reverse("teach_person", args=[cohort.pk, seat_of(cohort, resident).pk])),
        (mine, reverse("cohort_results", args=[cohort.pk])),
    ]
    now, attempt = timezone.now(), Attempt.objects.get(resident=resident)
    give_feedback(attempt=attempt, step="", text="One.", seen_last=0, by=educator, now=now)
    few = [_queries(who, at) for who, at in pages]
    for slug in ("bladder-upper-tract", "breast-bone-and-kidney"):
        assigned(cohort, educator, teaching_case_at(LIBRARY, slug), now=now, title=slug)
        attempt = submitted(resident, slug, now=now, is_empty=True)
        for step in [""] + [each.key for each in attempt.committed.all()[:3]]:
            give_feedback(attempt=attempt, step=step, text="More.", seen_last=0, by=educator, now=now)

    assert [_queries(who, at) for who, at in pages] == few


def _queries(client: Client, at: str) -> int:
    client.get(at)
    with CaptureQueriesContext(connection) as held:
        assert client.get(at).status_code == 200
    return len(held)
