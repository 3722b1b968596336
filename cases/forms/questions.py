"""The form of one question. What it cleans to is the answer that the marking reads, or None."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from django import forms

from cases.domain.kept import Kept, keepable
from cases.domain.questions import KINDS, AnswerError, AnyQuestion, QuestionAnswer, example_of, read_answer
from cases.domain.questions.controls import (
    AnswerControl,
    ChooseOne,
    ChooseSome,
    RankSome,
    WriteNumber,
    WriteText,
)
from cases.forms.identifiers import confirmation, warning
from cases.forms.keeping import KeepingForm, Marked
from cases.forms.widgets import Checkboxes, Radios, Select, TypedNumber
from guidance.domain.identifiers import suspicions

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


class QuestionForm(KeepingForm):
    """Asks one question under names of its own.

    What it cannot take is kept whole, as it was typed, and the answer stays the one that was given before.
    """

    def __init__(
        self,
        question: AnyQuestion,
        answer: QuestionAnswer | None,
        data: Mapping[str, Any] | None = None,
        *,
        kept: Kept | None = None,
    ) -> None:
        super().__init__(data, prefix=f"q-{question.key}")
        self.question, self.answer, self.control = question, answer, question.control
        self.sureness: forms.BoundField | None = None
        typed = None if answer is None else question.typed(answer)
        self.fields.update(_fields(self.control, typed))

        for field in self.fields.values():
            field.widget.attrs["aria-describedby"] = f"hint-{self.prefix} after-{self.prefix}"
        self.hold(kept or {})

    @property
    def names_each_field(self) -> bool:
        return isinstance(self.control, RankSome)

    @property
    def unit(self) -> str:
        return self.control.unit if isinstance(self.control, WriteNumber) else ""

    @property
    def recorded(self) -> QuestionAnswer | None:
        """What holds now: what was accepted of a sent form, else what is saved."""
        return self.cleaned_data.get("given") if self.is_bound and self.is_valid() else self.answer

    @property
    def is_answered(self) -> bool:
        return self.recorded is not None

    @property
    def asks_to_confirm(self) -> bool:
        return self.has_error("answer", "identifying")

    def not_recorded(self) -> list[str]:
        """All its fields together are one answer."""
        return [name for name in self.fields if name != "confirmed"] if self.errors else []

    @cached_property
    def kept_text(self) -> Kept:
        """What is kept of what was sent. A text that may name a person waits for its writer's word."""
        return {} if self.asks_to_confirm else keepable(self.kept())

    def marked(self) -> list[Marked]:
        return [Marked(self.question.label, f"question-{self.question.key}")] if self.errors else []

    def shown_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name != "confirmed" or self.asks_to_confirm]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        first = next(iter(self.fields))
        try:
            cleaned["given"] = read_answer(self.question, self._sent())
        except AnswerError as fault:
            self._refuse(first, str(fault), "refused")
            return cleaned
        if isinstance(self.control, WriteText):
            self._warn(str(cleaned.get("answer") or ""))
        return cleaned

    def _sent(self) -> object:
        if isinstance(self.control, RankSome):
            return [self.cleaned_data.get(name) or "" for name in self.fields]
        return self.cleaned_data.get("answer")

    def _warn(self, text: str) -> None:
        found = suspicions(text)
        if found and not self.cleaned_data.get("confirmed"):
            self._refuse("answer", warning(found, "text"), "identifying")

    def _refuse(self, field: str, said: str, code: str) -> None:
        self.fields[field].widget.attrs["aria-invalid"] = "true"
        self.add_error(field, forms.ValidationError(said, code=code))


class SentField(forms.Field):
    """Takes what was sent as it is: `read_answer` says what is wrong with it, better than a field could."""

    def clean(self, value: Any) -> Any:
        return value


def _among(widget: Any, choices: Any) -> Any:
    widget.choices = choices
    return widget


def _lines(control: WriteText) -> forms.Widget:
    return forms.Textarea({"class": "form-control", "rows": control.rows, "autocomplete": "off"})


_WIDGETS: Mapping[type[AnswerControl], Callable[[Any], forms.Widget]] = {
    ChooseOne: lambda control: _among(Radios(), control.choices),
    ChooseSome: lambda control: _among(Checkboxes(), control.choices),
    RankSome: lambda control: _among(Select(), [("", "Not chosen"), *control.choices]),
    WriteText: _lines,
    WriteNumber: lambda control: TypedNumber(),
}


def _fields(control: AnswerControl, typed: Any) -> dict[str, forms.Field]:
    def field(label: str, initial: Any) -> forms.Field:
        widget = _WIDGETS[type(control)](control)
        return SentField(required=False, widget=widget, initial=initial, label=label)

    if isinstance(control, RankSome):
        given = [*(typed or ()), *[""] * control.places]
        places = range(1, control.places + 1)
        return {f"rank-{place}": field(_ordinal(place), given[place - 1]) for place in places}
    found = {"answer": field("Your answer", typed)}
    return {**found, "confirmed": confirmation()} if isinstance(control, WriteText) else found


def _ordinal(place: int) -> str:
    return ORDINALS[place - 1] if place <= len(ORDINALS) else f"Place {place}"


for _kind in KINDS.values():
    _control = type(_kind.read(example_of(_kind)).control)
    if _control not in _WIDGETS:
        raise TypeError(
            f"{_kind.__name__}, a kind of question, is answered with {_control.__name__}, "
            f"and _WIDGETS in {__name__} has none for that."
        )
