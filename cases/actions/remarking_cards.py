"""Review cards of what a corrected key says otherwise: their answers follow it, their schedules stay."""

from collections.abc import Iterable

from cases.domain.cards import CardText, cards_from
from cases.domain.marking import mark_attempt
from cases.models import ReviewCard, TeachingCaseVersion
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import CompiledEdition
from guidance.queries.editions import current_edition_if_any


def put_cards_right(key: TeachingCaseVersion, others: Iterable[TeachingCaseVersion]) -> None:
    """Cards that say otherwise by this key than by one of the others: one update for each, whoever has it."""
    edition = current_edition_if_any()
    if edition is None:
        return
    others = list(others)
    said = [_cards(each, edition) for each in others]
    numbers = [key.number, *(each.number for each in others)]
    for matter, card in _cards(key, edition).items():
        if all(each.get(matter) == card for each in said):
            continue
        theirs = ReviewCard.objects.filter(
            teaching_case=key.teaching_case_id,
            kind=card.kind,
            key=card.key,
            attempt__version__number__in=numbers,
        )
        theirs.update(question=card.question, answer=card.answer, source=card.source)


def _cards(version: TeachingCaseVersion, edition: CompiledEdition) -> dict[tuple[str, str], CardText]:
    """All that can be missed of a version."""
    content = teaching_case_in(version)
    nothing_entered = mark_attempt(content, {}, {})
    return {(each.kind, each.key): each for each in cards_from(content, nothing_entered, edition)}
