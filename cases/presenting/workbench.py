"""Everything that the workbench shows of a case at one moment, for the page and for its fragments alike."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from django.urls import reverse

from cases.domain.prognosis import Score
from cases.forms import ChapterForm
from cases.models import PatientCase
from cases.presenting.changed_since import changed_since
from cases.presenting.kidney_map import kidney_map_of
from cases.presenting.panel import CautionCard, Panel, panel_of
from cases.presenting.remarks import announced, remarks_at, remarks_on, to_chapters
from cases.presenting.stage_path import Stop, stage_path
from cases.presenting.stamps import stamp
from cases.queries.cases import CaseReading, ChapterProgress, askable_facts
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Fact

SET_M = frozenset({"primary", "kidney", "biopsy"})
"""Chapters whose answers change M: they show what follows for the stage."""


SCORES_IN: Mapping[str, Sequence[str]] = {
    "prognosis": (
        "egfr",
        "creatinine_clearance",
        "body_surface_area",
        "deindexed_egfr",
        "royal_marsden_score",
        "palliative_prognostic_index",
        "palliative_prognostic_score",
        "imdc",
    ),
    "palliative": ("esas", "palliative_prognostic_index", "palliative_prognostic_score"),
}


@dataclass(frozen=True)
class ChapterLink:
    progress: ChapterProgress
    is_current: bool
    asks_next: bool
    has_kept: bool
    count: str

    @property
    def spoken(self) -> str:
        state = {"empty": "nothing recorded", "half": "partly recorded", "full": "all recorded"}
        kept = ", something typed here is not recorded" if self.has_kept else ""
        return state[self.progress.state] + (", what matters next is here" if self.asks_next else "") + kept


@dataclass(frozen=True)
class ChapterLinks:
    links: tuple[ChapterLink, ...]

    @property
    def place(self) -> int:
        """The number of the chapter that is open, from one."""
        return next(number for number, link in enumerate(self.links, start=1) if link.is_current)

    @cached_property
    def stamp(self) -> str:
        return stamp("chapters", self.key)

    @property
    def key(self) -> Hashable:
        return tuple(
            (
                link.progress.chapter.key,
                link.progress.state,
                link.is_current,
                link.asks_next,
                link.has_kept,
                link.count,
            )
            for link in self.links
        )


@dataclass(frozen=True)
class ScoreCard:
    score: Score
    missing: tuple[Fact, ...]

    @property
    def key(self) -> Hashable:
        return self.score

    @cached_property
    def stamp(self) -> str:
        return stamp("score", self.key)


def workbench(
    case: PatientCase,
    form: ChapterForm,
    reading: CaseReading,
    edition: CompiledEdition,
    *,
    today: date,
    chosen: str = "",
    before: CaseReading | None = None,
) -> dict[str, Any]:
    """The context of the page; `before` is given after a save, so that what changed can be marked."""
    unfit = remarks_on(reading, today)
    asked = [fact.key for fact in askable_facts(form.chapter.key, reading.recorded)]
    chapter = form.chapter.key
    since = changed_since(case, reading, edition)
    panel = panel_of(reading, edition, chapter=chapter, chosen=chosen, before=before, since=since)
    stops = _stops(reading)
    return {
        "case": case,
        "form": form,
        "chapter": form.chapter,
        "chapters": _chapter_links(reading, chapter, frozenset(case.kept_text)),
        "next_chapter": _after(chapter),
        "panel": panel,
        "cautions_at": cautions_at(panel),
        "remarks_at": remarks_at(unfit, asked, to_chapters(reading.recorded, case.pk)),
        "remarks_said": announced(unfit, remarks_on(before, today)) if unfit and before else "",
        "stage": reading.stage,
        "stops": stops if chapter == "staging" else (),
        "strip": stops[-2:] if chapter in SET_M and reading.stage.edition else (),
        "strip_steps": tuple(step for step in reading.stage.path if step.element in ("M", "group")),
        "kidney_map": kidney_map_of(reading.recorded) if chapter == "kidney" else None,
        "score_cards": _score_cards(reading, chapter),
        "scores_stamp": stamp("scores", chapter),
        "undo_address": _undo_address(case.pk, chapter),
    }


@lru_cache(maxsize=256)
def _stops(reading: CaseReading) -> tuple[Stop, ...]:
    return stage_path(reading.stage, above_form=True)


@lru_cache(maxsize=1024)
def _undo_address(pk: int, chapter: str) -> str:
    return reverse("case_undo", args=(pk, chapter))


@lru_cache(maxsize=256)
def _chapter_links(reading: CaseReading, current: str, kept: frozenset[str]) -> ChapterLinks:
    """Kept with the readings; `kept` are the chapters where something typed is not recorded."""
    asked = reading.answer.ask_next
    asking = VOCABULARY[asked[0].fact].chapter if asked else ""
    return ChapterLinks(
        tuple(
            ChapterLink(
                each,
                is_current=each.chapter.key == current,
                asks_next=each.chapter.key == asking,
                has_kept=each.chapter.key in kept,
                count=_count(each, reading.recorded),
            )
            for each in reading.progress
        )
    )


def _count(progress: ChapterProgress, recorded: Mapping[str, Any]) -> str:
    if progress.chapter.key == "kidney" and "lesions" in recorded:
        count = len(recorded["lesions"])
        return {0: "no lesions", 1: "1 lesion"}.get(count, f"{count} lesions")
    return f"{progress.recorded} of {progress.asked}" if progress.recorded else "–"


def _after(chapter: str) -> Any:
    keys = [each.key for each in CHAPTERS]
    place = keys.index(chapter) + 1
    return CHAPTERS[place] if place < len(CHAPTERS) else None


def cautions_at(panel: Panel) -> dict[str, list[CautionCard]]:
    at: dict[str, list[CautionCard]] = {}
    for card in panel.cautions:
        for key in card.caution.about:
            at.setdefault(key, []).append(card)
    return at


@lru_cache(maxsize=256)
def _score_cards(reading: CaseReading, chapter: str) -> tuple[ScoreCard, ...]:
    """Kept with the readings, as their stamps are."""
    scores = [reading.scores[key] for key in SCORES_IN.get(chapter, ())]
    return tuple(ScoreCard(score, tuple(VOCABULARY[key] for key in score.missing)) for score in scores)
