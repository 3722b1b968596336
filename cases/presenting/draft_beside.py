"""What stands beside a step that is written: the step as a resident sees it, or what the key brings up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.utils.safestring import SafeString

from cases.domain.marking.difference import OneSided, guidance_difference
from cases.domain.prognosis import Score
from cases.domain.teaching import fact_at
from cases.domain.teaching.case import DIFFICULTIES
from cases.domain.teaching.giving import given_of
from cases.domain.teaching.so_far import StepSoFar, known_before, record_so_far, step_so_far
from cases.forms import StepForm, step_form
from cases.models import CaseDraft, PatientCase
from cases.presenting.draft_stacks import draft_pictures
from cases.presenting.markdown import markdown
from cases.presenting.panel import Panel, panel_of
from cases.presenting.player import ShownStep, shown_step
from cases.presenting.stage_path import Stop, stage_path
from cases.presenting.stamps import stamp
from cases.presenting.teach import fact_label
from cases.presenting.told import told_facts
from cases.queries.cases import CaseReading, read
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY, Value
from guidance.queries.editions import current_edition_if_any

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


@dataclass(frozen=True)
class SidePiece:
    """A part of what stands beside. It is worked out where it is drawn, and its drawing is kept: `key` stands
    for all that it is drawn from."""

    name: ClassVar[str]
    key: str
    draft: CaseDraft = field(compare=False)
    place: int = field(compare=False)

    @property
    def id(self) -> str:
        return f"beside-{self.name}"

    @property
    def template(self) -> str:
        return f"cases/_teach_beside.html#{self.name}"

    @property
    def document(self) -> Mapping[str, Any]:
        document: Mapping[str, Any] = self.draft.document
        return document

    @cached_property
    def recorded(self) -> dict[str, Value]:
        return record_so_far(self.document)

    @cached_property
    def so_far(self) -> StepSoFar:
        return step_so_far(self.document["steps"][self.place])


def beside(draft: CaseDraft, key: str, wanted: str) -> dict[str, Any]:
    """The context of the right column. A page that tells the stamps of its pieces is sent the others."""
    view = wanted if wanted in VIEWS else PLAYER
    steps = draft.document["steps"]
    place = next(at for at, step in enumerate(steps) if step["key"] == key)
    pieces = _of_key(draft, place) if view == KEY else _of_resident(draft, place)
    return {
        "step_key": key,
        "number": place + 1,
        "count": len(steps),
        "beside_view": view,
        "beside_tabs": [(name, label, name == view) for name, label in VIEWS.items()],
        "beside_stamp": stamp("beside", view, key),
        "pieces": pieces,
    }


# As a resident sees it


def _of_resident(draft: CaseDraft, place: int) -> list[SidePiece]:
    document, record = draft.document, repr(draft.document.get("key", {}).get("record"))
    step = document["steps"][place]
    before = [(each.get("given"), each.get("asked")) for each in document["steps"][: place + 1]]
    told = {name: step.get(name) for name in step if name not in ("asked", "expert")}
    asked = (step.get("questions"), step.get("asked"))
    waits = bool(document.get("answers_wait"))
    return [
        ToldPiece(stamp("told", place, len(document["steps"]), repr(told), record), draft, place),
        EntriesPiece(stamp("entries", step["key"], repr(asked), repr(before), record), draft, place),
        ExpertPiece(stamp("expert", step.get("expert"), waits), draft, place),
    ]


@dataclass(frozen=True)
class ToldPiece(SidePiece):
    name: ClassVar[str] = "told"

    @property
    def given(self) -> dict[str, Value]:
        return given_of(self.recorded, self.so_far.step.given)

    @cached_property
    def shown(self) -> ShownStep:
        step = self.so_far.step
        return shown_step(step, draft_pictures(self.draft, [step]), told=told_facts(self.given))

    @property
    def unanswered(self) -> list[str]:
        """What is given, and the key has no answer yet."""
        return [fact_label(each) for each in self.so_far.step.given if fact_at(each) not in self.given]

    @property
    def number(self) -> int:
        return self.place + 1

    @property
    def count(self) -> int:
        return len(self.document["steps"])


@dataclass(frozen=True)
class EntriesPiece(SidePiece):
    name: ClassVar[str] = "entries"

    @cached_property
    def form(self) -> StepForm:
        known = known_before(self.document, self.place, self.recorded)
        return step_form(self.so_far.step, case_of(known), {}, {})


@dataclass(frozen=True)
class ExpertPiece(SidePiece):
    name: ClassVar[str] = "expert"

    @property
    def says(self) -> SafeString:
        return markdown(self.document["steps"][self.place].get("expert") or "")

    @property
    def waits(self) -> bool:
        return bool(self.document.get("answers_wait"))


def case_of(known: Mapping[str, Value], kept_text: Mapping[str, Any] | None = None) -> PatientCase:
    """A record that nobody keeps, for the forms to ask from."""
    case = PatientCase(title="", kept_text=dict(kept_text or {}))
    case.lesion_rows, case.known = [], known
    return case


@dataclass(frozen=True)
class AboutPiece(SidePiece):
    """The case as a whole, before it is begun; and the commentary, which comes with the debrief."""

    name: ClassVar[str] = "about"

    @property
    def title(self) -> str:
        return self.draft.title

    @property
    def summary(self) -> str:
        return str(self.document.get("summary") or "")

    @property
    def difficulty(self) -> str:
        return DIFFICULTIES.get(self.document.get("difficulty", 0), "")

    @property
    def minutes(self) -> object:
        return self.document.get("minutes")

    @property
    def steps(self) -> int:
        return len(self.document.get("steps", ()))

    @property
    def objectives(self) -> list[str]:
        texts = self.draft.library.objectives
        return [texts.get(key, key) for key in self.document.get("objectives", ())]

    @property
    def commentary(self) -> SafeString:
        return markdown(self.document.get("commentary") or "")


ABOUT = ("title", "summary", "difficulty", "minutes", "objectives", "commentary")


def beside_case(draft: CaseDraft) -> list[SidePiece]:
    """What stands beside the case as a whole."""
    shown = {name: draft.document.get(name) for name in ABOUT}
    key = stamp("about", repr(shown), len(draft.document.get("steps", ())), repr(draft.library.objectives))
    return [AboutPiece(key, draft, 0)]


# What follows from the key


def _of_key(draft: CaseDraft, place: int) -> list[SidePiece]:
    kind = draft.document["steps"][place].get("kind", "")
    return [key_piece(draft, CHAPTER_OF_KIND.get(kind, "presentation"), place)]


def key_piece(draft: CaseDraft, chapter: str, place: int = 0) -> "KeyPiece":
    """What the key brings up, as one who works on this chapter reads it."""
    edition, key = current_edition_if_any(), draft.document.get("key", {})
    marks = tuple(mark["fact"] for mark in key.get("marks", ()))
    drawn_from = stamp("key", chapter, repr(key.get("record")), marks, edition and edition.hash)
    return KeyPiece(drawn_from, draft, place, chapter, edition)


@dataclass(frozen=True)
class KeyPiece(SidePiece):
    name: ClassVar[str] = "key"
    chapter: str = field(compare=False)
    edition: CompiledEdition | None = field(compare=False)

    @cached_property
    def reading(self) -> CaseReading | None:
        return read(self.recorded, self.edition) if self.edition else None

    @cached_property
    def panel(self) -> Panel | None:
        if self.edition is None or self.reading is None:
            return None
        return panel_of(self.reading, self.edition, chapter=self.chapter)

    @property
    def stops(self) -> tuple[Stop, ...]:
        return stage_path(self.reading.stage) if self.reading else ()

    @property
    def scores(self) -> list[Score]:
        held = self.reading.scores.values() if self.reading else ()
        return [score for score in held if score.value is not None]

    @cached_property
    def hanging(self) -> tuple[Hanging, ...]:
        """What of the guidance each marked fact brings up: what would not be said without it."""
        if self.edition is None or self.reading is None:
            return ()
        marks = [mark["fact"] for mark in self.document.get("key", {}).get("marks", ())]
        return tuple(self._without(key, self.reading, self.edition) for key in marks if key in self.recorded)

    @property
    def bringing(self) -> list[Hanging]:
        return [each for each in self.hanging if not each.only.is_empty]

    @property
    def bringing_nothing(self) -> list[str]:
        return [each.label for each in self.hanging if each.only.is_empty]

    def _without(self, key: str, reading: CaseReading, edition: CompiledEdition) -> Hanging:
        others = {name: value for name, value in self.recorded.items() if name != key}
        without = read(others, edition, before=reading)
        only = guidance_difference(without.answer, reading.answer, (key,)).missed
        return Hanging(fact_label(key), VOCABULARY[key].words(self.recorded[key]), only)
