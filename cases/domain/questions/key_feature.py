"""Key features: Page, Bordage and Allen 1995 (doi 10.1097/00001888-199503000-00009)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from cases.domain.marks import MarkLine
from guidance.domain.limits import ANSWER_LINE, ANSWER_LINES

from .answers import AnswerError, texts_in
from .controls import AnswerControl, ChooseSome, WriteText
from .kind import AnswerMarking, AsksFor, QuestionFault
from .options import QuestionOption, QuestionWithOptions, listed

_NOT_LETTERS = re.compile(r"[\W_]+")
Chosen = Sequence[tuple[str, QuestionOption | None]]
"""What was chosen or written, with the option that it is."""


@dataclass(frozen=True, kw_only=True)
class KeyFeature(QuestionWithOptions[tuple[str, ...]]):
    """Up to `maximum` answers from a short menu or written in; one harmful or one too many costs all."""

    kind: ClassVar[str] = "key_feature"
    label: ClassVar[str] = "Key features"
    asks_for: ClassVar[AsksFor] = AsksFor.JUDGEMENT
    described: ClassVar[str] = (
        "A short menu or write-in answers, a maximum of them, and options that would harm."
    )
    example: ClassVar = {
        "options": [
            {"key": "first", "text": "What matters most", "credit": 1},
            {"key": "second", "text": "What matters as well", "credit": 1},
            {"key": "distractor", "text": "What changes nothing"},
            {"key": "harm", "text": "What would do harm", "harmful": True},
        ],
        "maximum": 2,
    }

    maximum: Annotated[int, {"minimum": 1}]
    write_in: bool = False

    @property
    def asks(self) -> dict[str, object]:
        """What can be written in is no choice that anybody saw."""
        seen = super().asks
        return {name: value for name, value in seen.items() if name != "options"} if self.write_in else seen

    @property
    def features(self) -> list[QuestionOption]:
        return [option for option in self.options if option.credit > 0]

    def faults(self) -> Iterator[QuestionFault]:
        yield from super().faults()
        if not self.features:
            yield "options", "none of the options earns credit."
        if self.maximum < len(self.features):
            said = f"{len(self.features)} options earn credit, but at most {self.maximum} may be given."
            yield "maximum", said

    @property
    def hint(self) -> str:
        many = "one answer" if self.maximum == 1 else f"{self.maximum} answers"
        how = f"Write at most {many}, one on each line." if self.write_in else f"Choose at most {many}."
        return f"{how} With more, or with one that would do harm, the question earns nothing."

    @property
    def control(self) -> AnswerControl:
        return WriteText(self.maximum + 1) if self.write_in else ChooseSome(self.choices)

    def typed(self, answer: tuple[str, ...]) -> object:
        return "\n".join(answer) if self.write_in else answer

    def read_answer(self, given: object) -> tuple[str, ...] | None:
        if not self.write_in:
            return self.known(texts_in(given)) or None
        lines = [line.strip() for text in texts_in(given) for line in text.splitlines() if line.strip()]
        if len(lines) > ANSWER_LINES.most:
            raise AnswerError(f"{len(lines)} lines were written; at most {ANSWER_LINES.most} are kept.")
        for line in lines:
            if len(line) > ANSWER_LINE.most:
                raise AnswerError(f"A line has {len(line)} characters; at most {ANSWER_LINE.most} are kept.")
        return tuple(lines) or None

    def expert_answer(self) -> object:
        return [option.text if self.write_in else option.key for option in self.features]

    def worth(self, option: QuestionOption) -> str:
        """Each key feature is right by itself, however its credit is divided."""
        return "right" if option.credit and not option.harmful else super().worth(option)

    def counted(self, answer: tuple[str, ...]) -> tuple[str, ...]:
        """A line that is one of the options under the name of that, however it was spelt."""
        texts = (line.strip() if option is None else option.text for line, option in self._chosen(answer))
        return tuple(dict.fromkeys(texts))

    def mark_answer(self, answer: tuple[str, ...] | None) -> AnswerMarking:
        given = answer or ()
        chosen = self._chosen(given)
        found = {option.key: option for _, option in chosen if option is not None}
        credit, why = self._earned(len(given), list(found.values()))
        return AnswerMarking(
            credit=round(credit, 6),
            entered="; ".join(_said(chosen)),
            expected=listed(self.features),
            why=why,
            lines=tuple(self._lines(chosen, found)),
        )

    def _chosen(self, given: Sequence[str]) -> Chosen:
        if not self.write_in:
            return [(key, self.option_by_key[key]) for key in given]
        by_spelling = {
            _spelling(text): option for option in self.options for text in (option.text, *option.also)
        }
        return [(line, by_spelling.get(_spelling(line))) for line in given]

    def _earned(self, count: int, found: Sequence[QuestionOption]) -> tuple[float, str]:
        harmful = [option for option in found if option.harmful]
        if harmful:
            return 0.0, f"“{harmful[0].text}” would do harm, so the question earns nothing."
        if count > self.maximum:
            return 0.0, f"{count} answers where {self.maximum} are allowed, so the question earns nothing."
        possible = sum(option.credit for option in self.options)
        credit = min(sum(option.credit for option in found) / possible, 1.0)
        hits = sum(1 for option in found if option.credit)
        return credit, f"{hits} of {len(self.features)} key features."

    def _lines(self, chosen: Chosen, found: dict[str, QuestionOption]) -> Iterator[MarkLine]:
        for option in self.options:
            picked = option.key in found
            if option.credit and not option.harmful:
                yield MarkLine(option.text, "right" if picked else "missing", option.why)
            elif picked or not self.write_in:
                verdict = "harmful" if option.harmful else "wrong"
                yield MarkLine(option.text, verdict if picked else "", option.why)
        for line, expected in chosen:
            if expected is None:
                yield MarkLine(line, "wrong", "Not among the expected answers.")


def _spelling(text: str) -> str:
    """Letters and digits only, so that capitals, hyphens and spaces make no other answer."""
    return _NOT_LETTERS.sub(" ", text.casefold()).strip()


def _said(chosen: Chosen) -> list[str]:
    """The option's text where its key was chosen, else the words that were written."""
    return [option.text if option is not None and line == option.key else line for line, option in chosen]
