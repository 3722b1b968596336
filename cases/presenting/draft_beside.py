"""What stands beside a step that is written: the step as a resident sees it, or what the key brings up."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cases.domain.marking.difference import OneSided, guidance_difference
from cases.domain.teaching import fact_at
from cases.domain.teaching.giving import given_of
from cases.domain.teaching.so_far import StepSoFar, known_before, record_so_far, step_so_far
from cases.forms import step_form
from cases.models import CaseDraft, PatientCase
from cases.presenting.draft_stacks import draft_pictures
from cases.presenting.markdown import markdown
from cases.presenting.panel import Panel, panel_of
from cases.presenting.player import shown_step
from cases.presenting.stage_path import stage_path
from cases.presenting.stamps import stamp
from cases.presenting.teach import fact_label
from cases.presenting.told import told_facts
from cases.queries.cases import CaseReading, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY, Value
from guidance.queries.editions import NoEdition, current_edition

PLAYER, KEY = "player", "key"
VIEWS = {PLAYER: "As a resident sees it", KEY: "What the key brings up"}
CHAPTER_OF_KIND = {
    "history": "presentation",
    "examination": "presentation",
    "laboratory": "prognosis",
    "imaging": "imaging",
    "pathology": "biopsy",
    "staging": "staging",
    "planning": "treatment",
}


@dataclass(frozen=True)
class Hanging:
    """A marked fact, and what the guidance would not say without it."""

    label: str
    words: str
    only: OneSided

    @property
    def titles(self) -> list[str]:
        return [each.match.title for each in self.only.sections]

    @property
    def cautions(self) -> list[str]:
        return [each.caution.title for each in self.only.cautions]

    @property
    def statements(self) -> int:
        return len(self.only.statements)


def beside(draft: CaseDraft, key: str, wanted: str, on_page: Container[str]) -> dict[str, Any]:
    """The context of the right column; its stamp alone where the page shows just that already."""
    view, document = wanted if wanted in VIEWS else PLAYER, draft.document
    steps = document["steps"]
    place = next(at for at, step in enumerate(steps) if step["key"] == key)
    edition = _edition() if view == KEY else None
    shown = {
        "step_key": key,
        "number": place + 1,
        "count": len(steps),
        "beside_view": view,
        "beside_tabs": [(name, label, name == view) for name, label in VIEWS.items()],
        "beside_stamp": _stamp_of(document, place, view, edition),
    }
    if shown["beside_stamp"] in on_page:
        return shown
    return shown | (_of_key(document, place, edition) if view == KEY else _as_resident(draft, place))


def _edition() -> CompiledEdition | None:
    try:
        return current_edition()
    except NoEdition:
        return None


def _stamp_of(document: Mapping[str, Any], place: int, view: str, edition: CompiledEdition | None) -> str:
    """Of all that it is drawn from."""
    step, key = document["steps"][place], document.get("key", {})
    if view == KEY:
        marks = [mark["fact"] for mark in key.get("marks", ())]
        return stamp(view, step.get("kind"), repr(key.get("record")), tuple(marks), edition and edition.hash)
    before = [(each.get("given"), each.get("asked")) for each in document["steps"][: place + 1]]
    waits = document.get("answers_wait")
    return stamp(view, repr(step), repr(key.get("record")), repr(before), len(document["steps"]), waits)


# As a resident sees it


def _as_resident(draft: CaseDraft, place: int) -> dict[str, Any]:
    document = draft.document
    so_far: StepSoFar = step_so_far(document["steps"][place])
    record = record_so_far(document)
    given = given_of(record, so_far.step.given)
    form = step_form(so_far.step, _case(known_before(document, place, record)), {}, {})
    return {
        "shown": shown_step(so_far.step, draft_pictures(draft, [so_far.step]), told=told_facts(given)),
        "left_out": so_far.left_out,
        "unanswered": [fact_label(each) for each in so_far.step.given if fact_at(each) not in given],
        "as_resident": form,
        "expert": markdown(so_far.step.expert),
        "answers_wait": bool(document.get("answers_wait")),
    }


def _case(known: Mapping[str, Value]) -> PatientCase:
    """A record that nobody keeps, for the forms to ask from."""
    case = PatientCase(title="")
    case.lesion_rows, case.known = [], known
    return case


# What follows from the key


def _of_key(document: Mapping[str, Any], place: int, edition: CompiledEdition | None) -> dict[str, Any]:
    if edition is None:
        return {"no_edition": True}
    recorded = record_so_far(document)
    reading = read(recorded, edition)
    marks = tuple(mark["fact"] for mark in document.get("key", {}).get("marks", ()))
    chapter = CHAPTER_OF_KIND.get(document["steps"][place].get("kind", ""), "presentation")
    panel: Panel = panel_of(reading, edition, chapter=chapter)
    return {
        "panel": panel,
        "stage": reading.stage,
        "stops": stage_path(reading.stage),
        "scores": [score for score in reading.scores.values() if score.value is not None],
        "hanging": _hanging(
            _Marked(stamp("hanging", repr(recorded), edition.hash, marks), reading, edition, marks)
        ),
        "recorded": len(recorded),
    }


class _Marked:
    """The same as any other with the same facts and marks under the same edition."""

    def __init__(
        self, key: str, reading: CaseReading, edition: CompiledEdition, marks: tuple[str, ...]
    ) -> None:
        self.key, self.reading, self.edition, self.marks = key, reading, edition, marks

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Marked) and other.key == self.key


@lru_cache(maxsize=64)
def _hanging(marked: _Marked) -> tuple[Hanging, ...]:
    return tuple(_each(marked))


def _each(marked: _Marked) -> Iterator[Hanging]:
    recorded = marked.reading.recorded
    for key in marked.marks:
        if key not in recorded:
            continue
        without = read({name: value for name, value in recorded.items() if name != key}, marked.edition)
        only = guidance_difference(without.answer, marked.reading.answer, (key,)).missed
        yield Hanging(fact_label(key), VOCABULARY[key].words(recorded[key]), only)
