"""The case file `kidmet.case/1`: a case as JSON, read with every fault at once and written in order."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from guidance.domain.characters import forbidden_said, on_one_line, texts_in
from guidance.domain.characters import shown as shown_text
from guidance.domain.faults import Fault
from guidance.domain.json_text import GivenTwice, check_nesting, check_size, read_json_text
from guidance.domain.limits import CASE_BYTES, CASE_DEPTH, CASE_FAULTS, CASE_TITLE, ITEMS, NAMES, OverLimit
from guidance.domain.recognising import CASE_FILE, EMPTY, JSON, TEXT, Look, look_of, look_of_text
from guidance.domain.vocabulary import (
    VOCABULARY,
    AnyOfFact,
    Fact,
    FactError,
    NumberFact,
    Value,
    nearest_word,
    shown,
)

from .known import Recorded
from .notation.category import NotationError
from .notation.scanning import read_category
from .report_lines import read_fact

FORMAT = "kidmet.case/1"
TITLE_LENGTH = CASE_TITLE.most
_BARE = re.compile(r'null|true|false|-?\d{1,40}(?:\.\d{1,40})?|"[^"\\\n]*"')
"""What is JSON, and no object or list."""
_PARTS = ("format", "title", "facts")


class CaseFileError(ValueError):
    """A case file that cannot be read. `faults` holds all, or the first hundred; nothing was read in part."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(faults[: CASE_FAULTS.most])
        super().__init__("\n".join(on_one_line(fault.message) for fault in self.faults))


@dataclass(frozen=True)
class CaseFile:
    title: str
    recorded: dict[str, Value]


def case_text_of(raw: bytes) -> str:
    """The text of a file in UTF-8. Raises CaseFileError, which names what the file looks like otherwise."""
    look = look_of(raw)
    if look not in (CASE_FILE, JSON, TEXT, EMPTY):
        raise CaseFileError([_something_else(look)])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        said = f"This is not text in UTF-8: line {line} holds the byte {raw[error.start]:02X}."
        raise CaseFileError([_fault("", None, "text in UTF-8", said)]) from error


def read_case_text(text: str) -> CaseFile:
    """The case in a JSON text. A key named twice is a fault: which of the two was meant is unknown.

    Raises CaseFileError.
    """
    try:
        check_size(text, CASE_BYTES)
    except OverLimit as over:
        raise CaseFileError([_over(over)]) from over
    look = look_of_text(text)
    if look not in (CASE_FILE, JSON) and not _BARE.fullmatch(text.strip()):
        raise CaseFileError([_something_else(look)])
    try:
        document = read_json_text(text, size=CASE_BYTES, depth=CASE_DEPTH, names=NAMES, items=ITEMS)
    except OverLimit as over:
        raise CaseFileError([_over(over)]) from over
    except GivenTwice as twice:
        message = "{} is given twice; give it once."
        faults = [_fault(key, key, "each key once", message.format(_shown(key))) for key in twice.names]
        raise CaseFileError(faults) from twice
    except ValueError as fault:
        raise CaseFileError([_fault("", None, "JSON", f"This is not JSON: {fault}.")]) from fault
    return read_case_file(document)


def read_case_file(document: object) -> CaseFile:
    """The case in a parsed case file: title and recorded facts with their stored values.

    An absent key is unknown, and so is an empty set of choices. An empty list of lesions is an answer:
    they were looked for and there is none. Raises CaseFileError with every fault.
    """
    if not isinstance(document, Mapping):
        said = "This is JSON, but no object. A case file is a JSON object."
        raise CaseFileError([_fault("", document, "a JSON object", said)])
    forbidden = list(_forbidden_characters(document))
    if forbidden:
        raise CaseFileError(forbidden)
    try:
        check_nesting(document, CASE_DEPTH, names=NAMES, items=ITEMS)
    except OverLimit as over:
        raise CaseFileError([_over(over)]) from over
    faults = _faults_of_the_frame(document)
    facts = document.get("facts")
    recorded = _read_facts(facts, faults) if isinstance(facts, Mapping) else {}
    if faults:
        raise CaseFileError(faults)
    return CaseFile(str(document.get("title", "")).strip(), recorded)


def write_case_file(title: str, recorded: Recorded) -> dict[str, object]:
    """The case file of a case, ready for JSON, its facts in the order of the vocabulary.

    Derived facts are left out: whoever reads the file derives them again.
    """
    facts = {
        fact.key: fact.as_data(recorded[fact.key]) for fact in VOCABULARY.askable if fact.key in recorded
    }
    return {"format": FORMAT, "title": title, "facts": facts}


def _faults_of_the_frame(document: Mapping[object, object]) -> list[Fault]:
    faults = [_unknown(key, _PARTS, "a part of a case file") for key in document if key not in _PARTS]
    if document.get("format") != FORMAT:
        given = document.get("format")
        message = f'format: {_shown(given)} is not the format of a case file. Allowed: "{FORMAT}".'
        faults.append(_fault("format", given, FORMAT, message))
    title = document.get("title", "")
    if not isinstance(title, str) or len(title.strip()) > TITLE_LENGTH:
        allowed = f"text of at most {TITLE_LENGTH} characters"
        faults.append(_fault("title", title, allowed, f"title: {_shown(title)} is not {allowed}."))
    if not isinstance(document.get("facts"), Mapping):
        given = document.get("facts")
        message = f"facts: {_shown(given)} is not an object with one entry for each recorded fact."
        faults.append(_fault("facts", given, "an object", message))
    return faults


def _read_facts(given: Mapping[object, object], faults: list[Fault]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for key, value in given.items():
        if len(faults) >= CASE_FAULTS.most:
            break
        if not isinstance(key, str) or key not in VOCABULARY:
            faults.append(_unknown_fact(key))
        elif isinstance(VOCABULARY[key], AnyOfFact) and value == []:
            continue  # nothing was chosen, not even "none": it was not answered
        else:
            _read_fact(key, value, given, found, faults)
    return {key: found[key] for key in VOCABULARY if key in found}


def _read_fact(
    key: str,
    value: object,
    given: Mapping[object, object],
    found: dict[str, Value],
    faults: list[Fault],
) -> None:
    try:
        found[key] = read_fact(key, value, beside=given)
    except FactError as error:
        for each in error.faults:
            helped = f"{each.message} {_help_with_value(each.key, each.given)}".rstrip()
            faults.append(_fault(each.key, each.given, each.allowed, helped))


def _unknown_fact(key: object) -> Fault:
    message = f"{_shown(key)} is not a fact that a case can record. {_help_with_key(key)}".rstrip()
    return _fault(str(key), key, "a key of the vocabulary", message)


def _something_else(look: Look) -> Fault:
    return _fault("", look.name, f"a case file, {FORMAT}", look.instead_of("a case file"))


def _forbidden_characters(document: Mapping[object, object]) -> Iterator[Fault]:
    """Each place with a character that no text may hold, as an escape such as \\u0000 brings one in."""
    for place, text in texts_in(document):
        said = forbidden_said(text)
        if said:
            yield _fault(
                shown_text(place), shown_text(text), "text without it", f"{shown_text(place)}: {said}"
            )


def _unknown(key: object, known: tuple[str, ...], what: str) -> Fault:
    near = nearest_word(key, known)
    hint = f' The nearest is "{near}".' if near else ""
    allowed = ", ".join(known) if len(known) < 5 else "a key of the vocabulary"
    return _fault(str(key), key, allowed, f"{_shown(key)} is not {what}.{hint}")


def _over(over: OverLimit) -> Fault:
    # What is not counted is not given as a word that the file does not hold.
    return _fault("", over.given, f"at most {over.limit.allowed}", str(over))


def _fault(place: str, given: object, allowed: str, message: str) -> Fault:
    return Fault(place, message, given=given, allowed=allowed)


def _shown(given: object, limit: int = 60) -> str:
    return "nothing" if given is None else shown(given, limit)


# What the form says beside its fields, for who writes a case file by hand


def _help_with_key(key: object) -> str:
    """For a key that is no fact: a sentence with the one that was meant and its help, or ""."""
    near = VOCABULARY.nearest(key)
    if near is None or VOCABULARY[near].is_derived:
        return ""
    fact = VOCABULARY[near]
    return f'Did you mean "{near}"? {fact.explained} Allowed: {fact.allowed}.'


def _help_with_value(key: str, given: object) -> str:
    """What the form says besides of such a value; "" where that is nothing more."""
    fact = VOCABULARY.get(key)
    if fact is None:
        return ""
    if fact.element and isinstance(given, str):
        return _help_with_category(fact, given)
    if isinstance(fact, NumberFact):
        return _help_with_number(fact, given)
    return ""


def _help_with_category(fact: Fact, given: str) -> str:
    try:
        category = read_category(given, fact.element)
    except NotationError as fault:
        return fault.message
    only_capitals = "".join(given.split()).casefold() == category.token.casefold()  # the nearest says so
    return "" if only_capitals else f'Written properly it is "{category.token}".'


def _help_with_number(fact: NumberFact, given: object) -> str:
    if isinstance(given, str):
        return "Write a number without quotation marks and without its unit."
    if isinstance(given, int | float) and not isinstance(given, bool):
        return fact.hint_of_unit(given)
    return ""
