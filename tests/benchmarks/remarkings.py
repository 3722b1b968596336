"""A corrected key over many attempts, in the database that DATABASE_URL names.

`python -m tests.benchmarks.remarkings fill 20000`, then `python -m tests.benchmarks.remarkings measure`.
"""

from __future__ import annotations

import json
import sys
import time
import tracemalloc
from copy import deepcopy
from itertools import cycle
from typing import Any

import django
from django.utils import timezone

RESIDENT, EDUCATOR = "anew@kidmet.example", "key@kidmet.example"
WORKED = 6
"""Attempts that are worked, each otherwise; all others are copies of these."""
SAMPLE = 300
FOREVER = 1e9


def fill(count: int) -> None:
    """Attempts of one person at the lung case, and a version that corrects a fact and a question of it."""
    from cases.models import Attempt, Marking
    from kidmet_site.accounts.models import User
    from tests.benchmarks.seeding import children, copies, copies_of_case

    user = User.objects.create_user(RESIDENT, is_resident=True)
    User.objects.create_user(EDUCATOR, is_educator=True)
    for template in _worked(user):
        each = count // WORKED - 1
        first_case = copies_of_case(template.case_id, each, ["lesions"])
        first = copies(Attempt, template.pk, each, case_id=f"{first_case} + n")
        children(Marking, "attempt_id", template.pk, first, each)
        of_copy = f"(SELECT id FROM cases_marking WHERE attempt_id = {first} + n AND number = 1)"
        for name in ("marks", "answers", "committed"):
            relation: Any = Attempt._meta.get_field(name)
            own = {"marking_id": of_copy} if name == "marks" else {}
            children(relation.related_model, relation.field.column, template.pk, first, each, **own)
    _correct()


def _worked(user: Any) -> list[Any]:
    from tests.cases.attempts import submitted

    made = []
    entries = cycle([{}, {"m_category": "cM0"}, {"ecog": "3"}, {"m_category": "cM0", "ecog": "2"}])
    for place, entered in zip(range(WORKED), entries, strict=False):
        answers = {"first-thought": _wrong()} if place % 2 else {}
        made.append(submitted(user, entered=entered, answers=answers))
    return made


def _wrong() -> str:
    from cases.queries.teaching import teaching_case_in
    from tests.cases.attempts import lung_case

    version: Any = lung_case().latest
    asked: Any = teaching_case_in(version).question_by_key["first-thought"]
    return next(str(each.key) for each in asked.options if not each.credit)


def _correct() -> None:
    """ECOG 3 is right now, and the credits of two options are changed about."""
    from cases.actions.teaching import publish_case
    from cases.domain.teaching import read_teaching_case
    from tests.cases.attempts import lung_case

    case = lung_case()
    version: Any = case.latest
    document = deepcopy(version.document)
    document["key"]["record"]["ecog"] = "3"
    asked = next(
        q for step in document["steps"] for q in step.get("questions", ()) if q["key"] == "first-thought"
    )
    best = next(option for option in asked["options"] if option.get("credit"))
    other = next(option for option in asked["options"] if not option.get("credit"))
    other["credit"], best["credit"] = best["credit"], 0
    other.pop("harmful", None)
    content = read_teaching_case(document, case.library.objectives)
    assert publish_case(case.library, case.position, content, now=timezone.now(), by=None) is not None


# Measured


def measure() -> dict[str, Any]:
    """Seconds for each attempt, dry run and marked anew, and what both say of a sample; memory at most."""
    from cases.queries.remarking import attempts_marked
    from tests.cases.attempts import lung_case

    dry, remarking = _dry_run()
    total = attempts_marked(lung_case(), remarking.corrects).count()
    sample = list(
        attempts_marked(lung_case(), remarking.corrects).values_list("pk", flat=True)[:: total // SAMPLE]
    )
    started = time.process_time()
    anew = {pk: _marked_anew(pk, remarking.version) for pk in sample}
    each_anew = (time.process_time() - started) / len(sample)
    moved = dict(remarking.attempts.filter(attempt__in=sample).values_list("attempt", "after_earned"))
    before = dict(
        attempts_marked(lung_case(), remarking.corrects).filter(pk__in=sample).values_list("pk", "earned")
    )
    return {
        "attempts": remarking.counts["attempts"],
        "moved": remarking.counts["up"] + remarking.counts["down"],
        "dry": dry / total,
        "anew": each_anew,
        "agree": all(abs(anew[pk] - moved.get(pk, before[pk])) < 1e-6 for pk in sample),
        "memory": _most_memory(remarking.version),
    }


def _dry_run() -> tuple[float, Any]:
    """The middle of three, and the last of them: one stands at a time."""
    taken = []
    for _ in range(3):
        remarking = _begun()
        started = time.process_time()
        _count(remarking)
        taken.append(time.process_time() - started)
    remarking.refresh_from_db()
    return sorted(taken)[1], remarking


def _begun() -> Any:
    from cases.actions.remarking import start_dry_run
    from cases.queries.remarking import version_in
    from kidmet_site.accounts.models import User
    from tests.cases.attempts import lung_case

    administrator, _ = User.objects.get_or_create(email="site@kidmet.example", is_superuser=True)
    case = lung_case()
    version = version_in(case, case.versions.latest("number").number)
    return start_dry_run(version=version, by=administrator, now=timezone.now())


def _count(remarking: Any) -> None:
    from cases.actions.remarking_steps import count_some

    count_some(remarking, now=timezone.now(), until=FOREVER)


def _marked_anew(pk: int, version: Any) -> float:
    """As its submission marks it, without the difference in guidance: loaded, marked, added up."""
    from cases.domain.marking import mark_attempt
    from cases.domain.marks import score_of
    from cases.models import Attempt
    from cases.queries.attempts import given_answers, standing_of
    from cases.queries.cases import record_of
    from cases.queries.teaching import teaching_case_in

    attempt = Attempt.objects.get(pk=pk)
    content = teaching_case_in(version)
    stands = standing_of(attempt, content, record_of(attempt.case_id).recorded())
    return score_of(
        mark_attempt(content, stands.recorded, given_answers(attempt, content), stands.then)
    ).earned


def _most_memory(version: Any) -> int:
    from cases.models import Remarking

    Remarking.objects.all().delete()
    remarking = _begun()
    tracemalloc.start()
    _count(remarking)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "fill":
        fill(int(sys.argv[2]))
    else:
        print(json.dumps(measure()))
