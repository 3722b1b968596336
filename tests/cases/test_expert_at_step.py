"""What an expert would say at a step: told as soon as it is committed, and nothing before."""

import re
from collections.abc import Callable
from copy import deepcopy
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cases.actions.attempts import start_attempt, submit_attempt
from cases.actions.teaching import assign_case, publish_case
from cases.domain.teaching import read_teaching_case
from cases.models import Assignee, Assignment, Attempt, Remarking, TeachingCaseVersion
from cases.queries.attempts import attempt_for
from kidmet_site.accounts.models import User
from tests.cases.attempts import BEGUN, begun_first, commit
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.test_attempt_step import address, sent
from tests.cases.test_given_and_asked_steps import GIVEN_LESIONS, begun
from tests.cases.vignettes import MARKS, RECORD, STEPS

pytestmark = pytest.mark.usefixtures("edition")
TITLES = [f"What an expert would say about “{step['title']}”" for step in STEPS]


@pytest.fixture
def client(resident: User, client_of: Callable[[User], Client]) -> Client:
    return client_of(resident)


def page_of(client: Client, path: str) -> str:
    return unescape(client.get(path).content.decode())


def test_a_step_answers_as_soon_as_it_is_committed(client: Client, resident: User) -> None:
    attempt = begun(resident)
    assert TITLES[0] not in page_of(client, address(attempt))

    data = sent(client, attempt, ecog="2", commit="1", **{"q-next-answer": "wait"})
    following = unescape(client.post(address(attempt), data, follow=True).content.decode())

    assert TITLES[0] in following and TITLES[1] not in following
    assert "<strong>The visit tells enough.</strong>" in following
    assert "2: cares for self, unable to work" in following
    assert "1: restricted in strenuous activity" in following
    assert "Wait a year" in following and "Look at the kidneys" in following
    assert "Too long." not in following and "Light work at home." not in following
    assert TITLES[0] in page_of(client, address(attempt))  # the closed step has it as well


def test_it_is_open_at_the_first_look_and_folded_once_something_is_saved(
    client: Client, resident: User
) -> None:
    attempt = commit(begun(resident), resident, steps=1)
    assert '<details class="expert-said" open>' in page_of(client, address(attempt, "imaging"))

    client.post(address(attempt, "imaging"), sent(client, attempt, "imaging", kidney_diagnosis="benign"))
    page = page_of(client, address(attempt, "imaging"))
    assert TITLES[0] in page and '<details class="expert-said" open>' not in page


def test_the_last_step_answers_before_the_attempt_is_submitted(client: Client, resident: User) -> None:
    attempt = commit(begun(resident), resident)
    page = page_of(client, f"/library/attempts/{attempt.pk}/submit/")

    assert TITLES[2] in page
    assert "Control of the disease" in page


def test_each_lesion_is_told_by_what_was_asked_of_it(client: Client, resident: User) -> None:
    attempt = commit(begun(resident), resident, steps=2, entered={"lesions": GIVEN_LESIONS})
    page = page_of(client, address(attempt, "imaging"))

    told = page[page.index(TITLES[1]) :]
    assert "<div>2: Benign</div>" in told
    assert told.count("<div>1: Metastasis, presumed</div>") == 2  # as the kidney, which was right
    assert "18" not in told[: told.index("</table>")]


def put_right(attempt: Attempt) -> TeachingCaseVersion:
    """A version whose key says otherwise at the first step, and asks the same."""
    case = attempt.teaching_case
    document = deepcopy(attempt.version.document)
    document["steps"][0]["expert"] = "She is **less well** than that."
    document["key"]["record"]["ecog"] = "3"
    content = read_teaching_case(document, case.library.objectives)
    version = publish_case(case.library, 0, content, now=BEGUN, by=None)
    assert version is not None
    return version


def test_nothing_of_a_key_that_is_out_of_use_is_told_until_it_is_put_right_and_then_what_is_right(
    client: Client, resident: User
) -> None:
    attempt = commit(begun(resident), resident, steps=1)
    pulled = {"pulled_at": BEGUN, "pulled_reason": "ECOG is wrong."}
    TeachingCaseVersion.objects.filter(pk=attempt.version_id).update(**pulled)

    paused = [page_of(client, address(attempt, place)) for place in ("history", "imaging")]
    put_right(attempt)
    corrected = [page_of(client, address(attempt, place)) for place in ("history", "imaging")]

    for page in paused:
        assert TITLES[0] not in page and "The visit tells enough." not in page
        assert "Until then nothing is told of what an expert would say." in " ".join(page.split())
    assert "The expert answers once the key is put right." in paused[1]
    for page in corrected:
        assert TITLES[0] in page and "<strong>less well</strong>" in page and "The visit tells" not in page
        assert "3: limited self-care" in page
        assert "Its key is put right in version 2" in page
    assert "The expert answers at once." in corrected[1]


def test_a_key_that_was_applied_is_told_in_an_attempt_that_was_begun_before(
    client: Client, resident: User
) -> None:
    attempt = commit(begun(resident), resident, steps=1)
    version = put_right(attempt)
    before = page_of(client, address(attempt, "imaging"))
    Remarking.objects.create(
        teaching_case=attempt.teaching_case,
        version=version,
        corrects=[1],
        state=Remarking.State.APPLIED,
        asked_at=BEGUN,
        applied_at=BEGUN,
    )

    after = page_of(client, address(attempt, "imaging"))

    assert "The visit tells enough." in before and "less well" not in before
    assert "less well" in after and "The visit tells enough." not in after


def test_a_model_answer_runs_on_over_its_line_breaks_and_what_was_typed_keeps_its_own(
    client: Client, resident: User
) -> None:
    asked = {
        "key": "why",
        "kind": "short_text",
        "stem": "Why?",
        "domain": "diagnosis",
        "objective": "plan",
        "model_answer": "It is *her* answer\nthat counts.",
        "points": ["Hers"],
    }
    attempt = begun(resident, steps=[{**STEPS[0], "questions": [asked]}, *STEPS[1:]])
    commit(attempt, resident, steps=1, answers={"why": "One line.\nAnother."})
    page = page_of(client, address(attempt))

    assert "<div><p>It is <em>her</em> answer\nthat counts.</p>" in page
    assert "One line.<br>Another." in page


def waits_by_case(resident: User, educator: User) -> Attempt:
    return begun(resident, answers_wait=True)


def waits_by_assignment(resident: User, educator: User) -> Attempt:
    attempt = begun(resident)
    assign_case(
        teaching_case=attempt.teaching_case, resident=resident, by=educator, now=BEGUN, answers_wait=True
    )
    return attempt


@pytest.mark.parametrize(
    ("begin", "says"),
    [
        (lambda resident, educator: begun(resident), ["at once"]),
        (waits_by_case, ["in the debrief"]),
        (waits_by_assignment, ["in the debrief"]),
        (
            lambda resident, educator: begun(resident, steps=[{**STEPS[0], "expert": ""}, *STEPS[1:]]),
            [],
        ),
    ],
    ids=["at once", "case", "assignment", "no expert"],
)
def test_beside_the_button_stands_when_the_expert_answers(
    client: Client, resident: User, educator: User, begin: Callable[..., Attempt], says: list[str]
) -> None:
    page = page_of(client, address(begin(resident, educator)))

    assert re.findall(r"The expert answers (.*?)\.", page) == says


@pytest.mark.parametrize("begin", [waits_by_case, waits_by_assignment])
def test_the_answers_wait_for_the_debrief_when_the_case_or_its_assignment_says_so(
    client: Client, resident: User, educator: User, begin: Callable[..., Attempt]
) -> None:
    attempt = commit(begin(resident, educator), resident)
    paths = [address(attempt), address(attempt, "plan"), f"/library/attempts/{attempt.pk}/submit/"]
    assert [path for path in paths if "What an expert would say" in page_of(client, path)] == []

    submit_attempt(attempt=attempt, by=resident, now=BEGUN)
    assert TITLES[0] in page_of(client, address(attempt))


def test_practice_of_a_case_that_counts_tells_no_answer_and_the_attempt_that_counts_does(
    client: Client, resident: User, educator: User
) -> None:
    practice = begun(resident)
    case = practice.teaching_case
    made = assigned(cohort_of(educator, resident), educator, case, purpose="counting", now=BEGUN)
    counting = start_attempt(teaching_case=case, by=resident, now=BEGUN)
    told = []
    for attempt in (practice, counting):
        commit(attempt_for(resident, attempt.pk), resident)
        paths = [address(attempt), address(attempt, "plan"), f"/library/attempts/{attempt.pk}/submit/"]
        told.append(["What an expert would say" in page_of(client, path) for path in paths])

    assert counting.assigned_case.assignment == made
    assert told == [[False] * 3, [True] * 3]
    submit_attempt(attempt=attempt_for(resident, counting.pk), by=resident, now=BEGUN)
    assert TITLES[0] in page_of(client, address(practice))


def test_the_page_takes_as_many_queries_however_much_the_expert_says(
    client: Client, resident: User, educator: User
) -> None:
    attempt = waits_by_assignment(resident, educator)
    counts = []
    for step in STEPS:
        with CaptureQueriesContext(connection) as asked:
            client.get(address(attempt, step["key"]))
        counts.append(len(asked))
        Assignment.objects.update(answers_wait=False)
        attempt = commit(attempt, resident, steps=1)

    assert counts[1] == counts[2] <= counts[0] + 1


def test_an_assignment_of_somebody_else_makes_nobody_wait(
    client: Client, resident: User, educator: User, stranger: User
) -> None:
    attempt = waits_by_assignment(resident, educator)
    Assignee.objects.update(person=stranger)
    commit(attempt, resident, steps=1)

    assert TITLES[0] in page_of(client, address(attempt, "imaging"))


def test_the_key_of_what_is_asked_again_waits_for_the_last_step_that_asks(
    client: Client, resident: User
) -> None:
    steps = [
        {**STEPS[0], "given": ["age_years", "histology"], "asked": ["ecog", "treatment_intent"]},
        {**STEPS[1], "given": [*STEPS[1]["given"], "primary_site"]},
        STEPS[2],
    ]
    attempt = commit(
        begun(resident, steps=steps),
        resident,
        steps=1,
        entered={"treatment_intent": "symptom_control_only"},
    )
    page = page_of(client, address(attempt, "imaging"))

    assert TITLES[0] in page
    assert "Control of the disease" not in page and "Intent of treatment" not in page


@pytest.mark.usefixtures("first_format")
def test_a_case_of_the_first_format_tells_nothing_before_the_debrief(client: Client, resident: User) -> None:
    attempt = commit(begun_first(resident), resident, steps=1)
    page = page_of(client, address(attempt, "scan")) + page_of(client, address(attempt))

    assert "an expert would say" not in page and "The expert" not in page


def test_a_fact_that_nobody_could_know_is_told_as_left_open(client: Client, resident: User) -> None:
    record = {key: value for key, value in RECORD.items() if key != "ecog"}
    attempt = begun(resident, key={"record": record, "marks": MARKS})
    commit(attempt, resident, steps=1, entered={"ecog": "3"})
    page = page_of(client, address(attempt, "imaging"))

    assert "<div>Left open</div>" in page
