"""Ranked differential: normalised discounted cumulative gain, Järvelin and Kekäläinen 2002
(doi 10.1145/582415.582418)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log2
from typing import Annotated, ClassVar

from cases.domain.marks import MarkLine
from guidance.domain.json_text import repeated

from .answers import AnswerError, texts_in
from .controls import AnswerControl, RankSome
from .kind import AnswerMarking, AsksFor, QuestionFault
from .options import QuestionOption, QuestionWithOptions


@dataclass(frozen=True, kw_only=True)
class RankedDifferential(QuestionWithOptions[tuple[str, ...]]):
    """The likeliest first. `ranked` is the expert's order; as many are asked for as it holds."""

    kind: ClassVar[str] = "ranked_differential"
    label: ClassVar[str] = "Ranked differential"
    asks_for: ClassVar[AsksFor] = AsksFor.JUDGEMENT
    hint: ClassVar[str] = "The likeliest first. A diagnosis counts more the higher it stands."
    example: ClassVar = {
        "options": [
            {"key": "first", "text": "The likeliest"},
            {"key": "second", "text": "The next"},
            {"key": "other", "text": "Another"},
        ],
        "ranked": ["first", "second"],
    }

    ranked: Annotated[
        tuple[str, ...], {"minItems": 2, "description": "The expert's order, the likeliest first."}
    ]

    def faults(self) -> Iterator[QuestionFault]:
        yield from super().faults()
        allowed = ", ".join(sorted(self.option_by_key))
        for place, key in enumerate(self.ranked):
            if key not in self.option_by_key:
                yield f"ranked[{place}]", f'"{key}" is none of the options: {allowed}.'
        if len(set(self.ranked)) != len(self.ranked):
            yield "ranked", "names an option twice."

    @property
    def asks(self) -> dict[str, object]:
        """How many are to be ranked, and not which."""
        return super().asks | {"ranked": len(self.ranked)}

    @property
    def control(self) -> AnswerControl:
        return RankSome(self.choices, len(self.ranked))

    def read_answer(self, given: object) -> tuple[str, ...] | None:
        texts = texts_in(given)
        chosen = self.known(texts)
        if len(chosen) != len(texts):
            twice = self.option_by_key[repeated(texts)[0]].text
            raise AnswerError(f"“{twice}” stands in two places. Give each place another.")
        if len(chosen) > len(self.ranked):
            raise AnswerError(f"{len(chosen)} are ranked; {len(self.ranked)} are asked for.")
        return chosen or None

    def expert_answer(self) -> object:
        return list(self.ranked)

    def worth(self, option: QuestionOption) -> str:
        """Right in the list, at whatever place."""
        return "right" if option.key in self.ranked else "wrong"

    def mark_answer(self, answer: tuple[str, ...] | None) -> AnswerMarking:
        given = answer or ()
        gain = {key: len(self.ranked) - place for place, key in enumerate(self.ranked)}
        credit = _discounted(gain.get(key, 0) for key in given) / _discounted(gain.values())
        return AnswerMarking(
            credit=round(credit, 6),
            entered=self._numbered(given),
            expected=self._numbered(self.ranked),
            why=f"{credit:.0%} of the gain of the expert's order; "
            "a diagnosis counts more the higher it stands.",
            lines=tuple(self._lines(given)),
        )

    def _numbered(self, keys: Sequence[str]) -> str:
        texts = (self.option_by_key[key].text for key in keys)
        return "; ".join(f"{place}. {text}" for place, text in enumerate(texts, start=1))

    def _lines(self, given: Sequence[str]) -> Iterator[MarkLine]:
        for place, key in enumerate(self.ranked, start=1):
            option = self.option_by_key[key]
            listed = given.index(key) + 1 if key in given else None
            at = (
                "not listed" if listed is None else f"listed in place {listed}"
            )  # residents and teachers read it
            verdict = "missing" if listed is None else "right" if listed == place else "partly"
            yield MarkLine(f"{place}. {option.text} ({at})", verdict, option.why)
        for option in (self.option_by_key[key] for key in given if key not in self.ranked):
            yield MarkLine(option.text, "wrong", option.why)


def _discounted(gains: Iterable[int]) -> float:
    return sum(gain / log2(place + 2) for place, gain in enumerate(gains))
