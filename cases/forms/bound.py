from typing import Any

from django.forms import BoundField

from guidance.domain.vocabulary import Fact, Kind, Value

NONE = frozenset({"none"})


class FactBoundField(BoundField):
    """A field of a chapter with what stands beside it: the fact, its unit, and its state in words."""

    @property
    def fact(self) -> Fact:
        return self.field.fact  # type: ignore[attr-defined]

    @property
    def kind(self) -> str:
        return self.fact.kind.value

    @property
    def unit(self) -> str:
        """The unit to print behind the field; empty where the field shows its units itself."""
        return "" if self.fact.other_units or self.fact.step else self.fact.unit

    @property
    def recorded(self) -> Value | None:
        """What holds now: what was accepted of a sent form, else what is recorded."""
        sent: dict[str, Any] = getattr(self.form, "cleaned_data", {})
        return sent.get(self.name, self.field.current)  # type: ignore[attr-defined]

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
        if self.fact.kind is Kind.ANY_OF:
            return self._set_in_words(value)
        words = self.fact.words(value)
        return " = ".join([words, *self._in_other_units(value)])

    def _set_in_words(self, value: Value) -> str:
        if value == NONE:
            return self.fact.choice_by_value["none"].label
        return f"{len(value)} recorded"  # type: ignore[arg-type]  # a set

    def _in_other_units(self, value: Value) -> list[str]:
        if not isinstance(value, int | float):
            return []
        return [f"{value / other.factor:.4g} {other.unit}" for other in self.fact.other_units]
