"""A form field for each kind of fact. Each cleans to the fact's value, or to None where not recorded."""

import re
from collections.abc import Callable, Mapping
from copy import copy
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from django import forms
from django.utils.html import format_html

from cases.domain.report_lines import read_fact, remarks_on
from cases.forms.bound import FactBoundField
from cases.forms.more import MORE_CHOICES
from cases.forms.widgets import (
    CategoryInput,
    Checkboxes,
    Month,
    NumberWithUnit,
    Radios,
    Select,
    TypedLine,
    TypedNumber,
)
from guidance.domain.limits import FIELD, ITEMS
from guidance.domain.vocabulary import (
    NONE,
    AnyOfFact,
    Choice,
    Fact,
    FactError,
    NumberFact,
    Value,
    of_every_kind,
)
from guidance.domain.vocabulary.kinds.number import SHOWN_AS_OLD
from guidance.forms.plain import under_headings

NOT_RECORDED = ("", "Not recorded")
YES_NO = {"yes": True, "no": False}
MOST_RADIOS = 5

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?|[+-]?[.,]\d+")
_THOUSANDS = re.compile(r"[+-]?\d{1,3},\d{3}")


def field_for(fact: Fact, current: Value | None = None, *, compact: bool = False) -> forms.Field:
    """The field that asks a fact. `current` is what is recorded; `compact` prefers selects to radios.

    Its widget serves every form: who changes it takes a copy of it first.
    """
    field = copy(_made(fact, compact))
    field.current = current
    return field


@lru_cache(maxsize=512)
def _made(fact: Fact, compact: bool) -> "FactField":
    """Made once; a form has copies, since a field holds what is recorded."""
    field = _FIELDS[fact.kind](fact)(fact, compact=compact)
    field.widget.attrs = MappingProxyType(field.widget.attrs)
    return field


def put_under_more(field: Any, choices: Mapping[str, str]) -> None:
    """Let these choices, given with their labels, wait under "More" where they are not chosen."""
    field.widget = copy(field.widget)
    field.widget.under_more = choices


def said(fact: Fact, fault: FactError) -> str:
    """The message of a fault beside its field, where the fact's name already stands."""
    return fault.message.removeprefix(f"{fact.key} ({fact.label}): ")


class FactField(forms.Field):
    """Asks one fact. Empty is "not recorded", never no and never 0."""

    bound_field_class = FactBoundField
    current: Value | None = None

    def __init__(self, fact: Fact, *, compact: bool = False) -> None:
        self.fact = fact
        super().__init__(
            required=False, label=fact.label, help_text=fact.explained, widget=self.widget_for(fact, compact)
        )

    def __copy__(self) -> "FactField":
        # What copies a field for each form goes this way: `copy` asks for its state by pickling's protocol.
        it = self.__class__.__new__(self.__class__)
        it.__dict__.update(self.__dict__)
        return it

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        raise NotImplementedError

    def clean(self, value: Any) -> Value | None:
        _check_lengths(value)
        try:
            return self.read(value)
        except FactError as fault:
            raise forms.ValidationError(said(self.fact, fault), code="refused") from fault

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.clean(data) != (frozenset(initial) if isinstance(initial, list) else initial)
        except forms.ValidationError:
            return True

    def read(self, given: Any) -> Value | None:
        """The value of what was given. Raises FactError, or ValidationError where that says it better."""
        return self.fact.clean(given) if given not in (None, "") else None


class ChoicesField(FactField):
    """Choices of the vocabulary, and "Not recorded" as one of them: last among radios, first in a select."""

    def __init__(self, fact: Fact, *, compact: bool = False) -> None:
        super().__init__(fact, compact=compact)
        offered = self.offered()
        radios = isinstance(self.widget, Radios)
        self.widget.choices = [*offered, NOT_RECORDED] if radios else [NOT_RECORDED, *offered]

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """What crispy reads to draw the choices itself."""
        return list(self.widget.choices)

    def offered(self) -> list[tuple[str, Any]]:
        if isinstance(self.widget, Radios):
            return [(choice.value, _label(choice)) for choice in self.fact.choices]
        return under_headings(self.fact.choices)

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        few = len(fact.choices) <= MOST_RADIOS or fact.ordered
        # A select has no room for what a choice means.
        explained = all(choice.help for choice in fact.choices)
        return Radios() if (few or explained) and not compact else Select()


class YesNoField(ChoicesField):
    def offered(self) -> list[tuple[str, Any]]:
        return [("yes", "Yes"), ("no", "No")]

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no", None: ""}.get(value, value)

    def read(self, given: Any) -> Value | None:
        return YES_NO[given] if given in YES_NO else super().read(given)


class OneOfField(ChoicesField):
    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else value


class StepField(ChoicesField):
    """A scale in steps: what cannot be chosen cannot be mistyped."""

    def offered(self) -> list[tuple[str, Any]]:
        low, high = map(int, self.fact.within)
        steps = range(high, low - 1, -(self.fact.step or 1))
        return [(str(number), f"{number}{self.fact.unit}") for number in steps]

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return Select()

    def prepare_value(self, value: Any) -> Any:
        return "" if value is None else str(value)

    def read(self, given: Any) -> Value | None:
        return super().read(number_in(given))


class AnyOfField(FactField):
    """A set of choices. No tick is "not recorded"; "none" is a tick of its own and stands alone.

    A choice that was split is offered only to who has it ticked.
    """

    fact: AnyOfFact

    def __init__(self, fact: Fact, *, compact: bool = False) -> None:
        super().__init__(fact, compact=compact)
        self.choices = [(choice.value, _label(choice)) for choice in fact.choices]
        self.widget.choices = self.choices

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        widget = Checkboxes(of_what=MORE_CHOICES[fact.key].of_what if fact.key in MORE_CHOICES else "")
        widget.superseded = frozenset(self.fact.splits)
        return widget

    def prepare_value(self, value: Any) -> Any:
        return sorted(value) if isinstance(value, frozenset) else value

    def read(self, given: Any) -> Value | None:
        ticked = list(dict.fromkeys(given or ()))
        if NONE in ticked and len(ticked) > 1:
            raise forms.ValidationError(self._both(ticked), code="none_and_others")
        return self.fact.clean(ticked) if ticked else None

    def _both(self, ticked: list[str]) -> str:
        labels = {choice.value: choice.label for choice in self.fact.choices}
        others = ", ".join(labels.get(code, code) for code in ticked if code != NONE)
        return f"“{labels[NONE]}” is ticked together with {others}. Keep one or the other."


class NumberField(FactField):
    fact: NumberFact

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return TypedNumber(whole=fact.integer)

    def prepare_value(self, value: Any) -> Any:
        return f"{SHOWN_AS_OLD}+" if self.fact.is_old(value) else value

    def read(self, given: Any) -> Value | None:
        if self.fact.is_old(SHOWN_AS_OLD) and str(given or "").replace(" ", "") == f"{SHOWN_AS_OLD}+":
            # The exact age was not shown, so what is recorded of it stays.
            return self.current if self.fact.is_old(self.current) else SHOWN_AS_OLD
        return super().read(number_in(given))


class NumberWithUnitField(FactField):
    """A number in its own unit or another one, converted openly: a fault names both numbers."""

    fact: NumberFact

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return NumberWithUnit(fact.label, (fact.unit, *(other.unit for other in fact.other_units)))

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, list):  # as it was typed, kept with the case
            return tuple(value)
        return value if isinstance(value, tuple) or value is None else (value, self.fact.unit)

    def read(self, given: Any) -> Value | None:
        text, unit = given or ("", self.fact.unit)
        number = number_in(text)
        if number in (None, "") or unit == self.fact.unit or not isinstance(number, int | float):
            return self._in_own_unit(number)
        factor = next((other.factor for other in self.fact.other_units if other.unit == unit), None)
        if factor is None:
            units = ", ".join((self.fact.unit, *(other.unit for other in self.fact.other_units)))
            raise forms.ValidationError(f'"{unit}" is not one of the units. Allowed: {units}.')
        return self._converted(number, unit, round(number * factor, 4))

    def _in_own_unit(self, number: Any) -> Value | None:
        try:
            return super().read(number)
        except FactError as fault:
            raise forms.ValidationError(said(self.fact, fault) + self._hint(number)) from fault

    def _converted(self, number: float, unit: str, stored: float) -> Value:
        try:
            return self.fact.clean(int(stored) if stored.is_integer() else stored)
        except FactError as fault:
            raise forms.ValidationError(
                f"{number:g} {unit} is {stored:g} {self.fact.unit}: {said(self.fact, fault)}"
            ) from fault

    def _hint(self, number: Any) -> str:
        """ "Did you mean 1.2 mg/dL?" where the number would be plausible in another unit."""
        hint = self.fact.hint_of_unit(number) if isinstance(number, int | float) else ""
        return f" {hint.partition('?')[0]}? Then choose that unit." if hint else ""


class MonthField(FactField):
    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return Month()

    def read(self, given: Any) -> Value | None:
        return super().read(str(given or "").strip())


class TokenField(FactField):
    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return CategoryInput(fact.label)


class LineField(FactField):
    """A line from a report, typed as it stands there and kept as it is written properly.

    `beside` is what else was given or is recorded that the line is read with; where that has changed, a line
    that was left as it is recorded is read anew.
    """

    beside: Mapping[str, object] = MappingProxyType({})
    is_read_anew = False
    remarks: tuple[str, ...] = ()

    def widget_for(self, fact: Fact, compact: bool) -> forms.Widget:
        return TypedLine()

    def read(self, given: Any) -> Value | None:
        text = str(given or "").strip()
        if text == self.current and not self.is_read_anew:
            return self.current
        value = read_fact(self.fact.key, text, self.beside) if text else None
        self.remarks = remarks_on(self.fact.key, text, self.beside) if text else ()
        return value


def _for_number(fact: Fact) -> type[FactField]:
    return StepField if fact.step else NumberWithUnitField if fact.other_units else NumberField


_FIELDS: Mapping[str, Callable[[Fact], type[FactField]]] = of_every_kind(
    "a form field (cases/forms/fields.py)",
    yes_no=lambda fact: YesNoField,
    one_of=lambda fact: OneOfField,
    any_of=lambda fact: AnyOfField,
    number=_for_number,
    date=lambda fact: MonthField,
    token=lambda fact: TokenField if fact.element else LineField,
    lesions=lambda fact: FactField,  # in name only: each lesion has a form of its own
)


def _check_lengths(value: Any) -> None:
    """Before anything looks into what was sent, which may be one text, a text and its unit, or ticks."""
    texts = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else ()
    longest = max((len(text) for text in texts if isinstance(text, str)), default=0)
    for limit, given in ((FIELD, longest), (ITEMS, len(texts))):
        if given > limit.most:
            raise forms.ValidationError(limit.refusal(given), code="too_long")


def number_in(given: Any) -> Any:
    """The number in what was typed, with a point or a comma; what is no number comes back as it was.

    "1,200" is refused: it may be 1.2 or 1200, and a guess would be wrong for half of the readers.
    """
    text = str(given or "").strip()
    if _THOUSANDS.fullmatch(text):
        whole, part = text.replace(",", ""), f"{float(text.replace(',', '.')):g}"
        raise forms.ValidationError(f'"{text}" can be read in two ways. Write {whole}, or {part}.')
    if not _NUMBER.fullmatch(text):
        return text
    number = float(text.replace(",", "."))
    return int(text) if re.fullmatch(r"[+-]?\d+", text) else number


def _label(choice: Choice) -> Any:
    if not choice.help:
        return choice.label
    return format_html('{} <span class="hint">{}</span>', choice.label, choice.help)
