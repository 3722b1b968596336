"""Reading a case file for a command: from a path, or from standard input for "-"."""

import sys
from pathlib import Path

from django.core.management.base import CommandError

from cases.domain.record import CaseFile, CaseFileError, read_case_text

UNREADABLE = 2


def read_case(place: str) -> CaseFile:
    """The case in a file. What cannot be read ends the command with status 2 and every fault on a line."""
    try:
        return read_case_text(_text(place))
    except CaseFileError as error:
        faults = "\n".join(fault.message for fault in error.faults)
        raise CommandError(f"{place} is not a case file:\n{faults}", returncode=UNREADABLE) from error


def _text(place: str) -> str:
    try:
        data = sys.stdin.buffer.read() if place == "-" else Path(place).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise CommandError(f"{place} cannot be read: {error.strerror}.", returncode=UNREADABLE) from error
    except UnicodeDecodeError as error:
        raise CommandError(f"{place} is not text in UTF-8.", returncode=UNREADABLE) from error
