"""What a corrected key is marked with: the versions that it corrects, and what was answered at them.

Attempts are read by portions, and of each only what the marks are made from that the keys differ in.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.fields.json import KeyTransform

from cases.domain.known import Recorded
from cases.domain.marking.remarking import (
    MarkedOnce,
    MarkMatter,
    Marks,
    StandingMark,
    as_marked_by_hand,
    fact_anew,
    facts_behind,
    question_anew,
)
from cases.domain.marks import FACT, QUESTION
from cases.domain.questions import AnswerError, read_answer
from cases.domain.teaching import LESIONS, TeachingContent, fact_at
from cases.domain.teaching.correcting import NOTHING, Correction, bars_to_remarking, correction
from cases.models import (
    Attempt,
    CommittedStep,
    GivenAnswer,
    KidneyLesion,
    Mark,
    Marking,
    MarkingKind,
    Remarking,
    TeachingCase,
    TeachingCaseVersion,
)
from cases.models.recording import known_in
from cases.queries.cases import IN_TABLE
from cases.queries.teaching import teaching_case_in
from guidance.domain.vocabulary import VOCABULARY, Value
from kidmet_site.accounts.holdings import REMOVED

BY_A_KEY = (MarkingKind.SUBMISSION, MarkingKind.REMARKING, MarkingKind.UNDOING)
"""Markings that a key gave; what an educator gave stands whatever a key says."""
OF_MARK = ("attempt", "subject", "key", "part", "weight", "credit", "marking")


# Versions


@dataclass(frozen=True)
class EarlierVersion:
    """A version before another, and why what was answered at it cannot be marked with the other's key."""

    version: TeachingCaseVersion
    bars: tuple[str, ...]


def earlier_versions(version: TeachingCaseVersion) -> list[EarlierVersion]:
    """The newest first."""
    before = _versions(version.teaching_case).filter(number__lt=version.number)
    after = teaching_case_in(version)
    return [EarlierVersion(each, bars_to_remarking(teaching_case_in(each), after)) for each in before]


def _versions(case: TeachingCase) -> QuerySet[TeachingCaseVersion]:
    rows = TeachingCaseVersion.objects.filter(teaching_case=case, number__gt=0)
    return rows.select_related("teaching_case__library").defer("document").order_by("-number")


def version_in(case: TeachingCase, number: int) -> TeachingCaseVersion:
    """Raises TeachingCaseVersion.DoesNotExist."""
    return _versions(case).select_related("published_by", "pulled_by").get(number=number)


def versions_numbered(case: TeachingCase, numbers: Iterable[int]) -> list[TeachingCaseVersion]:
    """The newest first."""
    return list(_versions(case).filter(number__in=list(numbers)))


def versions_out_of_use(case: TeachingCase) -> list[TeachingCaseVersion]:
    """The newest first."""
    return list(_versions(case).filter(pulled_at__isnull=False))


def later_versions(version: TeachingCaseVersion) -> QuerySet[TeachingCaseVersion]:
    """In use, the newest first."""
    return _versions(version.teaching_case).filter(number__gt=version.number, pulled_at=None)


def key_for(
    version: TeachingCaseVersion, but: TeachingCaseVersion | None = None
) -> TeachingCaseVersion | None:
    """The version with whose key an attempt at this one is marked if it is handed in now, `but` for one.

    Of one that is taken out of use the newest that corrects it; None while there is none. Else that of a
    corrected key that was applied to it and not undone; also while it is applied, as a worker may have passed
    the attempt.
    """
    if version.number == 0:
        return version
    if version.pulled_at is not None:
        before = teaching_case_in(version)
        later = later_versions(version)
        right = (each for each in later if each != but)
        return next((each for each in right if not bars_to_remarking(before, teaching_case_in(each))), None)
    return _corrected(version, Remarking.State.APPLYING, Remarking.State.APPLIED)


def applied_key(version: TeachingCaseVersion) -> TeachingCaseVersion:
    """That of the newest corrected key that was applied to what was made at this version, else its own."""
    return _corrected(version, Remarking.State.APPLIED)


def _corrected(version: TeachingCaseVersion, *states: Remarking.State) -> TeachingCaseVersion:
    applied = Remarking.objects.filter(
        teaching_case=version.teaching_case_id,
        state__in=states,
        version__number__gt=version.number,
        version__pulled_at=None,
    )
    rows = applied.select_related("version__teaching_case__library").defer("version__document")
    newest = rows.order_by("-applied_at", "-pk")
    return next((each.version for each in newest if version.number in each.corrects), version)


def put_right_by(version: TeachingCaseVersion) -> TeachingCaseVersion | None:
    """Of one that is out of use the version that corrects its key; no query for one that is in use."""
    return None if version.pulled_at is None else key_for(version)


def is_paused(version: TeachingCaseVersion) -> bool:
    """Whether nobody begins it, and nothing is marked: it is out of use, and nothing corrects it yet."""
    return version.pulled_at is not None and key_for(version) is None


# Attempts


def attempts_marked(case: TeachingCase, numbers: Iterable[int]) -> QuerySet[Attempt]:
    """Handed in and marked, at versions of these numbers, in the order in which they were begun."""
    done = Attempt.objects.filter(teaching_case=case, version__number__in=list(numbers), is_trial=False)
    return done.filter(submitted_at__isnull=False, possible__isnull=False).order_by("pk")


def marked_with(remarking: Remarking) -> QuerySet[Attempt]:
    """What was marked anew with a corrected key that was applied, and what was handed in since and is marked
    by it alone, in the order in which they were begun."""
    anew = Marking.objects.filter(remarking=remarking, kind=MarkingKind.REMARKING)
    since = Marking.objects.filter(
        kind=MarkingKind.SUBMISSION,
        key_version=remarking.version_id,
        made_at__gte=remarking.applied_at,
        attempt__version__number__in=remarking.corrects,
        attempt__version__pulled_at=None,
    )
    which = Q(pk__in=anew.values("attempt")) | Q(pk__in=since.values("attempt"))
    return Attempt.objects.filter(which, teaching_case=remarking.teaching_case_id).order_by("pk")


def attempts_numbered(numbers: Iterable[int]) -> QuerySet[Attempt]:
    return Attempt.objects.filter(pk__in=list(numbers)).order_by()


def attempts_waiting(version: TeachingCaseVersion) -> QuerySet[Attempt]:
    """Handed in while the key was out of use, and to be marked yet."""
    done = Attempt.objects.filter(version=version, submitted_at__isnull=False, possible__isnull=True)
    return done.filter(is_trial=False).order_by("pk")


def versions_with_waiting(case: TeachingCase) -> list[TeachingCaseVersion]:
    """Of which something was handed in that is to be marked yet."""
    waiting = Attempt.objects.filter(version=OuterRef("pk"), submitted_at__isnull=False, possible=None)
    return list(_versions(case).filter(Exists(waiting.filter(is_trial=False))))


def changed_by(version: TeachingCaseVersion, numbers: Iterable[int]) -> Correction:
    """What has to be marked anew at versions of these numbers."""
    after = teaching_case_in(version)
    before = _versions(version.teaching_case).filter(number__in=list(numbers))
    return reduce(or_, (correction(teaching_case_in(each), after) for each in before), NOTHING)


@dataclass
class Anew:
    """What a portion of attempts earns by a key, of what it marks otherwise than the keys before it."""

    case: TeachingContent
    changed: Correction
    once: MarkedOnce = field(default_factory=MarkedOnce)

    def matters(self) -> Iterator[MarkMatter]:
        yield from ((FACT, fact) for fact in self.changed.facts)
        yield from ((QUESTION, key) for key in self.changed.questions)

    def of(self, which: QuerySet[Attempt]) -> Mapping[int, dict[MarkMatter, Marks]]:
        """By attempt. What is left out cannot be marked anew: its text went with somebody's account.

        `which` is no list, so that the database is not sent the same numbers with each query.
        """
        found = self._marked_facts(which)
        if self.changed.questions:
            self._mark_questions(which, found)
        return found

    def _mark_questions(self, which: QuerySet[Attempt], found: dict[int, dict[MarkMatter, Marks]]) -> None:
        asked = [key for key in self.changed.questions if key in self.case.question_by_key]
        nothing = {(QUESTION, key): self._question(key, None) for key in asked}
        for matters in found.values():
            matters.update(nothing)
        given = GivenAnswer.objects.filter(attempt__in=which.values("pk"), question__in=asked).order_by()
        for attempt, key, answer in given.values_list("attempt", "question", "answer"):
            if answer == REMOVED:
                del found[attempt][QUESTION, key]
            else:
                found[attempt][QUESTION, key] = self._question(key, answer)

    def _question(self, key: str, answer: Any) -> Marks:
        return self.once.of((key, repr(answer)), lambda: self._marked(key, answer))

    def _marked(self, key: str, given: Any) -> Marks:
        """An answer that its question can no longer hold counts as none, as at the first marking."""
        try:
            answer = None if given is None else read_answer(self.case.question_by_key[key], given)
        except AnswerError:
            answer = None
        return question_anew(self.case, key, answer)

    def _marked_facts(self, which: QuerySet[Attempt]) -> dict[int, dict[MarkMatter, Marks]]:
        behind = facts_behind(self.case, self.changed.facts)
        gone: dict[MarkMatter, Marks] = {
            (FACT, fact): () for fact in self.changed.facts if fact not in behind
        }
        facts = VOCABULARY.in_order(frozenset(fact for each in behind.values() for fact in each))
        plain = tuple(fact for fact in facts if fact != LESIONS)
        seen = _lesions(which) if LESIONS in facts else {}
        committed = self._committed(which, facts) if facts else {}
        found: dict[int, dict[MarkMatter, Marks]] = {}
        columns = (f"case__{IN_TABLE.get(fact, fact)}" for fact in facts)
        for attempt, *held in which.values_list("pk", *columns):
            marks = found[attempt] = dict(gone)
            if not facts:
                continue
            lesions, steps = seen.get(attempt), committed.get(attempt, ())
            made_of = repr((held, lesions, steps))
            for fact in behind:
                known = partial(_known, plain, facts, held, lesions)
                mark = partial(self._fact, fact, known, steps, facts)
                marks[FACT, fact] = self.once.of((fact, made_of), mark)
        return found

    def _fact(
        self, fact: str, known: Callable[[], Recorded], steps: Iterable[Any], facts: Sequence[str]
    ) -> Marks:
        return fact_anew(self.case, fact, known(), _read(steps, facts))

    def _committed(self, which: QuerySet[Attempt], facts: Sequence[str]) -> dict[int, tuple[Any, ...]]:
        """Of the steps that give or ask one of the facts what was entered for them, as the rows have it."""
        if not self.case.gives:
            return {}
        steps = [
            step.key
            for step in self.case.steps
            if any(fact_at(address) in facts for address in (*step.asked, *step.given))
        ]
        rows = CommittedStep.objects.filter(attempt__in=which.values("pk"), key__in=steps)
        found: dict[int, tuple[Any, ...]] = {}
        entered = {f"of_{fact}": KeyTransform(fact, "entered") for fact in facts}
        rows = rows.order_by("attempt", "place").annotate(**entered)
        for attempt, *step in rows.values_list("attempt", "key", *entered):
            found[attempt] = (*found.get(attempt, ()), tuple(step))
        return found


def _lesions(which: QuerySet[Attempt]) -> dict[int, tuple[Any, ...]]:
    """By attempt."""
    found: dict[int, tuple[Any, ...]] = {}
    rows = KidneyLesion.objects.filter(case__attempt__in=which.values("pk")).select_related("case__attempt")
    for lesion in rows.order_by("case", "position"):
        attempt = lesion.case.attempt.pk
        found[attempt] = (*found.get(attempt, ()), lesion.recorded())
    return found


def _known(
    plain: Sequence[str], facts: Sequence[str], columns: Sequence[Any], lesions: tuple[Any, ...] | None
) -> dict[str, Value]:
    held = dict(zip(facts, columns, strict=True))
    known = known_in(plain, [held[fact] for fact in plain])
    if held.get(LESIONS):
        known[LESIONS] = lesions or ()
    return known


def _read(steps: Iterable[Any], facts: Sequence[str]) -> dict[str, dict[str, Value]]:
    return {
        key: {
            fact: VOCABULARY[fact].clean(value)
            for fact, value in zip(facts, entered, strict=True)
            if value is not None
        }
        for key, *entered in steps
    }


StandingByMatter = Mapping[int, dict[MarkMatter, list[StandingMark]]]


def standing_marks(which: QuerySet[Attempt], matters: Iterable[MarkMatter]) -> StandingByMatter:
    """By attempt and matter the marks that stand, of what is marked anew."""
    by_hand = set(_given_by_hand(which))
    wanted = set(matters)
    found: dict[int, dict[MarkMatter, list[StandingMark]]] = {}
    for attempt, subject, key, part, weight, credit, marking, pk, position in _marks(
        which, wanted, "pk", "position"
    ):
        if (subject, key) in wanted:
            mark = StandingMark(pk, position, part, weight, credit, marking in by_hand)
            found.setdefault(attempt, {}).setdefault((subject, key), []).append(mark)
    return found


StandingPoints = tuple[tuple[str, float, float | None, bool], ...]
"""Of the standing marks of a matter part, weight and credit, and whether an educator gave it."""


def standing_points(
    which: QuerySet[Attempt], matters: Iterable[MarkMatter]
) -> Mapping[int, dict[MarkMatter, StandingPoints]]:
    """As above, with what points are made of alone: most are alike."""
    by_hand = set(_given_by_hand(which))
    wanted = set(matters)
    found: dict[int, dict[MarkMatter, StandingPoints]] = {}
    for attempt, subject, key, part, weight, credit, marking in _marks(which, wanted):
        matter = (subject, key)
        if matter in wanted:
            here = found.setdefault(attempt, {})
            here[matter] = (*here.get(matter, ()), (part, weight, credit, marking in by_hand))
    return found


def _given_by_hand(which: QuerySet[Attempt]) -> QuerySet[Any]:
    made = Marking.objects.filter(attempt__in=which.values("pk")).exclude(kind__in=BY_A_KEY)
    return made.order_by().values_list("pk", flat=True)


def _marks(which: QuerySet[Attempt], matters: Iterable[MarkMatter], *more: str) -> QuerySet[Any]:
    keys = {key for _, key in matters}
    rows = Mark.objects.filter(attempt__in=which.values("pk"), key__in=keys).order_by()
    return rows.values_list(*OF_MARK, *more)


def others_than(
    standing: Mapping[MarkMatter, list[StandingMark]], anew: Mapping[MarkMatter, Marks]
) -> Iterator[tuple[MarkMatter, list[StandingMark], Marks]]:
    """What was marked anew and by hand of nobody: each matter, its marks that stand, and those of the key."""
    for matter, after in anew.items():
        before = standing.get(matter, [])
        if not any(mark.by_hand for mark in before):
            yield matter, before, as_marked_by_hand(before, after)
