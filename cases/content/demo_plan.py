"""What the plan of the demonstration's courses is written in.

Days are counted back from the moment at which the courses are made; below 0 is to come.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class DemoExtension:
    resident: str
    until: float
    """In days, as all times here."""
    reason: str
    minutes: int = 0


@dataclass(frozen=True)
class DemoLook:
    """A resident asks to have a mark looked at again: of a `question`, else the first that earned nothing.
    `answer` and `credit` are what the educator says and gives."""

    resident: str
    reason: str
    answer: str = ""
    credit: float | None = None
    question: str = ""


@dataclass(frozen=True)
class DemoOverride:
    """The educator puts the mark of a fact right."""

    resident: str
    fact: str
    credit: float
    reason: str


@dataclass(frozen=True)
class DemoFeedback:
    """The educator writes on an attempt or on one of its steps, and the resident may answer."""

    resident: str
    text: str
    answer: str = ""
    step: str = ""
    """Of the case, by its key; "" is the whole attempt."""


@dataclass(frozen=True)
class DemoCopy:
    """A case of the educator's own, copied from a shipped one with a slip: at a `question` the option `slip`
    earns what `right` should. Later that is found, and put right as the shipped case has it."""

    key: str
    case: str
    title: str
    question: str
    right: str
    slip: str
    written: float
    pulled: float
    why: str
    summary: str
    corrected: float
    """When its key is put right, a dry run made and the marks made anew."""
    reason: str


@dataclass(frozen=True)
class DemoAssignment:
    """Who is named nowhere has handed in before it was due. `late` has days after it, `under_way` how many
    steps were committed, `again` who took a second attempt; `out_of_time` committed so many steps in time."""

    key: str
    title: str
    cases: tuple[str, ...]
    """Of the shipped library by their slugs, and copies by their keys."""
    opens: float
    due: float
    instructions: str = ""
    terms: Mapping[str, object] = field(default_factory=dict)
    not_begun: frozenset[str] = frozenset()
    under_way: Mapping[str, int] = field(default_factory=dict)
    late: Mapping[str, float] = field(default_factory=dict)
    again: frozenset[str] = frozenset()
    out_of_time: Mapping[str, int] = field(default_factory=dict)
    extensions: tuple[DemoExtension, ...] = ()
    looks: tuple[DemoLook, ...] = ()
    overrides: tuple[DemoOverride, ...] = ()
    feedback: tuple[DemoFeedback, ...] = ()
    time_requests: Mapping[str, str] = field(default_factory=dict)
    """Who asks for more time, and why; nobody has answered."""
    texts_marked: int = 0
    """So many of the texts at the first question that asks one are marked, and not released."""
    copy: DemoCopy | None = None
    """Made before it is assigned, and corrected once it was handed in."""
    debrief_by_hand: float | None = None


@dataclass(frozen=True)
class DemoCohort:
    key: str
    title: str
    summary: str
    begun: float
    residents: tuple[str, ...]
    assignments: tuple[DemoAssignment, ...]
    hides_names: bool = False
    accommodations: Mapping[str, tuple[str, int]] = field(default_factory=dict)
    """The factor on time and the days more, by resident."""
