"""A teaching case as values: its steps in order, what each discloses, and what each asks."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated, Any, ClassVar

from cases.domain.parts import DocumentPart, Exactly, Slug
from cases.domain.questions import AnyQuestion
from guidance.domain.limits import STACKS
from guidance.domain.vocabulary import Value

from .addresses import fact_at
from .key import ExpertKey, FactKey
from .stacks import ImageStack

FORMAT = "kidmet.teaching-case/2"
FIRST_FORMAT = "kidmet.teaching-case/1"
"""In it a step names chapters, and asks all of them."""
FORMATS = (FIRST_FORMAT, FORMAT)
STEP_KINDS: Mapping[str, str] = {
    "history": "History",
    "examination": "Examination",
    "laboratory": "Laboratory",
    "imaging": "Imaging",
    "pathology": "Pathology",
    "staging": "Staging",
    "planning": "Planning",
}
DIFFICULTIES: Mapping[int, str] = {1: "Introductory", 2: "Intermediate", 3: "Advanced"}


@dataclass(frozen=True)
class Objective(DocumentPart):
    """What a resident can do after the case. Its key is shared by the cases of a library."""

    key: str
    text: str

    @classmethod
    def read(cls, given: Any) -> "Objective":
        """A case names its objectives by key; the library has their text."""
        return cls(given, given)


@dataclass(frozen=True)
class CaseSource(DocumentPart):
    """Where a clinical statement of the case comes from; certainty A, B or C as in the curator notes."""

    text: str
    certainty: Annotated[
        str,
        Exactly(
            enum=["A", "B", "C"],
            description="A confirmed in an authoritative source, B in a secondary one, C not confirmed.",
        ),
    ] = ""


@dataclass(frozen=True)
class Credit(DocumentPart):
    """Somebody who made the case, and as what."""

    name: Annotated[str, {"maxLength": 200}]
    role: Annotated[str, {"maxLength": 200}] = ""


Credits = Annotated[tuple[Credit, ...], {"description": "Who made it."}]


@dataclass(frozen=True, kw_only=True)
class CaseOrigin(DocumentPart):
    """The case that this one was made from, as it named itself then."""

    library: Slug
    slug: Slug
    version: Annotated[int, {"minimum": 1}]
    title: Annotated[str, {"maxLength": 200}]
    credits: Credits = ()


@dataclass(frozen=True)
class StepTable(DocumentPart):
    definition: ClassVar[str] = "table"

    caption: str
    columns: Annotated[tuple[str, ...], {"minItems": 1}]
    rows: Annotated[
        tuple[tuple[Annotated[str, Exactly(type=["string", "number"])], ...], ...], {"minItems": 1}
    ]


@dataclass(frozen=True)
class TrendPoint(DocumentPart):
    label: str
    value: float


@dataclass(frozen=True, kw_only=True)
class StepFigure(DocumentPart):
    """A drawing of ours: a kidney map of `lesions`, or the trend of a measured value in `unit`.

    With `solitary` the one kidney is drawn that there is. `limit` is the upper limit of normal where the
    figure shows one.
    """

    definition: ClassVar[str] = "figure"
    described: ClassVar[str] = (
        "Drawn by the program: a kidney map of lesions, or a trend of a measured value."
    )

    kind: Annotated[str, Exactly(enum=["kidney_map", "trend"])]
    alt: Annotated[str, {"description": "What somebody reads who does not see the figure."}]
    caption: str
    lesions: Annotated[tuple[Mapping[str, Value], ...], {"description": "As in a case file."}] = ()
    solitary: Annotated[
        bool, {"description": "Only one kidney is there: it alone is drawn, on the side of the lesions."}
    ] = False
    points: tuple[TrendPoint, ...] = ()
    unit: Annotated[str, Exactly(type="string")] = ""
    limit: Annotated[float | None, {"description": "The upper limit of normal."}] = None


@dataclass(frozen=True, kw_only=True)
class TeachingStep(DocumentPart):
    """One disclosure: what is told, and what of the case form is `given` and `asked`, by addresses.

    Once a case is read, `asked` and `chapters` agree in both formats: the first names the chapters, and asks
    all of them; the second names what it asks, and the chapters follow. `expert` waits for the commitment.
    """

    definition: ClassVar[str] = "step"

    key: Slug
    kind: Annotated[str, Exactly(enum=list(STEP_KINDS))]
    title: str
    narrative: Annotated[str, {"description": "What is disclosed. Markdown."}]
    tables: tuple[StepTable, ...] = ()
    figures: tuple[StepFigure, ...] = ()
    images: Annotated[tuple[ImageStack, ...], {"maxItems": STACKS.most}] = ()
    chapters: Annotated[
        tuple[str, ...],
        {"description": "The chapters of the case form to fill at this step.", "uniqueItems": True},
    ] = ()
    given: Annotated[
        tuple[str, ...],
        {
            "description": "The facts that are recorded for the resident as the step opens.",
            "uniqueItems": True,
        },
    ] = ()
    asked: Annotated[
        tuple[str, ...],
        {
            "description": "The facts that the resident is asked for. lesions.diagnosis is what each "
            "lesion is held to be, lesions all else of them.",
            "uniqueItems": True,
        },
    ] = ()
    questions: tuple[AnyQuestion, ...] = ()
    expert: Annotated[
        str, {"description": "What an expert would say here, told once the step is committed. Markdown."}
    ] = ""

    @property
    def kind_label(self) -> str:
        return STEP_KINDS[self.kind]


@dataclass(frozen=True, kw_only=True)
class TeachingContent(DocumentPart):
    """One version of a teaching case. `commentary` and `key` are the expert's, for the debrief only.

    `time_limit_minutes` is offered, never imposed: a limit that cannot be declined shuts people out.
    """

    described: ClassVar[str] = (
        "One teaching case: what is disclosed step by step, what is asked, and the expert's key."
    )

    format: Annotated[str, Exactly(enum=list(FORMATS))]
    slug: Slug
    title: Annotated[str, {"maxLength": 200}]
    summary: Annotated[str, {"description": "One or two sentences that give nothing away."}]
    topic: Annotated[str, {"description": "The primary, a value of primary_site."}]
    difficulty: Annotated[int, Exactly(enum=list(DIFFICULTIES))]
    minutes: Annotated[int, {"minimum": 1, "maximum": 240}]
    time_limit_minutes: Annotated[
        int | None,
        {"minimum": 1, "maximum": 480, "description": "Offered to the resident, who may decline it."},
    ] = None
    objectives: Annotated[
        tuple[Objective, ...],
        {"items": {"type": "string", "minLength": 1}, "minItems": 1, "uniqueItems": True},
    ]
    sources: tuple[CaseSource, ...] = ()
    steps: Annotated[tuple[TeachingStep, ...], {"minItems": 1}]
    key: ExpertKey
    commentary: Annotated[str, {"description": "The expert's, for the debrief. Markdown."}] = ""
    answers_wait: Annotated[
        bool, {"description": "What the expert says of a step is told in the debrief alone."}
    ] = False
    licence: Annotated[
        str, Exactly(type="string", maxLength=60, description="Its SPDX or Creative Commons identifier.")
    ] = ""
    credits: Credits = ()
    derived_from: CaseOrigin | None = None
    document: Mapping[str, object] = field(default_factory=dict, repr=False, compare=False)

    @property
    def difficulty_label(self) -> str:
        return DIFFICULTIES[self.difficulty]

    @cached_property
    def questions(self) -> tuple[AnyQuestion, ...]:
        return tuple(question for step in self.steps for question in step.questions)

    @cached_property
    def question_by_key(self) -> Mapping[str, AnyQuestion]:
        return {question.key: question for question in self.questions}

    @cached_property
    def step_of_address(self) -> Mapping[str, str]:
        """The step at which each address is asked for the last time: what stands then is marked."""
        return {address: step.key for step in self.steps for address in step.asked}

    @cached_property
    def facts_asked(self) -> frozenset[str]:
        return frozenset(map(fact_at, self.step_of_address))

    def last_step(self, addresses: Iterable[str]) -> str:
        """The step at which the last of them is asked; "" where none is."""
        asked = [self.step_of_address[each] for each in addresses if each in self.step_of_address]
        return max(asked, key=self.place_of, default="")

    def step_of_mark(self, mark: FactKey) -> str:
        return self.last_step(mark.addresses)

    def has_given(self, address: str, step_key: str) -> bool:
        """Whether a step up to this one gives it."""
        upto = self.place_of(step_key) + 1 if step_key else 0
        return any(address in step.given for step in self.steps[:upto])

    @cached_property
    def gives(self) -> bool:
        return any(step.given for step in self.steps)

    @cached_property
    def step_of_question(self) -> Mapping[str, str]:
        return {question.key: step.key for step in self.steps for question in step.questions}

    @cached_property
    def objective_text(self) -> Mapping[str, str]:
        return {objective.key: objective.text for objective in self.objectives}

    def place_of(self, step_key: str) -> int:
        """The place of a step, from 0. Raises KeyError for a step that the case does not have."""
        for place, step in enumerate(self.steps):
            if step.key == step_key:
                return place
        raise KeyError(step_key)

    def cited(self) -> Iterator[tuple[str, str]]:
        """(kind, id) of every statement and note that the key and the questions link."""
        return ((kind, id_) for _, kind, id_ in self.citations())

    def citations(self) -> Iterator[tuple[str, str, str]]:
        """The same with the part of the document that links it, as the address of a draft's part."""
        links: list[tuple[str, FactKey | AnyQuestion]] = [
            *((f"key/marks/{mark.fact}", mark) for mark in self.key.marks),
            *((self.question_at(question), question) for question in self.questions),
        ]
        for address, linked in links:
            yield from ((address, "statement", key) for key in linked.statements)
            yield from ((address, "note", id_) for id_ in linked.notes)

    def question_at(self, question: AnyQuestion) -> str:
        return f"steps/{self.step_of_question[question.key]}/questions/{question.key}"
