"""The form of one question. What it cleans to is the answer that the marking reads, or None."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django import forms

from cases.domain.kept import Kept, keepable
from cases.domain.marking import Answer, AnswerError, read_answer
from cases.domain.teaching import (
    BestAnswer,
    KeyFeature,
    Numeric,
    Question,
    RankedDifferential,
    ScriptConcordance,
    ShortText,
)
from cases.domain.teaching.questions import Option
from cases.forms.identifiers import warning
from cases.forms.keeping import KeepingForm, Marked
from cases.forms.widgets import Checkboxes, Radios, Select, TypedNumber
from guidance.domain.identifiers import suspicions

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


class QuestionForm(KeepingForm):
    """Asks one question under names of its own. Options stand in the order of their words, not of the key.

    What it cannot take is kept whole, as it was typed, and the answer stays the one that was given before.
    """

    def __init__(
        self,
        question: Question,
        answer: Answer | None,
        data: Mapping[str, Any] | None = None,
        *,
        kept: Kept | None = None,
    ) -> None:
        super().__init__(data, prefix=f"q-{question.key}", label_suffix="")
        self.question, self.answer = question, answer
        _BUILDERS[type(question)](self, question)

        for field in self.fields.values():
            field.widget.attrs["aria-describedby"] = f"hint-{self.prefix} after-{self.prefix}"
        self.hold(kept or {})

    @property
    def hint(self) -> str:
        return _HINTS[type(self.question)](self.question)

    @property
    def unit(self) -> str:
        return self.question.unit if isinstance(self.question, Numeric) else ""

    @property
    def recorded(self) -> Answer | None:
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
        if isinstance(self.question, ShortText) or (
            isinstance(self.question, KeyFeature) and self.question.write_in
        ):
            self._warn(str(cleaned.get("answer") or ""))
        return cleaned

    def _sent(self) -> object:
        if isinstance(self.question, RankedDifferential):
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


def _sent_field(question: Question, widget: forms.Widget, initial: Any, label: str = "") -> forms.Field:
    return SentField(required=False, widget=widget, initial=initial, label=label or "Your answer")


def _sorted(options: tuple[Option, ...]) -> list[tuple[str, str]]:
    return [(option.key, option.text) for option in sorted(options, key=lambda each: each.text.casefold())]


def _key_feature(form: QuestionForm, question: KeyFeature) -> None:
    given = list(form.answer) if isinstance(form.answer, tuple) else []
    if question.write_in:
        _text(form, question, "\n".join(given), rows=question.maximum + 1)
        return
    widget = Checkboxes()
    widget.choices = _sorted(question.options)
    form.fields["answer"] = _sent_field(question, widget, given)


def _ranked(form: QuestionForm, question: RankedDifferential) -> None:
    given = form.answer if isinstance(form.answer, tuple) else ()
    for place in range(len(question.ranked)):
        widget = Select()
        widget.choices = [("", "Not chosen"), *_sorted(question.options)]
        initial = given[place] if place < len(given) else ""
        form.fields[f"rank-{place + 1}"] = _sent_field(question, widget, initial, ORDINALS[place])


def _concordance(form: QuestionForm, question: ScriptConcordance) -> None:
    widget = Radios()
    widget.choices = [
        (str(point), f"{point:+d}, {words}" if point else f"0, {words}") for point, words in question.scale
    ]
    initial = "" if form.answer is None else str(int(form.answer))  # type: ignore[arg-type]  # a point
    form.fields["answer"] = _sent_field(question, widget, initial)


def _best(form: QuestionForm, question: BestAnswer) -> None:
    widget = Checkboxes() if question.multiple else Radios()
    widget.choices = _sorted(question.options)
    initial = list(form.answer) if isinstance(form.answer, tuple) else form.answer
    form.fields["answer"] = _sent_field(question, widget, initial)


def _short_text(form: QuestionForm, question: ShortText) -> None:
    _text(form, question, form.answer or "", rows=5)


def _text(form: QuestionForm, question: Question, initial: Any, *, rows: int) -> None:
    widget = forms.Textarea({"class": "form-control", "rows": rows, "autocomplete": "off"})
    form.fields["answer"] = _sent_field(question, widget, initial)
    form.fields["confirmed"] = forms.BooleanField(
        required=False,
        label="This is invented. Save it as it is.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


def _numeric(form: QuestionForm, question: Numeric) -> None:
    initial = "" if form.answer is None else f"{form.answer:g}"
    form.fields["answer"] = _sent_field(question, TypedNumber(), initial)


def _key_feature_hint(question: KeyFeature) -> str:
    many = "one answer" if question.maximum == 1 else f"{question.maximum} answers"
    how = f"Write at most {many}, one on each line." if question.write_in else f"Choose at most {many}."
    return f"{how} With more, or with one that would do harm, the question earns nothing."


def _best_hint(question: BestAnswer) -> str:
    if question.multiple:
        return "Choose all that are right. Each wrong one takes a right one away."
    return "Choose the best one."


_HINTS: Mapping[type[Question], Any] = {
    KeyFeature: _key_feature_hint,
    RankedDifferential: lambda question: "The likeliest first. A diagnosis counts more the higher it stands.",
    ScriptConcordance: lambda question: "You earn what the panel's votes give your answer.",
    BestAnswer: _best_hint,
    ShortText: lambda question: (
        f"At most {question.maximum_length} characters. You mark it yourself after submission, "
        "against a model answer."
    ),
    Numeric: lambda question: "",
}

_BUILDERS: Mapping[type[Question], Any] = {
    KeyFeature: _key_feature,
    RankedDifferential: _ranked,
    ScriptConcordance: _concordance,
    BestAnswer: _best,
    ShortText: _short_text,
    Numeric: _numeric,
}
