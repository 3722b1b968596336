"""An assignment as its residents see it: joining, beginning, handing in, and what waits for the debrief."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigning import CaseTerms, open_debrief
from cases.actions.attempts import submit_attempt
from cases.actions.cohorts import archive_cohort
from cases.models import Attempt, TeachingCaseVersion
from cases.queries.attempts import attempt_for
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, commit, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, taught_with
from tests.cases.test_cohort_actions import quiet_case
from tests.conftest import person
from tests.tables import for_each

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


@pytest.fixture
def client(client_of: ClientOf, resident: User) -> Client:
    return client_of(resident)


def page(client: Client, name: str, *args: object) -> str:
    """With what the browser would show as one space."""
    return " ".join(client.get(reverse(name, args=args), follow=True).content.decode().split())


def test_a_link_says_what_joining_means_and_a_press_joins(
    client: Client, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator)

    before = page(client, "cohort_join", cohort.code)
    joined = client.post(reverse("cohort_join"), {"code": cohort.code}, follow=True).content.decode()

    assert "Join “Urology, autumn”" in before and "nothing of your own cases" in before
    assert "You are in “Urology, autumn”." in joined
    left = client.post(reverse("cohort_leave", args=[cohort.pk]), follow=True).content.decode()
    assert "You left “Urology, autumn”." in left
    assert not cohort.members.filter(left_at=None).exists()


def test_who_has_joined_finds_each_cohort_with_what_is_to_do_in_it(
    client: Client, educator: User, resident: User
) -> None:
    assert "Join a cohort" in page(client, "learning") and "led by" not in page(client, "learning")
    done, busy, over, _new = (
        cohort_of(educator, resident, title=title) for title in ("Done", "Busy", "Over", "New")
    )
    taught_with(busy, person("Ada", is_educator=True), "lead", educator)
    now = timezone.now()
    assigned(done, educator, now=now)
    submitted(resident, now=now)
    for each in (busy, busy, over):
        assigned(each, educator, now=now)
    archive_cohort(cohort=over, by=educator, now=now)

    shown = re.sub(r"<[^>]+>", "", page(client, "learning")).partition("Your cohorts")[2]
    said = {each: shown.partition(f"{each} ")[2].partition(" 2026")[0] for each in ("New", "Busy", "Done")}
    day = "; you joined on 2 March"
    assert {title: " ".join(each.split()) for title, each in said.items()} == {
        "New": f"nothing is assigned yet, led by Eli{day}",
        "Busy": f"2 of 2 assignments to do, led by Eli and Ada{day}",
        "Done": f"1 assignment, nothing to do, led by Eli{day}",
    }
    assert "Over" not in shown.partition("In progress")[0]


def test_the_page_of_ones_learning_takes_the_same_queries_in_one_cohort_or_in_many(
    client: Client, educator: User, resident: User
) -> None:
    counts = []
    for number in range(3):
        cohort_of(educator, resident, title=f"Another {number}")
        with CaptureQueriesContext(connection) as asked:
            page(client, "learning")
        counts.append(len(asked))

    assert len(set(counts)) == 1


def test_a_link_leads_to_its_cohort_however_it_is_typed(client: Client, educator: User) -> None:
    code = cohort_of(educator).code

    assert "Join “Urology, autumn”" in page(client, "cohort_join", f"{code[:5]}-{code[5:]}".lower())


def test_what_is_due_first_is_asked_first_and_nothing_that_an_archived_cohort_takes_no_more(
    client: Client, educator: User, resident: User
) -> None:
    cohort, over = cohort_of(educator, resident), cohort_of(educator, resident)
    now = timezone.now()
    for title, due in (("At any time", None), ("Second", timedelta(days=2)), ("First", timedelta(days=1))):
        assigned(cohort, educator, quiet_case(), title=title, due_at=due and now + due, now=now)
    going = assigned(over, educator, title="Under way", due_at=now, now=now)
    begun(resident, now=now)
    assigned(over, educator, title="Not begun", now=now)
    archive_cohort(cohort=over, by=educator, now=now)

    listed = page(client, "learning").split('id="progress"')[0]

    assert going.title in listed and "Not begun" not in listed
    assert listed.index("First") < listed.index("Second") < listed.index("At any time")


def test_a_code_that_lets_nobody_in_is_said_and_kept(client: Client, educator: User) -> None:
    cohort = cohort_of(educator)
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())

    forged = client.post(reverse("cohort_join"), {"code": "x" * 41}).content.decode()
    closed = client.post(reverse("cohort_join"), {"code": cohort.code}).content.decode()

    assert "at most 40 characters" in forged
    assert "No cohort can be joined by this code." in closed and cohort.code in closed
    assert "No cohort can be joined by this code." in page(client, "cohort_join", cohort.code)


def test_a_limit_that_was_extended_says_so(client: Client, educator: User, resident: User) -> None:
    cohort = cohort_of(educator, resident)
    timed = CaseTerms(lung_case(), minutes=40)
    granted(cohort, resident, "1.5", 2, educator)
    made = assigned(cohort, educator, timed, purpose="counting", time_limit="imposed", now=timezone.now())

    said = page(client, "assignment", made.pk)

    assert "<b>60 minutes</b>, extended from 40" in said
    assert "extended from" in said.partition("How it works")[2]


@for_each(
    ("due_in_days", "terms", "told"),
    [
        (1, {"debrief": "after_due"}, ("It is due", "After it was due; until then nothing is said")),
        (-1, {"debrief": "after_due"}, ("It <b>was due</b> on", "<dd>Is open</dd>")),
        (-1, {"debrief": "by_hand"}, ("It <b>was due</b> on", "When your teacher opens it; until then")),
        (-1, {"debrief": "by_hand", "opened": True}, ("It <b>was due</b> on", "<dd>Is open</dd>")),
    ],
)
def test_what_is_said_of_time_is_true_before_and_after_it(
    client: Client, educator: User, resident: User, due_in_days: int, terms: dict, told: tuple[str, ...]
) -> None:
    now = timezone.now()
    terms, is_opened = {**terms}, terms.get("opened")
    terms.pop("opened", None)
    cohort = cohort_of(educator, resident, now=now - timedelta(days=5))
    due_at = now + timedelta(days=due_in_days)
    made = assigned(cohort, educator, now=now - timedelta(days=4), due_at=due_at, late="marked", **terms)
    if is_opened:
        open_debrief(assignment=made, by=educator, now=now)

    said = page(client, "assignment", made.pk)
    asked = page(client, "assignment_time", made.pk)

    assert [each for each in told if each not in said] == []
    assert f"It {'is' if due_in_days > 0 else 'was'} due for you on" in asked


def test_what_is_handed_in_early_is_due_yet(client: Client, educator: User, resident: User) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    submitted(resident, now=timezone.now())

    assert "You handed it in. It is due by" in page(client, "assignment", made.pk)


def test_the_library_sends_to_the_assignment_until_it_is_handed_in(
    client: Client, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    at = reverse("teaching_case", args=["kidney-metastases", "lung-m-category"])

    before = client.get(at).content.decode()
    start = reverse("assignment_start", args=[made.pk, made.cases.get().pk])
    client.post(start)
    attempt = Attempt.objects.get(resident=resident)
    submitted(resident)

    assert "This case is assigned to you" in before
    assert attempt.assigned_case.assignment == made
    assert "This case is assigned to you" not in client.get(at).content.decode()


def test_until_the_debrief_opens_no_page_tells_anything_of_the_key(
    client: Client, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    made = assigned(cohort, educator, debrief="by_hand", now=timezone.now())
    attempt = submitted(resident, entered={"m_category": "cM0"})
    again = commit(begun(resident), resident, steps=2)
    step = reverse("attempt_step", args=[attempt.pk, "history"])
    paths = [
        "/learn/", "/learn/review/", "/", reverse("assignment", args=[made.pk]), step,
        reverse("attempt_debrief", args=[attempt.pk]), reverse("attempt_step", args=[again.pk, "history"]),
        reverse("attempt", args=[again.pk]), "/library/kidney-metastases/lung-m-category/",
    ]  # fmt: skip
    told = ("What an expert would say", "Expected", "points lost", " card due", " cards due<", " %</td>")

    pages = {path: client.get(path, follow=True).content.decode() for path in paths}
    sealed = [(path, word) for path, html in pages.items() for word in told if word in html]
    posted = client.post(
        reverse("attempt_self_mark", args=[attempt.pk, "immunostains"]), {"points": ["0"]}, follow=True
    )
    open_debrief(assignment=made, by=educator, now=timezone.now())
    opened = page(client, "attempt_debrief", attempt.pk)

    assert sealed == []
    waiting = pages[reverse("attempt_debrief", args=[attempt.pk])]
    assert "Your teacher opens the debrief of “Before the seminar”." in waiting
    assert "Expected" not in posted.content.decode() and not attempt.self_marks.exists()
    assert "Expected" in opened or "expected" in opened
    assert "due" in page(client, "review")


def test_what_it_comes_to_is_told_with_the_pass_mark(client: Client, educator: User, resident: User) -> None:
    made = assigned(cohort_of(educator, resident), educator, pass_share=0.6, now=timezone.now())

    submitted(resident)

    said = page(client, "assignment", made.pk)
    assert "By now it comes to <b>100 %</b>" in said and "That is a pass." in said


def test_nothing_is_told_of_a_case_that_something_else_asks_for_and_whose_debrief_is_to_open(
    client: Client, educator: User, resident: User
) -> None:
    cohort, now = cohort_of(educator, resident), timezone.now()
    practice = assigned(cohort, educator, title="First", pass_share=0.6, now=now)
    submitted(resident)
    assigned(cohort, educator, title="Exam", purpose="counting", now=now)

    before = page(client, "assignment", practice.pk)
    submitted(resident)
    after = page(client, "assignment", practice.pk)

    assert "comes to" not in before.replace("What it comes to", "") and "pass" not in before.split("<dl")[0]
    assert "What it comes to is told later" in before and "Handed in on" in before
    assert "By now it comes to <b>100 %</b>" in after and "That is a pass." in after
    assert "Debrief of" in after and "is told later" not in after


def test_a_total_is_not_complete_while_a_key_that_is_put_right_keeps_a_case_from_being_marked(
    client: Client, client_of: ClientOf, educator: User, resident: User
) -> None:
    now = timezone.now()
    cohort, quiet = cohort_of(educator, resident), quiet_case()
    made = assigned(cohort, educator, lung_case(), quiet, pass_share=0.6, now=now)
    submitted(resident, quiet.slug, now=now)
    attempt = commit(begun(resident, now=now), resident, now=now)
    TeachingCaseVersion.objects.filter(pk=attempt.version_id).update(pulled_at=now)

    submit_attempt(attempt=attempt_for(resident, attempt.pk), by=resident, now=now)

    own = page(client, "assignment", made.pk)
    assert "Not complete yet:" in own and "whose key is being put right" in own
    assert "below the pass mark" not in own
    assert own.count("Debrief of") == own.count("Handed in on") == 1
    assert "not complete" in page(client, "cohort_results", cohort.pk)
    row = page(client_of(educator), "teach_assignment", made.pk).partition("to be marked")[2]
    assert '50 % <span class="small muted">not complete' in row.partition("</tr>")[0]


def test_the_page_takes_as_many_queries_with_many_attempts(
    client: Client, educator: User, resident: User
) -> None:
    made = assigned(cohort_of(educator, resident), educator, now=timezone.now())
    first = submitted(resident)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            page(client, "assignment", made.pk)
        counts.append(len(asked))
        for day in range(1, 4):
            later = submitted(resident, now=timezone.now() + timedelta(days=day))
            Attempt.objects.filter(pk=later.pk).update(assigned_case=first.assigned_case)

    assert counts[0] == counts[1] <= 12
