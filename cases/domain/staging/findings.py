"""What staging has to say besides its result: findings, questions, and the steps of the path."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["error", "warning"]
Element = Literal["T", "N", "M", "group"]


@dataclass(frozen=True)
class Finding:
    """Something to explain: what was entered against what follows. Nothing is ever overwritten.

    `fact` is the recorded fact it speaks of, `suggestion` a value that would fit, if there is one.
    """

    code: str
    level: Level
    message: str
    fact: str | None = None
    suggestion: str | None = None


@dataclass(frozen=True)
class StagingOption:
    """One answer to a question. With `fact` and `value` it is given by recording that value."""

    label: str
    fact: str | None = None
    value: str | None = None


@dataclass(frozen=True)
class Question:
    """What a person has to decide, or to record, before staging can go on. `fact` is where it is answered."""

    code: str
    text: str
    options: tuple[StagingOption, ...] = ()
    fact: str | None = None


@dataclass(frozen=True)
class StagingStep:
    """One step towards T, N, M or the stage group: a sentence, the rule and what vouches for it."""

    element: Element
    text: str
    rule: str = ""
    certainty: str = ""
    source: str = ""
    from_chapters: tuple[str, ...] = ()
