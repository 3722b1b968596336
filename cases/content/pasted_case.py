"""A teaching case, or a case file, from the text of one file: in whole, or every fault with its line."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from cases.content.case_checks import validator_for
from cases.content.library_texts import text_faults
from cases.domain.known import Recorded
from cases.domain.record import FORMAT as CASE_FORMAT
from cases.domain.record import CaseFileError, read_case_text
from cases.domain.teaching import TeachingCaseError, read_teaching_case
from guidance.domain.characters import shown
from guidance.domain.faults import Fault, FaultsError
from guidance.domain.recognising import look_of_text
from guidance.pack.file_reading import FileReading
from guidance.pack.schema import schema_faults
from guidance.pack.yaml_reading import read_yaml

MOST_TOLD = 100


class PastedFaults(FaultsError):
    """What is wrong with the text. Nothing of it was used."""


def is_case_file(text: str) -> bool:
    return CASE_FORMAT in text[:2_000] and text.lstrip("\ufeff \t\r\n").startswith("{")


def read_recorded(text: str) -> tuple[str, Recorded]:
    """Title and facts of a case file. Raises PastedFaults."""
    try:
        found = read_case_text(text)
    except CaseFileError as error:
        raise PastedFaults(error.faults) from error
    return found.title, found.recorded


def read_pasted_case(text: str) -> dict[str, Any]:
    """The document of a teaching case, of any format. Raises PastedFaults."""
    reading = read_yaml(text.removeprefix("\ufeff"))
    faults = [Fault("", message, line=line) for line, message in reading.faults]
    if not faults and not isinstance(reading.data, dict):
        said = f"{look_of_text(text).instead_of('a teaching case')} One begins with its format."
        faults = [Fault("", said, line=1)]
    if faults:
        raise PastedFaults(faults)
    document: Any = reading.data
    faults = (
        [*text_faults(document)]
        or [*schema_faults(document, validator_for(document))]
        or _of_meaning(document)
    )
    if faults:
        raise PastedFaults(_with_lines(faults[:MOST_TOLD], reading))
    return dict(document)


def _of_meaning(document: Mapping[str, Any]) -> list[Fault]:
    try:
        read_teaching_case(document, dict.fromkeys(document["objectives"], ""))
    except TeachingCaseError as error:
        return list(error.faults)
    return []


def _with_lines(faults: list[Fault], reading: FileReading) -> list[Fault]:
    return [
        replace(fault, place=shown(fault.place), line=reading.lines.near(fault.place) or 1)
        for fault in faults
    ]
