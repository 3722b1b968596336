"""Which sections of an answer stand in front, and what is said of them in a line.

An edition's weights say it. Where they say the same, or nothing, a section comes first that has something for
this case in particular; then one of the domain that the chapter is about; then one that applies by what the
chapter records; then as in the document.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from cases.domain.marking.fact_marking import DOMAIN_OF_CHAPTER
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import Answer, SectionMatch
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Value

LINES = 3
"""In the first view of a panel; the rest is a press away."""
DECISION = "treatment"
"""The domain that comes first where no chapter is open, and its chapter: what is decided in the end."""
MOST_WORDS = 20
_PAUSE = re.compile(r"[,;:.]$")


def foremost(
    matches: Sequence[SectionMatch], edition: CompiledEdition, *, chapter: str = "", most: int = LINES
) -> tuple[SectionMatch, ...]:
    """The best `most` of them, best first; what weighs nothing is never among them."""
    in_front = [match for match in matches if _weight(match.slug, edition, chapter)]
    return tuple(sorted(in_front, key=lambda match: _rank(match, edition, chapter))[:most])


def best_beside(
    matches: Sequence[SectionMatch], edition: CompiledEdition, chapter: str
) -> tuple[SectionMatch, ...]:
    """All of them, what bears most on the chapter first, then what applies by it; else in their order."""

    def rank(match: SectionMatch) -> tuple[int, bool]:
        return -_weight(match.slug, edition, chapter), not _is_by_chapter(match, chapter)

    return tuple(sorted(matches, key=rank))


def is_for_symptoms(recorded: Mapping[str, Value]) -> bool:
    return recorded.get("treatment_intent") == "symptom_control_only"


def chapter_at_hand(recorded: Mapping[str, Value]) -> str:
    """What the case is about by now: its plan where there is one, else the last chapter with an entry."""
    if is_for_symptoms(recorded):
        return "palliative"
    if "treatment_intent" in recorded or "treatments_considered" in recorded:
        return DECISION
    chapters = {VOCABULARY[key].chapter for key in recorded if key in VOCABULARY}
    return next((each.key for each in reversed(CHAPTERS) if each.key in chapters), "")


@lru_cache(maxsize=512)
def is_background(slug: str, edition: CompiledEdition) -> bool:
    """Never in a first view, whichever chapter is open: for reading when there is time."""
    return not any(_weight(slug, edition, chapter) for chapter in ("", *DOMAIN_OF_CHAPTER))


@lru_cache(maxsize=2048)
def _weight(slug: str, edition: CompiledEdition, chapter: str) -> int:
    """In an edition that weighs nothing, nothing for the background."""
    if not edition.weights and edition.sections[slug].domain == "background":
        return 0
    return edition.weight_of(slug, chapter)


def _rank(match: SectionMatch, edition: CompiledEdition, chapter: str) -> tuple[int, bool, bool, bool]:
    return (
        -_weight(match.slug, edition, chapter),
        not _speaks_of_case(match, edition),
        match.domain != DOMAIN_OF_CHAPTER.get(chapter, DECISION),
        not _is_by_chapter(match, chapter),
    )


def _is_by_chapter(match: SectionMatch, chapter: str) -> bool:
    return any(VOCABULARY[key].chapter == chapter for key in match.reasons)


def _speaks_of_case(match: SectionMatch, edition: CompiledEdition) -> bool:
    return bool(match.highlights or match.additions) or any(
        edition.notes[note].severity == "high" for note in match.notes
    )


def reason_in_short(match: SectionMatch, answer: Answer, chapter: str = "") -> str:
    """The first reason that something recorded in the open chapter gives, or else the first of all."""
    said = [answer.said[rule_id] for rule_id in match.rule_ids] if chapter else []
    of_chapter = (
        each.because for each in said if any(VOCABULARY[key].chapter == chapter for key in each.reasons)
    )
    return in_short(next(of_chapter, match.because[0]))


def in_short(text: str, most: int = MOST_WORDS) -> str:
    """Its first words, up to a pause where there is one in the later half; whole where they are few."""
    words = text.split()
    if len(words) <= most:
        return text
    ends = (at for at in range(most, most // 2, -1) if _PAUSE.search(words[at - 1]))
    return " ".join(words[: next(ends, most)]).rstrip(",;:.") + " …"
