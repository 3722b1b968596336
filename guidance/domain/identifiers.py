"""What in a free text looks as if it could identify a person. A hint for the writer, not a proof."""

import re
from typing import NamedTuple


class Suspicion(NamedTuple):
    """A part of a text and what it looks like."""

    part: str
    looks_like: str


_LOOKS = (
    ("an e-mail address", re.compile(r"(?<![^\s@])[^\s@]+@[^\s@]+\.[^\s@]+")),
    (
        "a record number",
        re.compile(
            r"\b(?:MRN|NHS|SSN|hospital (?:no|number)|patient (?:no|number|id)|case note)\b[\s.:#]*\w*", re.I
        ),
    ),
    (
        "a date of birth",
        re.compile(
            r"\b(?:d\.?o\.?b\b|date of birth)[\s.:]*(?:on )?[\w./-]*"
            r"|\bborn[\s.:]*(?:on |in )?(?:the )?"
            r"(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[\w./-]*",
            re.I,
        ),
    ),
    (
        "a full date",
        re.compile(r"\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}\b"),
    ),
    (
        "a full date",
        re.compile(
            r"\b\d{1,2}(?:st|nd|rd|th)? "
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?:19|20)\d{2}\b",
            re.I,
        ),
    ),
    ("a person's name", re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Sir|Herr|Frau)\b\.?\s+[A-Z][\w'-]+")),
    ("a phone or record number", re.compile(r"\d{6,}|\+?\d(?:[ -]?\d){6,}")),
)


def suspicions(text: str) -> tuple[Suspicion, ...]:
    """The parts of a text that look like identifiers, each once, in the order of the list above."""
    found: list[Suspicion] = []
    rest = text
    for looks_like, pattern in _LOOKS:
        for match in pattern.finditer(rest):
            found.append(Suspicion(match[0].strip(), looks_like))
        rest = pattern.sub(lambda match: " " * len(match[0]), rest)
    return tuple(found)


def named(found: tuple[Suspicion, ...]) -> str:
    """What to say of them to the writer, before anything is saved; without the full stop."""
    return "; ".join(f"“{each.part}” looks like {each.looks_like}" for each in found)
