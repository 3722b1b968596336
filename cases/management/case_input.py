"""Reading a case file for a command: from a path, or from standard input for "-"."""

import sys
from contextlib import nullcontext
from errno import EINVAL
from pathlib import Path

from django.core.management.base import CommandError

from cases.domain.record import CaseFile, CaseFileError, case_text_of, read_case_text
from guidance.domain.characters import on_one_line
from guidance.domain.limits import CASE_BYTES, OverLimit

UNREADABLE = 2
LONGEST_NAME = 300


def read_case(place: str) -> CaseFile:
    """The case in a file. What cannot be read ends the command with status 2 and every fault on a line."""
    try:
        return read_case_text(_text(place))
    except CaseFileError as error:
        # One fault fits on the line that names the file; several have a line each.
        lines = f" {error}" if len(error.faults) == 1 else f"\n{error}"
        raise CommandError(f"{name_of(place)} is not a case file:{lines}", returncode=UNREADABLE) from error


def name_of(place: str) -> str:
    """The name of a file as it is said: a name may hold line breaks and what a terminal obeys."""
    return on_one_line(place, LONGEST_NAME)


def _text(place: str) -> str:
    try:
        return case_text_of(_bytes(place))
    except OverLimit as over:
        raise CommandError(f"{name_of(place)} is not a case file: {over}", returncode=UNREADABLE) from over
    except OSError as error:
        raise CommandError(
            f"{name_of(place)} cannot be read: {error.strerror}.", returncode=UNREADABLE
        ) from error


def _bytes(place: str) -> bytes:
    """No more of it is read than tells that it is too much. Raises OverLimit, OSError."""
    if "\0" in place:
        raise OSError(EINVAL, "a name holds no NUL")
    with nullcontext(sys.stdin.buffer) if place == "-" else Path(place).open("rb") as file:
        data = file.read(CASE_BYTES.most + 1)
    if len(data) > CASE_BYTES.most:
        raise OverLimit(CASE_BYTES)
    return data
