"""People with an open attempt at every shipped case, over the database that DATABASE_URL names.

`python -m tests.benchmarks.committers 8` prints them as JSON: a session, a case of their own, and what a
browser would send to commit each step in turn with what the expert enters.
"""

import json
import sys
from typing import Any

import django


def make(count: int) -> list[dict[str, Any]]:
    from django.db import transaction
    from django.utils import timezone

    from cases.actions.attempts import start_attempt
    from cases.actions.cases import create_case
    from cases.models import TeachingCase
    from kidmet_site.accounts.models import User
    from tests.benchmarks.cohort import session_of

    cases = list(TeachingCase.objects.select_related("latest__teaching_case__library"))
    made = []
    with transaction.atomic():
        for number in range(count):
            user = User.objects.create_user(f"committer{number}@kidmet.example", is_resident=True)
            attempts = [start_attempt(teaching_case=case, by=user, now=timezone.now()) for case in cases]
            case = create_case(title="A case", by=user, now=timezone.now(), recorded=_lung())
            steps = [step for attempt in attempts for step in _steps(attempt)]
            made.append({"session": session_of(user), "case": case.pk, "steps": steps})
    return made


def _lung() -> dict[str, Any]:
    from cases.content.library import shipped_library

    return dict(shipped_library().cases[0].key.record)


def _steps(attempt: Any) -> list[tuple[str, list[tuple[str, str]]]]:
    from cases.forms import chapter_form
    from cases.queries.teaching import teaching_case_in
    from tests.cases.samples import sent_by_browser
    from tests.cases.test_chapter_forms import case_in_memory

    content = teaching_case_in(attempt.version)
    record = case_in_memory(dict(content.key.record))
    found = []
    for place, step in enumerate(content.steps):
        data = [("saved", str(place + 1)), ("commit", "anyway")]
        for chapter in step.chapters:
            form = chapter_form(chapter, record, only=frozenset(step.asked))
            # The page was drawn before anything was entered.
            data += [pair for pair in sent_by_browser(form) if pair[0] != "tnm_notation_initial"]
            data += [("tnm_notation_initial", "")] if "tnm_notation" in form.fields else []
        for question in step.questions:
            data += _answer(question)
        found.append((f"/library/attempts/{attempt.pk}/steps/{step.key}/", data))
    return found


def _answer(question: Any) -> list[tuple[str, str]]:
    given = question.expert_answer()
    if question.kind == "ranked_differential":
        return [(f"q-{question.key}-answer_{place}", str(each)) for place, each in enumerate(given)]
    several = given if isinstance(given, list) else [given]
    return [(f"q-{question.key}-answer", str(each)) for each in several]


if __name__ == "__main__":
    django.setup()
    print(json.dumps(make(int(sys.argv[1]))))
