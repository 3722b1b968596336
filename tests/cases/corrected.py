"""A corrected key to test with: a small case, its attempts, and a version that says otherwise."""

from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any

from cases.actions.attempts import SentStep, save_step, start_attempt, submit_attempt
from cases.actions.remarking import start_dry_run
from cases.actions.teaching import publish_case
from cases.domain.questions import read_answer
from cases.domain.teaching import read_teaching_case
from cases.models import Attempt, Library, Remarking, TeachingCase, TeachingCaseVersion
from cases.queries.attempts import attempt_for
from cases.queries.remarking import version_in
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User
from tests.cases.samples import LATER, NOW
from tests.cases.small_case import OBJECTIVES
from tests.cases.small_case import case as small_case
from tests.working import work_off

Edit = Callable[[dict[str, Any]], object]


def surgery_is_right(document: dict[str, Any]) -> None:
    """The other option earns everything: who chose the biopsy has less, who chose surgery more."""
    biopsy, surgery = document["steps"][0]["questions"][0]["options"]
    biopsy.update(credit=0, why="It can wait.")
    surgery.update(credit=1, harmful=False, why="It comes first.")


def both_are_right(document: dict[str, Any]) -> None:
    document["steps"][0]["questions"][0]["options"][1].update(credit=0.5, harmful=False)


def creatinine_is_lower(document: dict[str, Any]) -> None:
    document["key"]["record"]["creatinine_umol_l"] = 100


def asks_ecog(document: dict[str, Any]) -> None:
    """Another fact that counts, so that one can be left out of the key."""
    document["steps"][0]["asked"].append("ecog")
    document["key"]["record"]["ecog"] = "1"
    document["key"]["marks"].append({"fact": "ecog", "objective": "m-category", "why": "It is told."})


def creatinine_counts_no_more(document: dict[str, Any]) -> None:
    document["key"]["marks"] = [each for each in document["key"]["marks"] if each["fact"] == "ecog"]


def another_version(case: TeachingCase, *edits: Edit, now: datetime = LATER) -> TeachingCaseVersion:
    """Published after the newest, with what the edits change."""
    newest = case.versions.order_by("-number")[0]
    document = deepcopy(newest.document)
    for edit in edits:
        edit(document)
    content = read_teaching_case(document, OBJECTIVES)
    version = publish_case(case.library, 0, content, now=now, by=case.library.owner)
    assert version is not None
    return version_in(case, version.number)


def case_in(library: Library, slug: str, place: int) -> TeachingCase:
    """The small case under another name, published in a library."""
    content = read_teaching_case(small_case() | {"slug": slug}, OBJECTIVES)
    version = publish_case(library, place, content, now=NOW, by=library.owner)
    assert version is not None
    return version.teaching_case


def handed_in(
    case: TeachingCase, person: User, choice: str = "biopsy", creatinine: float = 141.44, now: datetime = NOW
) -> Attempt:
    """An attempt at the version that is given out, worked to its end."""
    attempt = start_attempt(teaching_case=case, by=person, now=now)
    attempt = attempt_for(person, attempt.pk)
    content = teaching_case_in(attempt.version)
    step, question = content.steps[0], content.question_by_key["next"]
    answer = read_answer(question, choice) if choice else None
    save_step(
        attempt=attempt,
        step_key=step.key,
        sent=SentStep(
            saved=attempt.saved,
            chapters={chapter: {"creatinine_umol_l": creatinine} for chapter in step.chapters},
            answers={"next": answer},
        ),
        by=person,
        now=now,
        commit=True,
    )
    submit_attempt(attempt=attempt, by=person, now=now)
    return attempt_for(person, attempt.pk)


def dry_run(version: TeachingCaseVersion, by: User) -> Remarking:
    made = start_dry_run(version=version, by=by, now=LATER)
    work_off()
    made.refresh_from_db()
    return made
