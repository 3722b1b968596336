"""Review cards: what was missed, as a question that can be answered without the case at hand."""

from collections.abc import Iterator
from dataclasses import dataclass

from cases.domain.marks import FACT, AttemptMark
from cases.domain.teaching import TeachingContent
from cases.domain.wording import table_words
from guidance.domain.edition import CompiledEdition, Statement
from guidance.domain.vocabulary import VOCABULARY, lower_first, upper_first

CONTEXT = (
    "age_years",
    "sex",
    "primary_site",
    "histology",
    "other_metastatic_sites",
    "lesions",
    "second_cancer_site",
    "which_cancer_spread",
    "biopsy_result",
    "kidney_diagnosis",
)
"""What a card about a case recalls of it, but for the fact that it asks."""


@dataclass(frozen=True)
class CardText:
    kind: str
    key: str
    domain: str
    question: str
    answer: str
    source: str


def cards_from(
    case: TeachingContent, marks: tuple[AttemptMark, ...], edition: CompiledEdition
) -> tuple[CardText, ...]:
    """A card for each fact missed, and for each statement that a missed mark links; each once.

    A statement that a curator's note contradicts goes with the note: nobody should learn it alone.
    """
    missed = [mark for mark in marks if mark.is_missed]
    cards = {card.key: card for card in _fact_cards(case, missed)}
    for mark in missed:
        for key in mark.statements:
            statement = edition.statements.get(key)
            if statement is not None and key not in cards:
                cards[key] = _statement_card(case, mark, statement, edition)
    return tuple(cards.values())


def _fact_cards(case: TeachingContent, missed: list[AttemptMark]) -> Iterator[CardText]:
    for key in dict.fromkeys(mark.key for mark in missed if mark.subject == FACT):
        marks = [mark for mark in missed if mark.key == key]
        fact, expected = VOCABULARY[key], case.key.record.get(key)
        words = "Nothing: leave it open" if expected is None else fact.words(expected)
        yield CardText(
            kind="fact",
            key=key,
            domain=marks[0].domain,
            question=f"{case.title}. {_context(case, key)}\n\nWhat belongs under “{fact.label}”, and why?",
            answer=f"{upper_first(words)}. {case.key.mark_of[key].why}",
            source=" ".join(
                filter(None, (f"Teaching case “{case.title}”, the expert's key.", marks[0].source))
            ),
        )


def _context(case: TeachingContent, asked: str) -> str:
    record = case.key.record
    known = [
        f"{lower_first(VOCABULARY[key].label)}: {lower_first(table_words(VOCABULARY[key], record[key]))}"
        for key in CONTEXT
        if key in record and key != asked
    ]
    said = "; ".join(known)
    return f"{upper_first(said)}." if said else ""


def _statement_card(
    case: TeachingContent, mark: AttemptMark, statement: Statement, edition: CompiledEdition
) -> CardText:
    section = edition.sections[statement.section]
    about = f"{case.title}: {lower_first(mark.label)}." if mark.subject == FACT else _stem(case, mark.key)
    notes = [edition.notes[id_] for id_ in statement.notes if id_ in edition.notes]
    said = [statement.text, *(f"Curator note {n.id} (certainty {n.certainty}): {n.text}" for n in notes)]
    return CardText(
        kind="statement",
        key=statement.key,
        domain=mark.domain,
        question=f"{about}\n\nWhat does the guidance say about it under “{section.title}”?",
        answer="\n\n".join(said),
        source=f"Guidance, edition {edition.number}, statement {statement.key}.",
    )


def _stem(case: TeachingContent, key: str) -> str:
    """The question without the marks of its Markdown."""
    return case.question_by_key[key].stem.strip().replace("**", "").replace("*", "")
