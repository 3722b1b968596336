"""“How sure are you?”: asked where it is wanted, kept with the step, shown with the debrief, never a mark."""

import csv
import io
import json
import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions.assigning import change_assignment, open_debrief
from cases.actions.attempts import AttemptRefused, start_attempt, submit_attempt
from cases.actions.case_results import worked_out
from cases.actions.holdings.assigned import attempt_file
from cases.actions.marking import override_mark
from cases.actions.sureness import check_sure_places
from cases.domain.marks import FACT, QUESTION
from cases.domain.sureness import Sureness
from cases.models import AssignedCase, Attempt, Cohort, GivenSureness, Mark
from cases.queries import kept_sums
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, begun_first, commit, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.group import WRONG_ENTRIES, group_with, wrong_option
from tests.cases.test_attempt_step import HTMX, address, fields_on
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
ASKED = "How sure are you?"
FIRST = (QUESTION, "first-thought")


def seen_at(client: Client, name: str, *args: Any, **more: Any) -> str:
    page = client.get(reverse(name, args=args), **more).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture(autouse=True)
def _nothing_added_up() -> None:
    """What was added up of another test's attempts, which had the same numbers."""
    kept_sums._kept.clear()


@pytest.fixture
def client(resident: User, client_of: ClientOf) -> Client:
    return client_of(resident)


def sure_and_wrong(user: User, level: Sureness = Sureness.HIGH, **more: Any) -> Attempt:
    """The M category, the performance status and the first question are wrong, all else is the expert's."""
    now = timezone.now()
    attempt = begun(user, now=now, **more)
    wrong = {"first-thought": wrong_option("first-thought")}
    commit(attempt, user, now=now, entered=WRONG_ENTRIES, answers=wrong, sureness=level)
    submit_attempt(attempt=attempt, by=user, now=now)
    return attempt_for(user, attempt.pk)


# Asked


def test_nothing_of_it_is_asked_or_shown_where_it_is_off(
    client: Client, client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    assignment = assigned(cohort, educator, now=timezone.now())
    attempt = begun(resident, now=timezone.now())
    pages = [client.get(address(attempt)).content.decode(), seen_at(client, "assignment", assignment.pk)]
    commit(attempt, resident, now=timezone.now(), sureness=Sureness.HIGH)
    submit_attempt(attempt=attempt, by=resident, now=timezone.now())
    pages += [
        seen_at(client, "attempt_step", attempt.pk, "history"),
        seen_at(client, "attempt_debrief", attempt.pk),
        seen_at(client_of(educator), "teach_attempt", attempt.pk),
    ]

    assert not [page for page in pages if " sure" in page.lower().replace("\n", " ").replace("be sure", "")]
    assert not GivenSureness.objects.exists()


def test_practice_asks_for_it_where_it_is_chosen_and_remembers_the_choice(
    client: Client, resident: User
) -> None:
    case = lung_case()
    page = reverse("teaching_case", args=[case.library.slug, case.slug])
    ticked = 'id="ask-sureness" checked'
    before = client.get(page).content.decode()
    client.post(reverse("attempt_start", args=[case.library.slug, case.slug]), {"sureness": "yes"})
    attempt = Attempt.objects.get()
    asked = client.get(address(attempt)).content.decode()
    commit(attempt, resident, now=timezone.now())
    submit_attempt(attempt=attempt, by=resident, now=timezone.now())

    assert 'id="ask-sureness"' in before and ticked not in before
    assert attempt.asks_sureness and asked.count("<legend>How sure are you") == 1
    assert "You may leave it open: it holds nothing up" in asked
    assert ticked in client.get(page).content.decode()


def test_an_assignment_asks_for_it_and_its_attempts_follow_its_terms(
    client: Client, client_of: ClientOf, educator: User, resident: User
) -> None:
    assignment = assigned(cohort_of(educator, resident), educator, now=timezone.now(), asks_sureness=True)
    attempt = start_attempt(teaching_case=lung_case(), by=resident, now=timezone.now())
    told, asked = seen_at(client, "assignment", assignment.pk), client.get(address(attempt)).content.decode()
    form = client_of(educator).get(reverse("teach_assignment_terms", args=[assignment.pk])).content.decode()
    terms = {"title": assignment.title, "asks_sureness": False}
    change_assignment(assignment=assignment, terms=terms, by=educator, now=timezone.now())

    assert attempt.asks_sureness and ASKED in asked
    assert "you may leave it open, and it never counts" in told
    assert re.search(r'name="asks_sureness"[^>]*checked', form)
    assert ASKED not in client.get(address(attempt)).content.decode()


def test_practice_that_becomes_work_for_an_assignment_asks_as_that_says(
    client: Client, educator: User, resident: User
) -> None:
    attempt = begun(resident, now=timezone.now(), asks_sureness=True)
    commit(attempt, resident, steps=1, now=timezone.now(), sureness=Sureness.HIGH)
    assigned(cohort_of(educator, resident), educator, now=timezone.now())
    begun(resident, now=timezone.now())
    attempt.refresh_from_db()

    assert attempt.assigned_case_id and not attempt.asks_sureness
    assert "sure" not in seen_at(client, "attempt_step", attempt.pk, "history")


# Said and kept


def test_what_was_said_is_saved_with_the_step_and_closed_with_it(
    client: Client, resident: User, first_format: None
) -> None:
    attempt = begun_first(resident, asks_sureness=True)
    data = fields_on(client.get(address(attempt)).content.decode()) | {
        "sure-record": "high",
        "sure-q-first-thought": "low",
    }
    client.post(address(attempt), data, **HTMX)
    again = client.get(address(attempt)).content.decode()
    changed = fields_on(again) | {"sure-q-first-thought": "", "sure-record": "mid", "commit": "anyway"}
    client.post(address(attempt), changed, **HTMX)
    late = client.post(address(attempt), changed | {"sure-record": "low"}, follow=True).content.decode()

    assert (fields_on(again)["sure-record"], fields_on(again)["sure-q-first-thought"]) == (["high"], ["low"])
    assert list(GivenSureness.objects.values_list("subject", "key", "level")) == [(FACT, "history", "mid")]
    assert "was committed and is closed. Nothing was changed." in late
    assert "You were fairly sure of what you recorded." in seen_at(
        client, "attempt_step", attempt.pk, "history"
    )


def test_a_step_is_committed_with_all_of_it_left_open(client: Client, resident: User) -> None:
    attempt = begun(resident, now=timezone.now(), asks_sureness=True)
    data = fields_on(client.get(address(attempt)).content.decode())
    client.post(address(attempt), data | {"commit": "anyway"})

    attempt.refresh_from_db()
    assert attempt.step == 1 and data["sure-q-first-thought"] == [""]
    assert not GivenSureness.objects.exists()


def test_what_is_no_answer_to_it_is_refused_in_a_sentence_and_nothing_is_saved(
    client: Client, resident: User
) -> None:
    attempt = begun(resident, now=timezone.now(), asks_sureness=True)
    data = fields_on(client.get(address(attempt)).content.decode()) | {"q-first-thought-answer": "proven"}
    said = {
        name: unescape(client.post(address(attempt), data | sent, **more).content.decode())
        for name, sent, more in (
            ("level", {"sure-q-first-thought": "certain"}, {}),
            ("htmx", {"sure-q-first-thought": "3"}, HTMX),
            ("question", {"sure-q-plan": "high"}, {}),
        )
    }
    with pytest.raises(AttemptRefused, match="asked only of what the step “A cough that does not go” asks"):
        check_sure_places(teaching_case_in(attempt.version).steps[0], [(QUESTION, "plan")])

    assert "“certain” is no answer to “How sure are you?”: choose unsure, fairly" in said["level"]
    assert (
        "“3” is no answer" in said["htmx"]
        and "“sure-q-plan” is nothing that this step asks" in said["question"]
    )
    attempt.refresh_from_db()
    assert attempt.saved == 1 and not attempt.answers.exists() and not GivenSureness.objects.exists()


def test_it_costs_a_step_one_query_and_a_save_few(client: Client, resident: User) -> None:
    off = begun(resident, now=timezone.now())
    with CaptureQueriesContext(connection) as without:
        client.get(address(off))
    Attempt.objects.update(asks_sureness=True)
    with CaptureQueriesContext(connection) as asked:
        page = client.get(address(off)).content.decode()
    with CaptureQueriesContext(connection) as saving:
        client.post(address(off), fields_on(page) | {"sure-q-first-thought": "mid"}, **HTMX)

    assert len(asked) == len(without) + 1
    assert len(saving) <= 23


# The debrief


def test_the_marks_are_the_same_however_sure_somebody_was(resident: User) -> None:
    earned = {level: sure_and_wrong(resident, level, asks_sureness=True).earned for level in (*Sureness,)}

    assert len(set(earned.values())) == 1
    assert (
        earned[Sureness.LOW]
        == submitted(
            resident, entered=WRONG_ENTRIES, answers={"first-thought": wrong_option("first-thought")}
        ).earned
    )


def test_the_debrief_tells_where_one_was_sure_and_wrong_and_what_it_would_have_cost(
    client: Client, resident: User
) -> None:
    attempt = sure_and_wrong(resident, asks_sureness=True)
    seen = seen_at(client, "attempt_debrief", attempt.pk)
    part = seen[seen.index("How sure you were") : seen.index("In full, in the order of the case")]

    wrong = re.search(r"Sure (\d+) (\d+) (\d+) (\d+)", part)
    assert wrong and [int(each) for each in wrong.groups()][2] == 3
    assert "Fairly sure 0 0 0 0 Unsure 0 0 0 0" in part
    assert "Calibration is how far being sure goes with being right" in part
    assert "Sure, and wrong" in part and "M category : M0 → the expert: " in part
    assert "The guidance: " in part
    assert "What being sure and wrong would have cost in guidance" in part
    assert "Would have settled a caution that these entries raise: M is entered as cM0" in part
    assert "You were sure of what you recorded at this step." in seen and "Unsure, and right" not in part


def test_what_being_sure_and_wrong_cost_is_no_caution_that_being_right_would_have_raised(
    client: Client, resident: User
) -> None:
    now, place = timezone.now(), (FACT, "tissue")
    attempt = begun(resident, now=now, asks_sureness=True)
    wrong = {"kidney_diagnosis": "benign", "treatments_considered": ["radical_nephrectomy"]}
    commit(attempt, resident, now=now, entered=wrong, sureness={place: Sureness.HIGH})
    submit_attempt(attempt=attempt, by=resident, now=now)

    seen = seen_at(client, "attempt_debrief", attempt.pk)
    together = seen[
        seen.index("What being sure and wrong would have cost") : seen.index("In full, in the order")
    ]

    assert "Would have brought up" in together and "Would have raised a caution" not in together
    assert "Would have raised a caution" in seen  # of the one entry put right, further below


def test_what_entries_cost_is_told_of_the_resident_to_who_teaches_and_to_themselves_as_theirs(
    client_of: ClientOf, educator: User
) -> None:
    _, (first,) = asked_of(educator, 1)
    attempt = sure_and_wrong(first)

    own = seen_at(client_of(first), "attempt_debrief", attempt.pk)
    taught = seen_at(client_of(educator), "teach_attempt", attempt.pk)

    for said in ("entries bring up in edition", "entries bring it up"):
        assert f"your {said}" in own.lower() and f"the resident's {said}" in taught.lower()
    assert "as you made them" in own and "as they made them" in taught
    told = taught
    for of_others in ("reads it beside your name", "a case of your own", "What would you plan?"):
        told = told.replace(of_others, "")
    assert not re.findall(r".{30}\b[Yy]ou(?:rs?)?\b.{30}", told)


def test_points_lost_at_a_fact_are_those_of_its_category_and_prefix_in_debrief_and_results(
    client_of: ClientOf, educator: User
) -> None:
    case, (first,) = asked_of(educator, 1)
    attempt = sure_and_wrong(first)

    debrief = seen_at(client_of(first), "attempt_debrief", attempt.pk)
    (lost,) = [row for row in rows_of(client_of(educator), case, "facts") if row["Fact"] == "M category"]

    marks = Mark.objects.filter(attempt=attempt, key="m_category")
    assert sorted(marks.values_list("part", flat=True)) == ["category", "prefix"]
    points = sum(each.weight * (1 - (each.credit or 0)) for each in marks)
    assert float(lost["Points lost"]) == points
    assert f"M category {points:g} of {sum(each.weight for each in marks):g} lost" in debrief


def test_the_debrief_tells_where_one_was_unsure_and_right(client: Client, resident: User) -> None:
    attempt = begun(resident, now=timezone.now(), asks_sureness=True)
    commit(attempt, resident, now=timezone.now(), sureness={FIRST: Sureness.LOW})
    submit_attempt(attempt=attempt, by=resident, now=timezone.now())
    seen = seen_at(client, "attempt_debrief", attempt.pk)

    assert "Unsure 1 0 0 1" in seen and "Unsure, and right" in seen and "Sure, and wrong" not in seen
    assert "You were unsure ." in seen


def test_nothing_of_calibration_is_told_before_the_debrief_opens(
    client: Client, client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident, hides_names=True)
    asked = {"asks_sureness": True, "debrief": "by_hand"}
    assignment = assigned(cohort, educator, now=timezone.now(), **asked)
    attempt = sure_and_wrong(resident)
    waiting = seen_at(client, "attempt_debrief", attempt.pk)
    entered = seen_at(client, "attempt_step", attempt.pk, "history")
    taught = seen_at(client_of(educator), "teach_attempt", attempt.pk)
    kept = json.dumps(attempt_file(attempt, resident), default=str)
    open_debrief(assignment=assignment, by=educator, now=timezone.now())

    assert "Calibration" not in waiting and "wrong" not in waiting.replace("right and wrong", "")
    assert "You were sure" in entered and "wrong" not in entered.lower()
    assert '"level": "high"' in kept and '"marks": "Left out' in kept
    assert "How sure the resident was" in taught and "The resident was sure" in taught
    assert "Resident 1" in taught and str(resident) not in taught
    assert "Sure, and wrong" in seen_at(client, "attempt_debrief", attempt.pk)


def test_a_debrief_says_that_it_was_asked_and_left_open(client: Client, resident: User) -> None:
    attempt = begun(resident, now=timezone.now(), asks_sureness=True)
    commit(attempt, resident, now=timezone.now())
    submit_attempt(attempt=attempt, by=resident, now=timezone.now())

    assert "You were asked it at each answer and left it open." in seen_at(
        client, "attempt_debrief", attempt.pk
    )


# The group


def asked_of(educator: User, number: int) -> tuple[Any, list[User]]:
    return group_with(educator, number, now=timezone.now(), asks_sureness=True)


def results_file(client: Client, case: Any, table: str, kind: str = "csv") -> Any:
    address = reverse("teach_results_file", args=[case.assignment.cohort_id, table, kind])
    return client.get(address, {"assignment": case.assignment_id})


def rows_of(client: Client, case: Any, table: str) -> list[dict[str, str]]:
    text = b"".join(results_file(client, case, table).streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_an_educator_sees_who_was_sure_and_wrong_where_the_wrong_entries_stand(
    client_of: ClientOf, educator: User
) -> None:
    case, (first, second) = asked_of(educator, 2)
    Cohort.objects.update(hides_names=True)
    sure_and_wrong(first)
    sure_and_wrong(second, Sureness.LOW)
    client = client_of(educator)
    seen = seen_at(client, "teach_results", case.assignment.cohort_id)
    wrong = {row["Asked"]: row for row in rows_of(client, case, "wrong-entries")}
    found = {row["Asked"]: row for row in rows_of(client, case, "sure-and-wrong")}
    (one, two) = rows_of(client, case, "people")

    assert "Resident 1 1 of 1" in seen and "3 sure and wrong" in seen and str(first) not in seen
    assert "Calibration is how far being sure goes with being right" in seen
    m = wrong["M category, category"]
    assert (m["Entered"], m["Residents"], m["Of them sure"]) == ("M0", "2", "1")
    prefix = wrong["M category, prefix"]  # how sure they are is said once, of both
    assert (prefix["Entered"], prefix["Residents"], prefix["Of them sure"]) == ("c, clinical", "2", "1")
    assert "Of a category and its prefix residents say once how sure they are: it counts at both." in seen
    assert "M category, category M0 M1c2 2 of 2 1" in seen
    held = found["M category, category"]
    assert (held["Entered most often"], held["Sure and wrong"], held["Of those who were sure"]) == (
        "M0",
        "1",
        "1",
    )
    assert "M tells whether the cancer has reached distant parts" in held["In the guidance"]
    assert "M category, category M0 M1c2 1 of 1 sure M tells whether" in seen
    title = "A lung mass, and lesions in both kidneys, sure and wrong"
    assert (one[title], two[title]) == ("3", "0")


def test_a_text_of_ones_own_that_was_sure_and_wrong_is_counted_and_not_told(
    client_of: ClientOf, educator: User
) -> None:
    case, (first,) = asked_of(educator, 1)
    mark = Mark.objects.filter(attempt=sure_and_wrong(first), kind="short_text", credit=None)[0]
    override_mark(mark=mark, credit=0.0, reason="Nothing of it.", by=educator, now=timezone.now())

    told = [row["Entered most often"] for row in rows_of(client_of(educator), case, "sure-and-wrong")]
    assert len(told) == 4 and "words of their own" in told and mark.entered not in told


def test_calibration_of_a_group_is_told_with_its_numbers_from_ten_answers_on(
    client_of: ClientOf, educator: User
) -> None:
    case, members = asked_of(educator, 2)
    client = client_of(educator)
    attempt = begun(members[0], now=timezone.now())
    commit(attempt, members[0], now=timezone.now(), sureness={FIRST: Sureness.HIGH})
    submit_attempt(attempt=attempt, by=members[0], now=timezone.now())
    few, none = (
        seen_at(client, "teach_results", case.assignment.cohort_id),
        rows_of(client, case, "calibration"),
    )
    sure_and_wrong(members[1])
    seen = seen_at(client, "teach_results", case.assignment.cohort_id)
    row = rows_of(client, case, "calibration")[0]
    book = load_workbook(io.BytesIO(results_file(client, case, "calibration", "xlsx").content)).active

    assert "It is shown from 10 answers on; there is 1." in few and none == []
    assert " ".join(row.values()) in seen and row["Wrong"] == "3" and row["Right, in %"]
    assert [str(cell.value) for cell in book[2]] == list(row.values())
    assert "Fairly sure 0 0 0 0 –" in seen


def test_nothing_of_it_stands_in_the_results_of_an_assignment_that_does_not_ask(
    client_of: ClientOf, educator: User
) -> None:
    case, (first,) = group_with(educator, 1, now=timezone.now())
    sure_and_wrong(first)
    client = client_of(educator)
    seen = seen_at(client, "teach_results", case.assignment.cohort_id)
    heads = [*rows_of(client, case, "people")[0], *rows_of(client, case, "wrong-entries")[0]]

    assert "sure" not in seen.lower() and not [head for head in heads if "sure" in head]
    assert results_file(client, case, "calibration").status_code == 404


def test_the_results_of_more_people_take_no_more_queries(client_of: ClientOf, educator: User) -> None:
    case, members = asked_of(educator, 5)
    client, page = client_of(educator), ("teach_results", case.assignment.cohort_id)
    for each in members[:2]:
        sure_and_wrong(each)
    seen_at(client, "teach_cohorts")
    with CaptureQueriesContext(connection) as two:
        seen_at(client, *page)
    for each in members[2:]:
        sure_and_wrong(each)
    with CaptureQueriesContext(connection) as five:
        seen_at(client, *page)

    assert len(five) <= len(two)


def test_the_results_of_a_case_tell_it_of_the_whole_and_of_each_question(
    client_of: ClientOf, educator: User
) -> None:
    case, members = asked_of(educator, 11)
    for place, each in enumerate(members):
        sure_and_wrong(each, Sureness.HIGH if place < 10 else Sureness.LOW)
    work_off()
    client, at = client_of(educator), (case.assignment_id, case.pk)
    seen, told = seen_at(client, "teach_case_results", *at), worked_out(case, timezone.now())["document"]
    answer: Any = client.get(reverse("teach_case_results_file", args=[*at, "csv"]))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    off = asked_off(case, educator)

    first = next(item for item in told["items"] if item["key"] == "first-thought")
    assert [dict(row) for row in first["sureness"]] == [
        {"level": "high", "right": 0, "partly": 0, "wrong": 10},
        {"level": "mid", "right": 0, "partly": 0, "wrong": 0},
        {"level": "low", "right": 0, "partly": 0, "wrong": 1},
    ]
    assert "How sure they were of it right partly wrong" in seen and "Sure 0 0 10 10 0" in seen
    assert "Unsure 0 0 1 1 –" in seen and "Calibration is how far being sure goes with being right" in seen
    total = next(line for line in lines if line.startswith(",all together,Sure,"))
    assert " ".join(total.split(",")[2:]) in seen
    assert [line for line in lines if line.endswith(",Unsure,0,0,1,1,")]
    assert "sureness" not in str(off).replace("'sureness': ()", "")


def asked_off(case: Any, educator: User) -> Any:
    terms = {"title": case.assignment.title, "asks_sureness": False}
    change_assignment(assignment=case.assignment, terms=terms, by=educator, now=timezone.now())
    return worked_out(AssignedCase.objects.get(pk=case.pk), timezone.now())["document"]
