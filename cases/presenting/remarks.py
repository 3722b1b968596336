"""Recorded facts that do not fit together: beside their fields, and in a list that leads to each of them."""

from collections.abc import Callable, Container, Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from cases.domain.contradictions import Remark, remarks
from cases.domain.known import Recorded
from cases.queries import askable_facts
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Fact

Leads = Callable[[Fact], str]
"""The address of the field of a fact; empty where there is none to go to."""


@dataclass(frozen=True)
class Way:
    """A fact that is named, and the address of its field, if there is one."""

    label: str
    href: str


@dataclass(frozen=True)
class ShownRemark:
    remark: Remark
    ways: tuple[Way, ...]
    short: str

    @property
    def message(self) -> str:
        return self.remark.message


def remarks_of(recorded: Recorded, pk: int, *, today: date) -> tuple[ShownRemark, ...]:
    """Every remark on a case, each with the way to its fields."""
    found = remarks(recorded, today=today)
    return tuple(_shown(remark, "", to_chapters(recorded, pk)) for remark in found) if found else ()


def remarks_at(
    found: Iterable[Remark], keys: Iterable[str], leads: Leads
) -> dict[str, tuple[ShownRemark, ...]]:
    """Remarks by the field beside which each is said, once: the last of its facts on the page."""
    order = {key: place for place, key in enumerate(keys)}
    at: dict[str, tuple[ShownRemark, ...]] = {}
    for remark in found:
        here = [key for key in remark.facts if key in order]
        if here:
            key = max(here, key=order.__getitem__)
            at[key] = (*at.get(key, ()), _shown(remark, key, leads))
    return at


def to_chapters(recorded: Recorded, pk: int) -> Leads:
    """To the chapter of a case in which a fact is asked. A hidden question has no field to go to."""
    asked = {fact.key for chapter in CHAPTERS for fact in askable_facts(chapter.key, recorded)}

    def leads(fact: Fact) -> str:
        if fact.key not in asked:
            return ""
        return f"{reverse('case_chapter', args=(pk, fact.chapter))}#field-{fact.key}"

    return leads


def on_the_page(keys: Container[str]) -> Leads:
    """To a field of the same page alone: what stands on another cannot be gone back to."""
    return lambda fact: f"#field-{fact.key}" if fact.key in keys else ""


def _shown(remark: Remark, key: str, leads: Leads) -> ShownRemark:
    facts = [VOCABULARY[each] for each in remark.facts]
    others = " and ".join(f"“{fact.label}”" for fact in facts if fact.key != key)
    ways = tuple(Way(fact.label, leads(fact)) for fact in facts)
    return ShownRemark(remark, ways, remark.asks or f"does it fit {others}?")
