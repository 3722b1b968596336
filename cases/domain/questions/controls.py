"""What a question is answered with on a page. `cases.forms.questions` draws each of them."""

from dataclasses import dataclass

ControlChoices = tuple[tuple[str, str], ...]
"""What is sent and what is read of each choice, in the order of the page."""


class AnswerControl:
    """The base of them all."""


@dataclass(frozen=True)
class ChooseOne(AnswerControl):
    choices: ControlChoices


@dataclass(frozen=True)
class ChooseSome(AnswerControl):
    choices: ControlChoices


@dataclass(frozen=True)
class RankSome(AnswerControl):
    """A choice for each place, the first place first."""

    choices: ControlChoices
    places: int


@dataclass(frozen=True)
class WriteText(AnswerControl):
    """Words of one's own, which are looked at for what might name a person."""

    rows: int


@dataclass(frozen=True)
class WriteNumber(AnswerControl):
    unit: str = ""
