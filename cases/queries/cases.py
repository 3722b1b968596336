"""What pages and commands load: scoped to the person who asks, in a fixed number of queries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from django.db.models import Prefetch, QuerySet

from cases.content.demo_cases import DemoCase, demo_cases
from cases.domain.deriving import Working, derive
from cases.domain.prognosis import Score
from cases.domain.sparing import Sparing
from cases.domain.staging import StageResult
from cases.models import KidneyLesion, PatientCase
from cases.models.patient_case import CASE_FACTS, RELATED_FACTS
from cases.models.recording import known_in
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Answer, Told, answer
from guidance.domain.facts import Facts
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Chapter, Fact, Value
from guidance.models.kept_sql import KeptSelect, made_of
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User

RELATED = tuple(RELATED_FACTS)
OF_ITSELF = tuple(
    field.attname for field in PatientCase._meta.concrete_fields if field.attname not in CASE_FACTS
)
"""The columns of a case that hold no fact."""
OF_LESION = tuple(field.attname for field in KidneyLesion._meta.concrete_fields)
FACTS = tuple(fact.key for fact in VOCABULARY.askable)
IN_TABLE = {
    "lesions": "lesions_recorded",
    **{key: f"{table}__{key}" for table, keys in RELATED_FACTS.items() for key in keys},
}
"""Where a fact is found that is no column of its own name in the table of cases."""
COLUMNS = (*OF_ITSELF, *(IN_TABLE.get(key, key) for key in FACTS))

_case = KeptSelect(lambda pk: PatientCase.objects.filter(pk=pk).order_by().values_list(*COLUMNS))
_case_of_user = KeptSelect(
    lambda user, pk: (
        PatientCase.objects.filter(owner_id=user, is_record=False, pk=pk).order_by().values_list(*COLUMNS)
    ),
    numbers=2,
)
_lesions_of_case = KeptSelect(lambda pk: KidneyLesion.objects.filter(case_id=pk).values_list(*OF_LESION))
SELDOM_NEEDED = frozenset(
    {
        "extrathoracic_lesion_count",
        "pleural_cytology",
        "second_cancer_site",
        "second_cancer_date",
        "second_cancer_stage",
        "second_cancer_tnm",
        "biopsy_route",
        "tissue_source",
        "cord_compression_signs",
        "infection_signs",
        "urinary_stones",
        "ihc_positive",
        "ihc_negative",
        "upper_tract_cytology",
        "calcium_mmol_l",
        "tumour_markers_rising",
        "oxygen_saturation_percent",
        "serum_marker_category",
        "reported_stage_group",
    }
)
"""Asked, but needed only where others leave something open, or some reports give it: a chapter is full
without them."""

Deciding = tuple[tuple[str, Value], ...]
"""The recorded facts by which others are asked or not."""


@dataclass(frozen=True, eq=False)
class CaseReading:
    """All that follows from what a case records: nothing here is stored. A worker keeps the last of them."""

    recorded: Mapping[str, Value]
    facts: Facts
    workings: Mapping[str, Working]
    stage: StageResult
    scores: Mapping[str, Score]
    answer: Answer
    sparing: Sparing

    @cached_property
    def progress(self) -> tuple["ChapterProgress", ...]:
        return progress_of(self.recorded)


@dataclass(frozen=True)
class ChapterProgress:
    """How much of a chapter is recorded, out of what is asked for this case."""

    chapter: Chapter
    recorded: int
    asked: int

    @property
    def state(self) -> str:
        """ "empty", "half" or "full"."""
        if not self.recorded:
            return "empty"
        return "full" if self.recorded >= self.asked else "half"


def cases_for(user: User) -> QuerySet[PatientCase]:
    """The person's own cases, last changed first, with all that `recorded()` reads."""
    return with_lesions(_rows_of(user))


def with_lesions(cases: QuerySet[PatientCase]) -> QuerySet[PatientCase]:
    """The cases with their lesions in order; one query for all."""
    lesions = Prefetch("lesions", KidneyLesion.objects.order_by("position"), to_attr="lesion_rows")
    return cases.prefetch_related(lesions)  # type: ignore[no-redef]  # the model declares where they go


def case_for(user: User, pk: int) -> PatientCase:
    """One of the person's own cases. Raises PatientCase.DoesNotExist, for another's case as for none."""
    return _loaded(_case_of_user.rows(user.pk, pk))


def record_of(pk: int) -> PatientCase:
    """The record of an attempt, which is a case that stands in nobody's list."""
    return _loaded(_case.rows(pk))


def _loaded(rows: list[list[Any]]) -> PatientCase:
    """A case with what it records, straight from its row: the columns of facts are not made attributes."""
    if not rows:
        raise PatientCase.DoesNotExist
    of_itself, columns = rows[0][: len(OF_ITSELF)], rows[0][len(OF_ITSELF) :]
    case = made_of(PatientCase, OF_ITSELF, of_itself)
    case.lesion_rows = [made_of(KidneyLesion, OF_LESION, row) for row in _lesions_of_case.rows(case.pk)]
    known = known_in(FACTS, columns)
    if known["lesions"]:
        known["lesions"] = tuple(lesion.recorded() for lesion in case.lesion_rows)
    else:
        del known["lesions"]
    case.known = known
    return case


def _rows_of(user: User) -> QuerySet[PatientCase]:
    """Cases of one's own choice: what an attempt records is opened, and closed, with the attempt alone."""
    return PatientCase.objects.filter(owner=user, is_record=False).select_related(*RELATED)


def read(
    recorded: Mapping[str, Value], edition: CompiledEdition, *, before: CaseReading | None = None
) -> CaseReading:
    """Everything that follows from recorded facts under an edition. Touches no database.

    The last readings are kept: what a save leads to is what the next one starts from. `before` spares working
    out what has not changed since.
    """
    return _reading(_Recorded(repr(recorded), edition.hash, edition.number, recorded, edition, before))


@dataclass(frozen=True)
class _Recorded:
    """The same as any other with the same facts under the same edition."""

    facts: str
    hash: str
    number: int
    recorded: Mapping[str, Value] = field(compare=False)
    edition: CompiledEdition = field(compare=False)
    before: CaseReading | None = field(compare=False)


@lru_cache(maxsize=256)
def _reading(known: _Recorded) -> CaseReading:
    before = known.before
    derived = derive(known.recorded, before=before.sparing if before else None)
    return CaseReading(
        recorded=known.recorded,
        facts=derived.facts,
        workings=derived.workings,
        stage=derived.stage,
        scores=derived.scores,
        answer=answer(
            known.edition, derived.facts, before=Told(before.facts, before.answer) if before else None
        ),
        sparing=derived.sparing,
    )


def reading_of(case: PatientCase, edition: CompiledEdition | None = None) -> CaseReading:
    return read(case.recorded(), edition or current_edition())


# What is asked, and what matters next


def askable_facts(chapter: str, recorded: Mapping[str, Value]) -> tuple[Fact, ...]:
    """What a chapter asks of this case: IMDC only of RCC, Lugano only of lymphoma, TNM only of others."""
    return _askable(chapter, _deciding(recorded))


def _deciding(recorded: Mapping[str, Value]) -> Deciding:
    return tuple((key, recorded[key]) for key in VOCABULARY.deciding if key in recorded)


@lru_cache(maxsize=512)
def _askable(chapter: str, deciding: Deciding) -> tuple[Fact, ...]:
    known = dict(deciding)
    return tuple(fact for fact in VOCABULARY.asked_in(chapter) if fact.is_asked_of(known))


def progress_of(recorded: Mapping[str, Value]) -> tuple[ChapterProgress, ...]:
    """The nine chapters in order, each with what is recorded of what is asked."""
    return _progress(frozenset(recorded), _deciding(recorded))


@lru_cache(maxsize=512)
def _progress(recorded: frozenset[str], deciding: Deciding) -> tuple[ChapterProgress, ...]:
    """By the facts that are recorded: what else they hold changes nothing here."""
    return tuple(_of_chapter(chapter, recorded, deciding) for chapter in CHAPTERS)


def _of_chapter(chapter: Chapter, recorded: frozenset[str], deciding: Deciding) -> ChapterProgress:
    asked = {fact.key for fact in _askable(chapter.key, deciding)}
    held = asked & recorded
    return ChapterProgress(chapter, len(held), len(held | (asked - SELDOM_NEEDED)))


def next_chapter(reading: CaseReading) -> str:
    """Where the fact is asked that would settle most; in a new case, the first chapter unfinished."""
    if reading.recorded and reading.answer.ask_next:
        return VOCABULARY[reading.answer.ask_next[0].fact].chapter
    unfinished = [each.chapter.key for each in progress_of(reading.recorded) if each.state != "full"]
    return unfinished[0] if unfinished else CHAPTERS[0].key


def demo_cases_by_copy(user: User) -> tuple[list[DemoCase], list[DemoCase]]:
    """Those that the person has no copy of, and those of which a copy stands among their cases."""
    copies = PatientCase.objects.filter(owner=user).exclude(demo_slug="").order_by()
    held = set(copies.values_list("demo_slug", flat=True).distinct())
    shown = demo_cases()
    return [demo for demo in shown if demo.slug not in held], [demo for demo in shown if demo.slug in held]


def demo_case(slug: str) -> DemoCase | None:
    return next((demo for demo in demo_cases() if demo.slug == slug), None)
