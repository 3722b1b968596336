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

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "fact": self.fact,
            "suggestion": self.suggestion,
        }


@dataclass(frozen=True)
class StagingOption:
    """One answer to a question. With `fact` and `value` it is given by recording that value."""

    label: str
    fact: str | None = None
    value: str | None = None

    def as_json(self) -> dict[str, object]:
        return {"label": self.label, "fact": self.fact, "value": self.value}


@dataclass(frozen=True)
class Question:
    """What a person has to decide, or to record, before staging can go on. `fact` is where it is answered."""

    code: str
    text: str
    options: tuple[StagingOption, ...] = ()
    fact: str | None = None

    def as_json(self) -> dict[str, object]:
        options = [option.as_json() for option in self.options]
        return {"code": self.code, "text": self.text, "options": options, "fact": self.fact}


@dataclass(frozen=True)
class StagingStep:
    """One step towards T, N, M or the stage group: a sentence, the rule and what vouches for it."""

    element: Element
    text: str
    rule: str = ""
    certainty: str = ""
    source: str = ""
    from_chapters: tuple[str, ...] = ()

    def as_json(self) -> dict[str, object]:
        return {
            "element": self.element,
            "text": self.text,
            "rule": self.rule,
            "certainty": self.certainty,
            "source": self.source,
            "from_chapters": list(self.from_chapters),
        }
