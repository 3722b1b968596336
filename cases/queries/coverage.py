"""What of an edition nothing reaches or uses: the gaps that a curator looks for."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from cases.domain.impact import nothing_matches
from cases.models import FactBlock
from cases.queries.replaying import (
    BLOCK,
    NamedCase,
    each_fresh_cohort,
    first_blocks,
    latest_versions,
    named_cases,
    stored_case_count,
)
from guidance.domain.edition import Addition, CompiledEdition, Note, Reference, Statement
from guidance.domain.engine.replaying import Cohort, OutcomeKind, Survey
from guidance.domain.vocabulary import VOCABULARY

MOST_LOOKED_UP = 128
"""So many blocks of stored cases are looked at: about 130,000 cases in a second or less."""


@dataclass(frozen=True)
class StoredCases:
    """How many there are, how many of them were looked at, and how many of those nothing matches."""

    total: int
    read: int
    unmatched: int

    @property
    def unread(self) -> int:
        return max(0, self.total - self.read)

    @property
    def is_too_many(self) -> bool:
        return self.total > MOST_LOOKED_UP * BLOCK


@dataclass(frozen=True)
class Coverage:
    """`sections` tells whether each has rules, which no case meets; `facts` why each is recorded, where the
    document gives a reason; `additions` and `notes` what each lacks.
    """

    sections: Mapping[str, bool]
    cases: tuple[NamedCase, ...]
    facts: Mapping[str, str]
    statements: tuple[Statement, ...]
    additions: Mapping[str, list[str]]
    notes: Mapping[str, list[str]]
    references: tuple[Reference, ...]
    named: int
    stored: StoredCases


def coverage_made_from(edition: CompiledEdition) -> tuple[Hashable, ...]:
    """All that `coverage` comes from, in three quick queries: as long as it is equal, so is the coverage."""
    blocks = first_blocks(MOST_LOOKED_UP)
    columns = FactBlock.objects.filter(number__in=blocks).values_list("number", "made_from")
    named = latest_versions().values_list("hash", "teaching_case__slug", "teaching_case__library__slug")
    return edition.hash, *blocks.items(), *columns.order_by("number"), *named, stored_case_count()


def coverage(edition: CompiledEdition) -> Coverage:
    """Over the cases with a name and the stored cases whose columns are up to date; it derives nothing."""
    survey = Survey(edition)
    reached: set[str] = set()
    named = named_cases()
    unmatched = _look_at(survey, Cohort.of([case.facts for case in named]), reached)
    read = unmatched_stored = 0
    for cohort in each_fresh_cohort(first_blocks(MOST_LOOKED_UP), survey.facts):
        read += len(cohort)
        unmatched_stored += _look_at(survey, cohort, reached).bit_count()
    return Coverage(
        sections=_sections(edition, reached),
        cases=tuple(case for place, case in enumerate(named) if unmatched >> place & 1),
        facts=_facts(edition),
        statements=tuple(each for each in edition.statements.values() if not (each.line and each.paragraph)),
        additions=_additions(edition),
        notes=_notes(edition),
        references=_references(edition),
        named=len(named),
        stored=StoredCases(stored_case_count(), read, unmatched_stored),
    )


def _look_at(survey: Survey, cohort: Cohort, reached: set[str]) -> int:
    """Add the sections that the cohort reaches; the cases that nothing matches."""
    found = survey.over(cohort)
    reached.update(
        outcome.id for outcome, cases in found.items() if outcome.kind is OutcomeKind.SECTION and cases
    )
    return nothing_matches(found, cohort)


def _sections(edition: CompiledEdition, reached: set[str]) -> dict[str, bool]:
    """Those whose rules no case meets, then those without rules, each in document order."""
    with_rule = set(edition.matched_sections)
    gaps = [slug for slug in edition.sections if slug not in reached]
    return {slug: slug in with_rule for slug in sorted(gaps, key=lambda slug: slug not in with_rule)}


def _facts(edition: CompiledEdition) -> dict[str, str]:
    """Those without a reason first."""
    reasons = edition.document.get("informative_facts")
    given: dict[str, str] = dict(reasons) if isinstance(reasons, dict) else {}
    gaps = [key for key in VOCABULARY if key not in edition.facts_used]
    return {key: given.get(key, "") for key in sorted(gaps, key=lambda key: bool(given.get(key)))}


def _notes(edition: CompiledEdition) -> dict[str, list[str]]:
    found = {id_: _lacking(note) for id_, note in edition.notes.items()}
    return {id_: lacks for id_, lacks in found.items() if lacks}


def _additions(edition: CompiledEdition) -> dict[str, list[str]]:
    highlighted = {rule.statement for rule in edition.rules.values()}
    found = {
        key: ([] if key in highlighted else ["no rule brings it up"]) + _lacking(addition)
        for key, addition in edition.additions.items()
    }
    return {key: lacks for key, lacks in found.items() if lacks}


def _lacking(said: Note | Addition) -> list[str]:
    wanted = {"no reference": said.references, "not signed off": said.signed_off_by}
    return [lacking for lacking, held in wanted.items() if not held]


def _references(edition: CompiledEdition) -> tuple[Reference, ...]:
    used = {id_ for note in edition.notes.values() for id_ in note.references}
    used |= {id_ for addition in edition.additions.values() for id_ in addition.references}
    return tuple(each for id_, each in edition.references.items() if id_ not in used)
