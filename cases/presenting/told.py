"""What the case tells at a step: the facts that it gives, as a resident reads them above the form."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from cases.domain.known import Recorded
from cases.domain.teaching import LESIONS, StepTable, TeachingContent, TeachingStep, given_at
from cases.domain.wording import table_words
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Value


@dataclass(frozen=True)
class ToldFacts:
    rows: tuple[tuple[str, str], ...]
    lesions: StepTable | None


def told_at(content: TeachingContent, step: TeachingStep) -> ToldFacts | None:
    """None where the step gives nothing."""
    return told_facts(given_at(content, step))


def told_facts(given: Recorded) -> ToldFacts | None:
    lesions: Any = given.get(LESIONS)
    rows = {key: value for key, value in given.items() if key != LESIONS or not lesions}
    words = ((VOCABULARY[key].label, table_words(VOCABULARY[key], value)) for key, value in rows.items())
    return ToldFacts(tuple(words), _table(lesions) if lesions else None) if given else None


def _table(lesions: Sequence[Mapping[str, Value]]) -> StepTable:
    """A row for each, with what is told of any."""
    facts = [fact for fact in LESION_FIELDS.values() if any(fact.key in lesion for lesion in lesions)]
    columns = (f"{fact.label} ({fact.unit})" if fact.unit else fact.label for fact in facts)
    return StepTable(
        caption="Lesions",
        columns=("Lesion", *columns),
        rows=tuple(
            (str(number), *(_cell(fact.key, lesion) for fact in facts))
            for number, lesion in enumerate(lesions, start=1)
        ),
    )


def _cell(key: str, lesion: Mapping[str, Value]) -> str:
    if key not in lesion:
        return ""
    fact = LESION_FIELDS[key]
    return table_words(fact, lesion[key]).removesuffix(f" {fact.unit}" if fact.unit else "")
