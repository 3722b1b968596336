from typing import Any

from django.forms import BoundField

from cases.forms.more import ANY, MORE, matters
from guidance.domain.vocabulary import VOCABULARY, Fact, TokenFact, Value

NONE = frozenset({"none"})


class FactBoundField(BoundField):
    """A field of a chapter with what stands beside it: the fact, its unit, and its state in words."""

    # A FactField and a KeepingForm, which themselves say that this binds the one into the other.
    field: Any
    form: Any

    @property
    def fact(self) -> Fact:
        return self.field.fact

    @property
    def kind(self) -> str:
        return "line" if self.is_line else self.fact.kind

    @property
    def is_line(self) -> bool:
        """Whether it is typed as one text, unlike the categories of TNM, which are chosen."""
        return isinstance(self.fact, TokenFact) and not self.fact.element

    @property
    def hangs_on(self) -> str:
        """What in this form it is asked with, as "biopsy_status=done", or a name for any answer but none."""
        pairs = self.fact.only_with
        return " ".join(
            self._condition(key, [value for of, value in pairs if of == key]) for key in self.hangs_on_keys
        )

    @property
    def hangs_on_keys(self) -> tuple[str, ...]:
        pairs = self.fact.only_with if self.form.hangs_here(self.fact) else ()
        return tuple(dict.fromkeys(key for key, _ in pairs))

    @staticmethod
    def _condition(key: str, values: list[str]) -> str:
        others = [value for value in VOCABULARY[key].choice_values if value not in values]
        return key if others == ["none"] else " ".join(f"{key}={value}" for value in values)

    @property
    def is_set_aside(self) -> bool:
        """Whether it need not be seen: it is not asked now, and holds nothing."""
        now = {**self.form.recorded, **self.form.chosen_now}
        return bool(self.hangs_on) and not (self.errors or self.value() or self.fact.is_asked_of(now))

    @property
    def is_under_more(self) -> bool:
        """Whether it waits under "More": it matters with other cases than this one, and holds nothing."""
        if self.name not in MORE or self.form.only is not None or self.holds_something:
            return False
        now = {**self.form.recorded, **self.form.chosen_now}
        # What hangs on another field stands where that one does.
        return not matters(MORE[self.name], now) and all(
            self.form[key].is_under_more for key in self.hangs_on_keys
        )

    @property
    def holds_something(self) -> bool:
        """Whether something is recorded, typed or said to be wrong here."""
        given = self.value()
        typed = given[0] if isinstance(given, tuple) else given  # a number stands before its unit
        return bool(self.errors) or self.recorded is not None or typed not in (None, "", [])

    @property
    def matters_with(self) -> str:
        """With which answers of this form it comes from under "More", as "symptoms=fever"."""
        pairs = MORE.get(self.name, ()) if self.form.only is None else ()
        mine = (pair for pair in pairs if pair[0] in self.form.fields)
        return " ".join(key if value == ANY else f"{key}={value}" for key, value in mine)

    @property
    def read_as(self) -> str:
        """A line as it is recorded, where that is not how it was typed, with what is to be said of it."""
        value = self.recorded
        if not self.is_line or not value or self.errors or self._is_refused:
            return ""
        if str(self.value() or "").strip() == value:
            return ""
        return " ".join([f"Read as {value}.", *self.field.remarks])

    @property
    def unit(self) -> str:
        """The unit to print behind the field; empty where the field shows its units itself."""
        return "" if self.fact.other_units or self.fact.step else self.fact.unit

    @property
    def recorded(self) -> Value | None:
        """What holds now: what was accepted of a sent form, else what is recorded."""
        sent: dict[str, Any] = {} if self._is_refused else getattr(self.form, "cleaned_data", {})
        return sent.get(self.name, self.field.current)

    @property
    def _is_refused(self) -> bool:
        return self.form.is_refused

    @property
    def holds_other(self) -> bool:
        """Whether something is recorded that is not what stands in the field."""
        if not (self._is_refused or self.name in self.form.errors) or self.state != "recorded":
            return False
        sent: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        return self.name in self.form.errors or sent.get(self.name) != self.recorded

    @property
    def state(self) -> str:
        """ "not_recorded", "none" (asked, and there is none) or "recorded"."""
        value = self.recorded
        if value is None:
            return "not_recorded"
        return "none" if value == NONE else "recorded"

    @property
    def state_words(self) -> str:
        value = self.recorded
        if value is None:
            return "Not recorded"
        if isinstance(value, frozenset):
            return self._set_in_words(value)
        words = self.fact.words(value)
        return " = ".join([words, *self._in_other_units(value)])

    def _set_in_words(self, value: frozenset[str]) -> str:
        if value == NONE:
            return self.fact.choice_by_value["none"].label
        return f"{len(value)} recorded"

    def _in_other_units(self, value: Value) -> list[str]:
        if not isinstance(value, int | float):
            return []
        return [f"{value / other.factor:.4g} {other.unit}" for other in self.fact.other_units]
