"""How sure people are, to look at: asked, said, debriefed, and in the results of a group."""

from typing import Any

from django.utils import timezone

from cases.actions.attempts import submit_attempt
from cases.actions.case_results import keep_results, worked_out
from cases.domain.results.case_statistics import FEWEST
from cases.domain.sureness import Sureness
from cases.models import Attempt
from cases.queries.attempts import attempt_for
from tests.cases.attempts import begun, commit, load_cases
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.group import WRONG_ENTRIES, group_with, wrong_option
from tests.functional.sight_states import LONG_WORD
from tests.functional.sights import States

LEVELS = (Sureness.HIGH, Sureness.LOW, Sureness.MID, None)


def handed_in(user: Any, level: Sureness | None, slug: str = "lung-m-category", **more: Any) -> Attempt:
    now = timezone.now()
    attempt = begun(user, slug, now=now, asks_sureness=True)
    commit(attempt, user, now=now, sureness=level, **more)
    submit_attempt(attempt=attempt, by=user, now=now)
    return attempt_for(user, attempt.pk)


def sureness(states: States) -> None:
    rich, new, now = states.rich, states.newcomer, timezone.now()
    load_cases()
    wrong = {"entered": WRONG_ENTRIES, "answers": {"first-thought": wrong_option("first-thought")}}
    states.left_open = handed_in(new, None, "bladder-upper-tract")
    states.unsure = handed_in(new, Sureness.LOW, "melanoma-ldh")
    states.asks = begun(new, "prostate-only-kidney", now=now, asks_sureness=True)
    commit(states.asks, new, steps=2, now=now)
    states.barely_asked = cohort_of(rich, new, title="Few", now=now)
    assigned(states.barely_asked, rich, title=LONG_WORD, now=now, asks_sureness=True)
    states.sure_and_wrong = handed_in(new, Sureness.HIGH, **wrong)
    case, members = group_with(rich, FEWEST + 2, now=now, title=LONG_WORD, asks_sureness=True)
    for place, each in enumerate(members):
        handed_in(each, LEVELS[place % 4], **(wrong if place % 2 == 0 else {}))
    keep_results(case=case, made=worked_out(case, now))
    states.sure_case, states.sure_cohort = case.assignment, case.assignment.cohort
