"""Script concordance: votes for the answer over votes for the modal answer, Charlin et al. 2000
(doi 10.1207/S15328015TLM1204_5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from cases.domain.marks import MarkLine
from cases.domain.parts import DocumentPart, Exactly

from .answers import AnswerError
from .controls import AnswerControl, ChooseOne
from .kind import Alternative, AnswerMarking, AsksFor, QuestionFault, TeachingQuestion

SMALL_PANEL = 10
"""Fewer panellists than this give unstable votes, and the page says so."""

Scale = Mapping[int, str]
SCALE: Scale = {
    -2: "much less likely",
    -1: "less likely",
    0: "neither less nor more likely",
    1: "more likely",
    2: "much more likely",
}
PLAN_SCALE: Scale = {
    -2: "strongly against it",
    -1: "against it",
    0: "neither against nor for it",
    1: "for it",
    2: "strongly for it",
}
_POINTS = [str(point) for point in SCALE]
Votes = Annotated[
    Mapping[int, int],
    Exactly(
        type="object",
        description="How many chose each point.",
        properties={point: {"type": "integer", "minimum": 0} for point in _POINTS},
        required=_POINTS,
        additionalProperties=False,
    ),
]


@dataclass(frozen=True, kw_only=True)
class ConcordancePanel(DocumentPart):
    """How many panellists chose each point of the scale, and who they were."""

    label: str
    is_example: Annotated[bool, {"description": "True where nobody sat on it: an example of the form."}] = (
        False
    )
    votes: Votes

    @property
    def size(self) -> int:
        return sum(self.votes.values())

    @property
    def is_small(self) -> bool:
        return self.size < SMALL_PANEL


@dataclass(frozen=True, kw_only=True)
class ScriptConcordance(TeachingQuestion[float]):
    """A hypothesis, a new finding, and how the finding moves it on five points."""

    kind: ClassVar[str] = "script_concordance"
    label: ClassVar[str] = "Script concordance"
    asks_for: ClassVar[AsksFor] = AsksFor.JUDGEMENT
    expected_label: ClassVar[str] = "Most of the panel"
    hint: ClassVar[str] = "You earn what the panel's votes give your answer."
    example: ClassVar = {
        "hypothesis": "what you think of",
        "finding": "what you learn then",
        "panel": {
            "label": "An example of the form, no opinion of experts",
            "is_example": True,
            "votes": {"-2": 0, "-1": 1, "0": 2, "1": 6, "2": 3},
        },
    }

    of_the_key: ClassVar = frozenset({"panel"})

    hypothesis: str
    finding: str
    about: Annotated[str, Exactly(enum=["diagnosis", "plan"])] = "diagnosis"
    panel: ConcordancePanel

    def faults(self) -> Iterator[QuestionFault]:
        if not any(self.panel.votes.values()):
            yield "panel.votes", "nobody voted, so no answer could earn anything."

    @property
    def scale(self) -> Scale:
        return PLAN_SCALE if self.about == "plan" else SCALE

    @property
    def premises(self) -> tuple[tuple[str, str], ...]:
        moved = "That speaks" if self.about == "plan" else "That makes it"
        return (("You are thinking of", self.hypothesis), ("Then you learn of", self.finding), (moved, "…"))

    @property
    def recalled(self) -> str:
        return f"Thinking of {self.hypothesis}; then: {self.finding}."

    @property
    def control(self) -> AnswerControl:
        return ChooseOne(
            tuple((str(point), f"{_signed(point)}, {words}") for point, words in self.scale.items())
        )

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        most = max(self.panel.votes.values())
        worth = {most: "right", 0: "wrong"}
        return tuple(
            Alternative(said, worth.get(self.panel.votes.get(point, 0), "partly"))
            for point, said in self._said.items()
        )

    @property
    def _said(self) -> dict[int, str]:
        return {point: f"{_signed(point)} {words}" for point, words in self.scale.items()}

    def typed(self, answer: float) -> object:
        return str(int(answer))

    def read_answer(self, given: Any) -> float | None:
        if given in (None, ""):
            return None
        try:
            point = float(given)
        except (TypeError, ValueError):
            point = float("nan")
        if point not in SCALE:
            allowed = ", ".join(map(_signed, SCALE))
            raise AnswerError(f'"{given}" is no point of the scale. Allowed: {allowed}.')
        return point

    def expert_answer(self) -> object:
        return float(max(self.panel.votes, key=lambda point: self.panel.votes[point]))

    def mark_answer(self, answer: float | None) -> AnswerMarking:
        votes, modal = self.panel.votes, max(self.panel.votes.values())
        point = None if answer is None else int(answer)
        mine = 0 if point is None else votes.get(point, 0)
        credit = mine / modal
        said = self._said
        verdict = "right" if credit == 1 else "partly" if credit else "wrong"
        return AnswerMarking(
            credit=round(credit, 6),
            entered="" if point is None else said[point],
            expected=" or ".join(said[each] for each in said if votes.get(each, 0) == modal),
            why=f"{mine} votes for it, {modal} for the answer most chosen.",
            lines=tuple(
                MarkLine(
                    f"{words}: {votes.get(each, 0)} of {self.panel.size} votes",
                    verdict if each == point else "",
                )
                for each, words in said.items()
            ),
        )


def _signed(point: int) -> str:
    return f"{point:+d}" if point else "0"
