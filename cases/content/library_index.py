"""The index of a library: its name, its objectives, its cases in order; each fault is told with its place."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from guidance.domain.characters import shown
from guidance.domain.vocabulary import nearest_word
from guidance.pack.characters import character_faults

PARTS = ("slug", "title", "summary", "objectives", "cases")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
TAKEN = "attempts"
"""Below /library/ this is the address of attempts."""

Finding = tuple[str, str]


@dataclass(frozen=True)
class Index:
    """What could be read of it. `objectives` is None where they are at fault: cases are not held to them."""

    slug: str
    title: str
    summary: str
    objectives: Mapping[str, str] | None
    cases: tuple[str, ...]


def read_index(data: Any) -> tuple[Index, list[Finding]]:
    """The index, and place and sentence of each fault."""
    if not isinstance(data, dict):
        what = "is empty" if data is None else "is no object"
        return Index("", "", "", None, ()), [("", f"{what}. An index holds {', '.join(PARTS)}.")]
    objectives, cases = data.get("objectives"), data.get("cases")
    found = [*_parts(data), *_objectives(objectives), *_cases(cases)]
    found += [(fault.place, fault.message) for fault in character_faults(data)]
    faulty = {place.partition(".")[0].partition("[")[0] for place, _ in found}
    listed = cases if isinstance(cases, list) else []
    named = [each for each in listed if isinstance(each, str) and SLUG.fullmatch(each)]
    texts = {name: str(data.get(name) or "").strip() for name in ("slug", "title", "summary")}
    known = None if "objectives" in faulty else objectives
    return Index(objectives=known, cases=tuple(dict.fromkeys(named)), **texts), found


def _parts(data: Mapping[str, Any]) -> Iterator[Finding]:
    for name in data:
        if name not in PARTS:
            near = nearest_word(name, PARTS)
            hint = f' Did you mean "{near}"?' if near else ""
            yield name, f"is no part of an index. Allowed: {', '.join(PARTS)}.{hint}"
    for name in ("slug", "title", "summary"):
        value = data.get(name)
        if not isinstance(value, str) or not value.strip():
            yield name, "is missing: it needs a text."
    slug = data.get("slug")
    if isinstance(slug, str) and slug.strip() and (not SLUG.fullmatch(slug) or slug == TAKEN):
        yield "slug", f'"{shown(slug, 60)}" is no slug: small letters, digits and hyphens, and not "{TAKEN}".'


def _objectives(given: Any) -> Iterator[Finding]:
    if not isinstance(given, dict) or not given:
        yield "objectives", "is missing: name what a resident can do after the cases, each as key: sentence."
        return
    for key, text in given.items():
        if not SLUG.fullmatch(key):
            yield f"objectives.{key}", "is no key: small letters, digits and hyphens."
        if not isinstance(text, str) or not text.strip():
            yield f"objectives.{key}", "needs a sentence: what a resident can do after the cases."


def _cases(given: Any) -> Iterator[Finding]:
    if not isinstance(given, list) or not given:
        yield "cases", "is missing: name the files of the cases in order, without .yaml."
        return
    seen: set[str] = set()
    for place, slug in enumerate(given):
        at = f"cases[{place}]"
        if not isinstance(slug, str) or not SLUG.fullmatch(slug):
            yield (
                at,
                f'"{shown(str(slug), 60)}" is no slug: small letters, digits and hyphens, without .yaml.',
            )
        elif slug in seen:
            yield at, f'"{slug}" is named twice. Name each case once.'
        else:
            seen.add(slug)
