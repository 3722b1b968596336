"""All that is checked of a teaching case as a document, be it a file or a draft that is not yet whole."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import cache
from typing import Any

from cases.content.library_texts import text_faults
from cases.domain.teaching import TeachingCaseError, TeachingContent, read_teaching_case, teaching_case_schema
from cases.domain.teaching.case import FORMAT, FORMATS
from cases.domain.teaching.checking import CaseCheck, CheckLevel, checks_of_content
from cases.domain.teaching.part_places import address_of, facts_in_words, place_in_words
from cases.domain.teaching.stacks import pictures_shown
from guidance.domain.edition import CompiledEdition
from guidance.domain.faults import Fault
from guidance.domain.vocabulary import VOCABULARY
from guidance.pack.schema import Validator, schema_faults


def checks_of(
    document: Mapping[str, Any],
    objectives: Mapping[str, str],
    edition: CompiledEdition | None,
    today: date,
    pictures: Collection[str] | None = None,
) -> tuple[CaseCheck, ...]:
    """What stops a document from being published, and what is to be acknowledged before it is.

    `objectives` are the library's, by key; `pictures` the hashes of those that are there, None where that is
    not asked. Where the document does not hang together yet, that alone is told:
    what it would mean cannot be known.
    """
    unreadable = [*text_faults(document), *schema_faults(document, validator_for(document))]
    if unreadable:
        return tuple(_told("shape", document, fault) for fault in unreadable)
    try:
        case = read_teaching_case(document, objectives)
    except TeachingCaseError as error:
        return tuple(_told("meaning", document, fault) for fault in error.faults)
    return (
        *_unknown_topic(case),
        *(_unknown_links(case, edition) if edition else ()),
        *(() if pictures is None else _missing_pictures(case, pictures)),
        *checks_of_content(case, edition, today),
    )


def _told(code: str, document: Mapping[str, Any], fault: Fault) -> CaseCheck:
    where = place_in_words(document, fault.place)
    words = facts_in_words(fault.said)
    said = f"{where}: {words}" if where else words
    return CaseCheck(code, CheckLevel.FAULT, address_of(document, fault.place), said)


def _unknown_topic(case: TeachingContent) -> Iterator[CaseCheck]:
    if case.topic not in VOCABULARY["primary_site"].choice_values:
        yield CaseCheck("unknown-primary", CheckLevel.FAULT, "topic", "Choose the primary of the case.")


def _missing_pictures(case: TeachingContent, pictures: Collection[str]) -> Iterator[CaseCheck]:
    for step in case.steps:
        for stack in step.images:
            if not pictures_shown([stack], debriefing=True) <= frozenset(pictures):
                at = f"steps/{step.key}/images/{stack.key}"
                said = f"A picture of “{stack.caption or stack.key}” at “{step.title}” is not here."
                yield CaseCheck("picture-missing", CheckLevel.FAULT, at, f"{said} Upload it again.")


def _unknown_links(case: TeachingContent, edition: CompiledEdition) -> Iterator[CaseCheck]:
    held: dict[str, Mapping[str, object]] = {"statement": edition.all_said, "note": edition.notes}
    for address, kind, id_ in case.citations():
        if id_ not in held[kind]:
            said = f"Edition {edition.number} of the guidance has no {kind} “{id_}”."
            yield CaseCheck("unknown-link", CheckLevel.FAULT, address, said)


def validator_for(document: Mapping[str, Any]) -> Validator:
    """That of the format which a document names."""
    return _validator(str(document.get("format")))


@cache
def _validator(format_: str) -> Validator:
    """The schema of a format that a document says it has; of the newest where it says none that is known."""
    schema = teaching_case_schema(format_ if format_ in FORMATS else FORMAT)
    if format_ not in FORMATS:
        schema["properties"]["format"] = {"enum": list(FORMATS)}
    return Validator(schema)
