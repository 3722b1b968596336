"""The index of a library: its name, its objectives, its cases in order; each fault is told with its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from guidance.domain.characters import shown
from guidance.domain.faults import Fault, Faults
from guidance.domain.limits import REMARK
from guidance.domain.vocabulary import nearest_word
from guidance.pack.payload_characters import character_faults

NEEDED = ("slug", "title", "summary", "objectives", "cases")
PARTS = (*NEEDED, "changes")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = "attempts"
"""Below /library/ this is the address of attempts."""


@dataclass(frozen=True)
class Index:
    """What could be read of it. `objectives` is None where they are at fault: cases are not held to them.

    `changes` says of cases, by slug, what their newest version has that the one before it had not.
    """

    slug: str
    title: str
    summary: str
    objectives: Mapping[str, str] | None
    cases: tuple[str, ...]
    changes: Mapping[str, str]


def read_index(data: Any) -> tuple[Index, list[Fault]]:
    """The index, and what is wrong with it."""
    if not isinstance(data, dict):
        what = "is empty" if data is None else "is no object"
        return Index("", "", "", None, (), {}), [Fault("", f"{what}. An index holds {', '.join(NEEDED)}.")]
    objectives, cases = data.get("objectives"), data.get("cases")
    changes = data.get("changes") or {}
    found = [
        *_parts(data),
        *_objectives(objectives),
        *_cases(cases),
        *_changes(changes, cases),
        *character_faults(data),
    ]
    faulty = {fault.place.partition(".")[0].partition("[")[0] for fault in found}
    listed = cases if isinstance(cases, list) else []
    named = [each for each in listed if isinstance(each, str) and SLUG.fullmatch(each)]
    texts = {name: str(data.get(name) or "").strip() for name in ("slug", "title", "summary")}
    known = None if "objectives" in faulty else objectives
    told = {} if "changes" in faulty else {slug: text.strip() for slug, text in changes.items()}
    return Index(objectives=known, cases=tuple(dict.fromkeys(named)), changes=told, **texts), found


def _parts(data: Mapping[str, Any]) -> Faults:
    for name in data:
        if name not in PARTS:
            said = f"is no part of an index. Allowed: {', '.join(PARTS)}."
            yield Fault(name, said, nearest=nearest_word(name, PARTS))
    for name in ("slug", "title", "summary"):
        value = data.get(name)
        if not isinstance(value, str) or not value.strip():
            yield Fault(name, "is missing: it needs a text.")
    slug = data.get("slug")
    if isinstance(slug, str) and slug.strip() and (not SLUG.fullmatch(slug) or slug == TAKEN):
        said = f'"{shown(slug, 60)}" is no slug: small letters, digits and hyphens, and not "{TAKEN}".'
        yield Fault("slug", said)


def _objectives(given: Any) -> Faults:
    if not isinstance(given, dict) or not given:
        said = "is missing: name what a resident can do after the cases, each as key: sentence."
        yield Fault("objectives", said)
        return
    for key, text in given.items():
        if not SLUG.fullmatch(key):
            yield Fault(f"objectives.{key}", "is no key: small letters, digits and hyphens.")
        if not isinstance(text, str) or not text.strip():
            yield Fault(f"objectives.{key}", "needs a sentence: what a resident can do after the cases.")


def _cases(given: Any) -> Faults:
    if not isinstance(given, list) or not given:
        yield Fault("cases", "is missing: name the files of the cases in order, without .yaml.")
        return
    seen: set[str] = set()
    for place, slug in enumerate(given):
        at = f"cases[{place}]"
        if not isinstance(slug, str) or not SLUG.fullmatch(slug):
            said = f'"{shown(str(slug), 60)}" is no slug: small letters, digits and hyphens, without .yaml.'
            yield Fault(at, said)
        elif slug in seen:
            yield Fault(at, f'"{slug}" is named twice. Name each case once.')
        else:
            seen.add(slug)


def _changes(given: Any, cases: Any) -> Faults:
    if not isinstance(given, dict):
        yield Fault("changes", "needs a sentence for each case that has a new version, as slug: sentence.")
        return
    named = cases if isinstance(cases, list) else []
    for slug, text in given.items():
        if slug not in named:
            nearest = nearest_word(str(slug), [str(each) for each in named])
            yield Fault(f"changes.{slug}", "is not among the cases of this index.", nearest=nearest)
        if not isinstance(text, str) or not text.strip() or len(text) > REMARK.most:
            said = f"needs a sentence on what changed, of {REMARK.allowed} at most."
            yield Fault(f"changes.{slug}", said)
