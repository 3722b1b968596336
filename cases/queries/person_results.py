"""What one resident of a cohort has made of its assigned work: of the same rows as the cohort's results.

Its teachers see all of it beside the middle of the group; the resident sees what no debrief withholds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from cases.domain.needing_a_word import WordReason
from cases.models import (
    AssignedCase,
    Assignee,
    Assignment,
    Attempt,
    Cohort,
    CohortMember,
    Feedback,
    SecondLook,
    TeachingCase,
    Visibility,
)
from cases.queries.assigned import AssignedWork, works_on
from cases.queries.result_rows import CohortResults, GroupResults, ObjectiveResults, PersonResults
from cases.queries.results import group_of, reasons_of, results_of
from cases.queries.withheld import withheld_cases

WEAK = 0.6
"""An objective towards which less than this share of the points was earned is weak. KidMet's choice."""
MOST_WEAK = 3
MOST_CASES = 500
"""So many open cases are looked through for what trains a weak objective."""
MOST_ALIKE = 20
"""So many of those that train one objective are looked at for whether they are copies."""
MOST_FEEDBACK = 30


@dataclass(frozen=True)
class OneResult:
    """`works` are whole, also where `results` leave out what is withheld from who reads it.

    `middles` of the group go by assigned case, and are told to teachers alone.
    """

    seat: CohortMember
    assignments: tuple[Assignment, ...]
    works: tuple[AssignedWork, ...]
    reasons: tuple[WordReason, ...]
    results: CohortResults
    middles: Mapping[int, float]
    withheld: frozenset[int]
    trained_by: Mapping[str, TeachingCase]
    """By the key of a weak objective a case that trains it, where there is one."""
    feedback: tuple[Feedback, ...]
    looks: tuple[SecondLook, ...]

    @property
    def weak(self) -> tuple[ObjectiveResults, ...]:
        return weak_of(self.results)


def weak_of(results: CohortResults) -> tuple[ObjectiveResults, ...]:
    """The weakest first, and no more than somebody can take up."""
    weak = [each for each in results.objectives if (each.score.share or 0.0) < WEAK - 1e-9]
    return tuple(weak[:MOST_WEAK])


def seat_for_teacher(cohort: Cohort, pk: int) -> CohortMember:
    """Somebody who is in it, be their account closed. Raises CohortMember.DoesNotExist."""
    return _seats().get(pk=pk, cohort=cohort, left_at=None)


def own_seat(person: int, cohort: int) -> CohortMember:
    """Raises CohortMember.DoesNotExist."""
    return _seats().get(person=person, cohort=cohort, left_at=None)


def _seats() -> Any:
    return CohortMember.objects.select_related("person", "cohort", "accommodation")


def result_for_teacher(seat: CohortMember, assignments: Iterable[Assignment], now: datetime) -> OneResult:
    """All of it, beside the group: as many queries for one as for fifty."""
    asked = tuple(assignments)
    everyone = group_of(seat.cohort, asked, now)
    works = works_on(_standing(seat, asked).filter(removed_at=None), now)
    reasons = reasons_of(PersonResults(seat, works), everyone.middles, now)
    one = (PersonResults(seat, works, reasons),) if works and seat.person.is_active else ()
    return _result(seat, asked, one, one[0].works if one else (), now, middles=everyone.middles)


def result_for_resident(seat: CohortMember, assignments: Iterable[Assignment], now: datetime) -> OneResult:
    """What nothing withholds, of the person alone."""
    asked = tuple(assignments)
    withheld = withheld_cases(seat.person_id, now)
    works = works_on(_standing(seat, asked), now)
    told = tuple(_without(work, withheld) for work in works)
    reasons = reasons_of(PersonResults(seat, works), {}, now)
    one = (PersonResults(seat, told, reasons),) if works else ()
    handed_in = Attempt.objects.filter(resident=seat.person_id, submitted_at__isnull=False, is_trial=False)
    done = frozenset(handed_in.order_by().values_list("teaching_case", flat=True).distinct())
    return _result(seat, asked, one, works, now, withheld=withheld, done=done)


def _standing(seat: CohortMember, asked: Iterable[Assignment]) -> Any:
    return Assignee.objects.filter(person=seat.person_id, assignment__in=asked).values("pk")


def _without(work: AssignedWork, withheld: frozenset[int]) -> AssignedWork:
    """As if nothing counted yet at the cases of whose key nothing is told."""
    cases = (
        each._replace(counted=None) if each.case.teaching_case_id in withheld else each for each in work.cases
    )
    return work._replace(cases=tuple(cases))


def _result(
    seat: CohortMember,
    asked: tuple[Assignment, ...],
    one: tuple[PersonResults, ...],
    works: tuple[AssignedWork, ...],
    now: datetime,
    *,
    middles: Mapping[int, float] | None = None,
    withheld: frozenset[int] = frozenset(),
    done: frozenset[int] = frozenset(),
) -> OneResult:
    results = results_of(seat.cohort, asked, now, GroupResults(one, {}))
    made = Attempt.objects.filter(
        resident=seat.person_id, assigned_case__assignment__cohort=seat.cohort_id, submitted_at__isnull=False
    ).exclude(teaching_case__in=withheld)
    return OneResult(
        seat=seat,
        assignments=asked,
        works=works,
        reasons=one[0].reasons if one else (),
        results=results,
        middles=middles or {},
        withheld=withheld,
        trained_by=_trained_by(weak_of(results), asked, withheld, done),
        feedback=tuple(_of_attempts(Feedback, made).order_by("-pk")[:MOST_FEEDBACK]),
        looks=tuple(_of_attempts(SecondLook, made).filter(answered_at=None).select_related("mark")),
    )


def _of_attempts(model: Any, made: Any) -> Any:
    related = ("attempt__version__teaching_case__library", "attempt__assigned_case__assignment")
    found = model.objects.filter(attempt__in=made).select_related(*related)
    if model is Feedback:
        found = found.select_related("by", *related)
    return found.defer("attempt__version__document", "attempt__difference", "attempt__reflection")


def _trained_by(
    weak: Iterable[ObjectiveResults],
    asked: Iterable[Assignment],
    withheld: frozenset[int],
    done: frozenset[int],
) -> dict[str, TeachingCase]:
    """The first open case, of a library that is open to all, that is not assigned to the cohort and was not
    `done`; nor is it a copy of one that is or was, or what that was copied from.

    Of free practice only the resident's own page knows: a teacher could tell from it what somebody practised.
    """
    wanted = {each.key: each.text for each in weak}
    if not wanted:
        return {}
    assigned = AssignedCase.objects.filter(assignment__in=[each.pk for each in asked])
    known = done | withheld | set(assigned.values_list("teaching_case", flat=True))
    cases = TeachingCase.objects.filter(
        library__visibility=Visibility.OPEN, is_open=True, latest__isnull=False, latest__pulled_at=None
    )
    cases = cases.exclude(pk__in=known).select_related("library", "latest")
    found: dict[str, list[TeachingCase]] = {key: [] for key in wanted}
    for case in cases.defer("latest__document").order_by("library", "position", "slug")[:MOST_CASES]:
        for key in case.latest.facets.get("objectives", ()) if case.latest else ():
            if wanted.get(key) == case.library.objectives.get(key, wanted.get(key)) and key in found:
                found[key].append(case)
    alike = _alike(known, {case.pk for each in found.values() for case in each[:MOST_ALIKE]})
    new = {key: [case for case in each[:MOST_ALIKE] if case.pk not in alike] for key, each in found.items()}
    return {key: each[0] for key, each in new.items() if each}


def _alike(known: Iterable[int], offered: set[int]) -> set[int]:
    """Of what is offered, what was copied from a known case, was its source, or has the same source."""
    origin = KeyTransform("derived_from", "latest__document")
    rows = TeachingCase.objects.filter(pk__in={*known, *offered}).values_list(
        "pk", "library__slug", "slug", KeyTextTransform("library", origin), KeyTextTransform("slug", origin)
    )
    names = {pk: {(library, slug), (*source,)} - {(None, None)} for pk, library, slug, *source in rows}
    taken = {name for pk in known for name in names.get(pk, ())}
    return {pk for pk in offered if names.get(pk, set()) & taken}
