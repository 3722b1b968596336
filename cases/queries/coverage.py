"""What of an edition nothing reaches or uses: the gaps that a curator looks for."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, Sum

from cases.domain.impact import nothing_matches
from cases.models import PatientCase, StoredCoverage
from cases.queries.replaying import (
    NamedCase,
    deriving_hash,
    facts_of_all,
    latest_versions,
    named_cases,
)
from guidance.domain.edition import Addition, CompiledEdition, Note, Reference, Statement
from guidance.domain.engine.replaying import CaseTable, OutcomeKind, Survey
from guidance.domain.vocabulary import VOCABULARY

AT_ONCE = 300
"""So many stored cases are looked at by the page itself, in half a second; of more a job works it out."""


@dataclass
class Seen:
    """What of an edition some cases reach, how many they are, and how many of them nothing matches."""

    sections: set[str] = field(default_factory=set)
    read: int = 0
    unmatched: int = 0

    def look_at(self, survey: Survey, table: CaseTable) -> int:
        """Returns the cases that nothing matches, as a set of bits."""
        found = survey.over(table)
        self.sections.update(
            outcome.id for outcome, cases in found.items() if outcome.kind is OutcomeKind.SECTION and cases
        )
        unmatched = nothing_matches(found, table)
        self.read += len(table)
        self.unmatched += unmatched.bit_count()
        return unmatched


@dataclass(frozen=True)
class Coverage:
    """`sections` tells whether each has rules, which no case meets; `facts` why each is recorded, where the
    document gives a reason; `additions` and `notes` what each lacks. `stored` is what was seen of the `total`
    of stored cases.
    """

    sections: Mapping[str, bool]
    cases: tuple[NamedCase, ...]
    facts: Mapping[str, str]
    statements: tuple[Statement, ...]
    additions: Mapping[str, list[str]]
    notes: Mapping[str, list[str]]
    references: tuple[Reference, ...]
    named: int
    stored: Seen
    total: int


def coverage_made_from(edition: CompiledEdition) -> tuple[Hashable, ...]:
    """All that `coverage` comes from besides stored cases: as long as it is equal, so is the coverage."""
    named = latest_versions().values_list("hash", "teaching_case__slug", "teaching_case__library__slug")
    return edition.hash, *named


def stored_stamp() -> str:
    """Tells when the stored cases, or what is derived of them, are others: numbers of cases are never used
    again and versions only go up."""
    sums = PatientCase.objects.aggregate(Count("pk"), Sum("pk"), Sum("version"))
    return "-".join(str(each or 0) for each in sums.values()) + f"-{deriving_hash()}"


def stored_coverage(change_set: int | None) -> StoredCoverage | None:
    return StoredCoverage.objects.filter(draft=change_set or 0).select_related("job__owner").first()


def seen_now(edition: CompiledEdition) -> Seen:
    """Of all stored cases, derived anew in two queries; for as few as `AT_ONCE`."""
    seen = Seen()
    seen.look_at(Survey(edition), CaseTable.of(facts_of_all()))
    return seen


def coverage(edition: CompiledEdition, stored: Seen, total: int) -> Coverage:
    """Over the cases with a name, and what was seen of the stored cases, of which there are `total`."""
    named, seen = named_cases(), Seen()
    unmatched = seen.look_at(Survey(edition), CaseTable.of([case.facts for case in named]))
    return Coverage(
        sections=_sections(edition, seen.sections | stored.sections),
        cases=tuple(case for place, case in enumerate(named) if unmatched >> place & 1),
        facts=_facts(edition),
        statements=tuple(each for each in edition.statements.values() if not (each.line and each.paragraph)),
        additions=_additions(edition),
        notes=_notes(edition),
        references=_references(edition),
        named=len(named),
        stored=stored,
        total=total,
    )


def _sections(edition: CompiledEdition, reached: Collection[str]) -> dict[str, bool]:
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
