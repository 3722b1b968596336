"""Recorded facts that do not fit together: beside their fields, and in a list that leads to each of them."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.urls import reverse

from cases.domain.contradictions import Remark, remarks
from cases.domain.contradictions.contradiction_rule import NO_SOURCE
from cases.domain.deriving import derive
from cases.domain.known import Recorded
from cases.domain.staging import Finding
from cases.domain.teaching import TeachingStep, fact_at
from cases.queries.cases import CaseReading, askable_facts
from guidance.domain.vocabulary import VOCABULARY, Fact, joined

MOST_IN_WORDS = 5

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

    @property
    def message(self) -> str:
        return self.remark.message

    @property
    def source(self) -> str:
        """What vouches for it; nothing where it follows from what the words mean."""
        return "" if self.remark.source == NO_SOURCE else self.remark.source


@dataclass(frozen=True)
class BesideField:
    """What is said beside one field: folded to a question, and in full."""

    key: str
    shown: tuple[ShownRemark, ...]

    @property
    def short(self) -> str:
        """ "was that 14 mg/dL?", "does it fit “Age” and “Sex”?" """
        asked = [each.remark.asks for each in self.shown if each.remark.asks]
        facts = [key for each in self.shown if not each.remark.asks for key in each.remark.facts]
        others = [f"“{VOCABULARY[key].label}”" for key in dict.fromkeys(facts) if key != self.key]
        return " ".join([*asked, *([f"does it fit {joined(others)}?"] if others else [])])


OF_STAGING: Mapping[str, tuple[str, ...]] = {
    "W_METASTASIS_WITHOUT_LESION": ("lesions", "kidney_diagnosis"),
    "W_BIOPSY_DIFFERS": ("kidney_diagnosis", "biopsy_result"),
    "W_COUNT_DIFFERS": ("other_metastatic_sites",),
}
"""What staging finds of this kind, with the facts that it names besides the one that it is about."""


def remarks_of(recorded: Recorded, pk: int, *, today: date) -> tuple[ShownRemark, ...]:
    """Every remark on a case, each with the way to its fields. What staging finds stands with the stage."""
    found = remarks(recorded, today=today)
    return tuple(_shown(remark, to_chapters(recorded, pk)) for remark in found) if found else ()


@lru_cache(maxsize=256)
def remarks_on(reading: CaseReading, today: date) -> tuple[Remark, ...]:
    """What is to be said beside fields: every remark, and what staging finds of the kind.

    Not of the answer to a question that is hidden: there is no field in which it could be mended.
    """
    staged = (_of_staging(each) for each in reading.stage.findings if _is_of_the_kind(each))
    found = (*remarks(reading.recorded, today=today), *staged)
    return tuple(
        remark
        for remark in found
        if all(_is_asked(VOCABULARY[key], reading.recorded) for key in remark.facts)
    )


def _is_asked(fact: Fact, recorded: Recorded) -> bool:
    return not fact.is_derived and fact.is_asked_of(recorded)


def _is_of_the_kind(finding: Finding) -> bool:
    """A count that differs is also found of the nodes in an N, which says nothing of other sites."""
    return finding.code in OF_STAGING and finding.fact != "n_category"


def _of_staging(finding: Finding) -> Remark:
    facts = (finding.fact, *OF_STAGING[finding.code])
    return Remark(finding.code, finding.message, tuple(dict.fromkeys(fact for fact in facts if fact)))


def announced(now: Iterable[Remark], before: Iterable[Remark]) -> str:
    """What is new, for who does not see it come."""
    known = {remark.message for remark in before}
    return " ".join(f"Look again: {remark.message}" for remark in now if remark.message not in known)


def remarks_at(found: Iterable[Remark], keys: Iterable[str], leads: Leads) -> dict[str, BesideField]:
    """Remarks by the field beside which each is said, once: the last of its facts on the page."""
    order = {key: place for place, key in enumerate(keys)}
    at: dict[str, list[Remark]] = {}
    for remark in found:
        here = [key for key in remark.facts if key in order]
        if here:
            at.setdefault(max(here, key=order.__getitem__), []).append(remark)
    return {key: BesideField(key, tuple(_shown(remark, leads) for remark in at[key])) for key in at}


def remarks_in_step(recorded: Recorded, step: TeachingStep, today: date) -> dict[str, BesideField]:
    """Beside the fields of a step of an attempt: of what is recorded, and of nothing the key alone holds."""
    here = frozenset(map(fact_at, step.asked))
    asked = [
        fact.key for chapter in step.chapters for fact in askable_facts(chapter, recorded) if fact.key in here
    ]
    return remarks_at(remarks(recorded, today=today), asked, on_the_page(asked))


def remarks_in_words(recorded: Recorded, *, today: date) -> str:
    """Every remark in a few sentences, at most five of them; empty where there is none."""
    staged = (_of_staging(each) for each in derive(recorded).stage.findings if _is_of_the_kind(each))
    found = (*remarks(recorded, today=today), *staged)
    if not found:
        return ""
    more = len(found) - MOST_IN_WORDS
    rest = f" And {more} more; the summary has them all." if more > 0 else ""
    return " ".join(["Look again:", *(each.message for each in found[:MOST_IN_WORDS])]) + rest


def to_chapters(recorded: Recorded, pk: int) -> Leads:
    """To the chapter of a case in which a fact is asked. A hidden question has no field to go to."""

    def leads(fact: Fact) -> str:
        if not _is_asked(fact, recorded):
            return ""
        return f"{reverse('case_chapter', args=(pk, fact.chapter))}#field-{fact.key}"

    return leads


def on_the_page(keys: Container[str]) -> Leads:
    """To a field of the same page alone: what stands on another cannot be gone back to."""
    return lambda fact: f"#field-{fact.key}" if fact.key in keys else ""


def _shown(remark: Remark, leads: Leads) -> ShownRemark:
    return ShownRemark(
        remark, tuple(Way(VOCABULARY[key].label, leads(VOCABULARY[key])) for key in remark.facts)
    )
