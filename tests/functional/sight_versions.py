"""Versions of assigned cases to look at: newer, gone on with, and out of use."""

from django.utils import timezone

from cases.actions.taken_versions import take_version
from cases.actions.teaching import publish_case
from cases.domain.teaching import read_teaching_case
from cases.models import TeachingCase, TeachingCaseVersion
from cases.queries.teaching import teaching_case_at
from tests.cases.attempts import LIBRARY, begun, load_cases, lung_case
from tests.cases.cohorts import assigned, cohort_of
from tests.functional.sight_states import LONG_WORD
from tests.functional.sights import States


def republished(case: TeachingCase, title: str) -> None:
    content = read_teaching_case(case.latest.document | {"title": title}, case.library.objectives)  # type: ignore[union-attr]
    publish_case(case.library, case.position, content, now=timezone.now(), by=None, change_summary=LONG_WORD)


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
