"""Versions of assigned cases to look at, and who asks for more time."""

from django.utils import timezone

from cases.actions.assigning import CaseTerms
from cases.actions.taken_versions import take_version
from cases.actions.teaching import publish_case
from cases.actions.time_requests import (
    ask_for_time,
    decline_time_request,
    grant_time_request,
    take_back_request,
)
from cases.domain.teaching import read_teaching_case
from cases.models import TeachingCase, TeachingCaseVersion, TimeRequest
from cases.queries.teaching import teaching_case_at
from tests.cases.attempts import LIBRARY, begun, load_cases, lung_case
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.test_teach_assign import many_cases
from tests.functional.sight_states import LONG_WORD
from tests.functional.sights import States


def republished(case: TeachingCase, title: str) -> None:
    content = read_teaching_case(case.latest.document | {"title": title}, case.library.objectives)  # type: ignore[union-attr]
    publish_case(case.library, case.position, content, now=timezone.now(), by=None, change_summary=LONG_WORD)


def asking(states: States) -> None:
    """Who asks for more time: open, given, declined and taken back."""
    rich, new, now = states.rich, states.newcomer, timezone.now()
    load_cases()
    cohort = cohort_of(rich, new, title=LONG_WORD, now=now)
    terms = {"purpose": "counting", "time_limit": "imposed"}
    timed = CaseTerms(lung_case(), minutes=40)
    states.never_asked = assigned(cohort, rich, timed, title="Before the seminar", now=now, **terms)
    bladder = CaseTerms(teaching_case_at(LIBRARY, "bladder-upper-tract"), minutes=40)
    made = states.asked_for_time = assigned(cohort, rich, bladder, title=LONG_WORD, now=now, **terms)
    states.timed = begun(new, "bladder-upper-tract", now=now)

    def ask() -> TimeRequest:
        return ask_for_time(assignment=made, reason=LONG_WORD, by=new, now=now)

    grant_time_request(request=ask(), days=2, minutes=15, answer=LONG_WORD, by=rich, now=now)
    declined = states.declined = ask()
    decline_time_request(request=declined, answer=LONG_WORD, by=rich, now=now)
    ask()
    take_back_request(assignment=made, by=new, now=now)
    states.open_request = ask()
    many_cases(70)
    states.many_cases = cohort


def versions(states: States) -> None:
    rich, new, now = states.rich, states.newcomer, timezone.now()
    load_cases()
    cohort = cohort_of(rich, new, title=LONG_WORD, now=now)
    states.newer = assigned(cohort, rich, now=now)
    begun(new, now=now)
    for title in ("Lung nodules, anew", "Lung nodules, once more"):
        republished(lung_case(), title)
        if title.endswith("anew"):
            take_version(case=states.newer.cases.get(), before=1, number=2, by=rich, now=now)
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    states.out_of_use = assigned(cohort, rich, melanoma, title=LONG_WORD, now=now)
    held = TeachingCaseVersion.objects.filter(teaching_case=melanoma)
    held.update(pulled_at=now, pulled_by=rich, pulled_reason=LONG_WORD)
    TeachingCase.objects.filter(pk=melanoma.pk).update(is_open=False)
