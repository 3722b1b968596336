"""Questions with options, and what they share."""

from abc import ABC
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated, ClassVar

from cases.domain.marks import MarkLine
from cases.domain.parts import DocumentPart, Slug

from .answers import AnswerError
from .controls import ControlChoices
from .kind import Alternative, AnswerMarking, AsksFor, Given, QuestionFault, TeachingQuestion


@dataclass(frozen=True)
class QuestionOption(DocumentPart):
    """An answer to choose, or for a write-in one of those expected, with its other spellings in `also`."""

    definition: ClassVar[str] = "option"

    key: Slug
    text: str
    credit: Annotated[float, {"minimum": 0, "maximum": 1, "description": "0 to 1; without it 0."}] = 0.0
    harmful: bool = False
    why: Annotated[str, {"description": "For the debrief: why it is right or wrong."}] = ""
    also: Annotated[tuple[str, ...], {"description": "Other spellings of a written-in answer."}] = ()


@dataclass(frozen=True, kw_only=True)
class QuestionWithOptions(TeachingQuestion[Given], ABC):
    options: Annotated[tuple[QuestionOption, ...], {"minItems": 2}]

    def faults(self) -> Iterator[QuestionFault]:
        for key, times in Counter(option.key for option in self.options).items():
            if times > 1:
                yield "options", f'the option "{key}" is there {times} times; each needs its own key.'
        for place, option in enumerate(self.options):
            if option.harmful and option.credit:
                said = f'"{option.key}" is harmful and earns credit; it can be one of both.'
                yield f"options[{place}]", said

    @cached_property
    def option_by_key(self) -> dict[str, QuestionOption]:
        return {option.key: option for option in self.options}

    @property
    def asks(self) -> dict[str, object]:
        """Of the options what can be chosen: what each earns, and why, is the key's."""
        return super().asks | {"options": {option.key: option.text for option in self.options}}

    @property
    def choices(self) -> ControlChoices:
        """In the order of their words, not of the key."""
        ordered = sorted(self.options, key=lambda each: each.text.casefold())
        return tuple((option.key, option.text) for option in ordered)

    @property
    def alternatives(self) -> tuple[Alternative, ...]:
        return tuple(Alternative(option.text, self.worth(option)) for option in self.options)

    def worth(self, option: QuestionOption) -> str:
        """The verdict of an option by itself, in any answer."""
        if option.harmful:
            return "harmful"
        return "right" if option.credit == 1 else "partly" if option.credit else "wrong"

    def counted(self, answer: Given) -> tuple[str, ...]:
        keys = (answer,) if isinstance(answer, str) else answer if isinstance(answer, tuple) else ()
        return tuple(self.option_by_key[key].text for key in keys if key in self.option_by_key)

    def known(self, given: Sequence[str]) -> tuple[str, ...]:
        """The options chosen, each once. Raises AnswerError for what is none of them."""
        for key in given:
            if key not in self.option_by_key:
                allowed = "; ".join(option.text for option in self.options)
                raise AnswerError(f'"{key}" is none of the answers of this question. Allowed: {allowed}.')
        return tuple(dict.fromkeys(given))


def listed(options: Iterable[QuestionOption]) -> str:
    return "; ".join(option.text for option in options)


class BestOptions(QuestionWithOptions[Given], ABC):
    """Where an option is right or is not; marks and pages tell both kinds as one."""

    label: ClassVar[str] = "Best answer"
    asks_for: ClassVar[AsksFor] = AsksFor.JUDGEMENT

    @property
    def family(self) -> str:
        return "best_answer"

    @property
    def right(self) -> list[QuestionOption]:
        return [option for option in self.options if option.credit == 1]

    def expert_answer(self) -> object:
        return [option.key for option in self.right]

    def marking(self, chosen: Sequence[str], credit: float, why: str) -> AnswerMarking:
        return AnswerMarking(
            credit=round(credit, 6),
            entered=listed(self.option_by_key[key] for key in chosen),
            expected=listed(self.right),
            why=why,
            lines=tuple(
                MarkLine(option.text, _verdict(option, option.key in chosen), option.why)
                for option in self.options
            ),
        )


def _verdict(option: QuestionOption, picked: bool) -> str:
    if option.credit == 1:
        return "right" if picked else "missing"
    if not picked:
        return ""
    return "partly" if option.credit else "wrong"
