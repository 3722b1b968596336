"""What is common to the forms of a case: text that a field cannot hold is drawn again as it was typed."""

from functools import cached_property
from typing import Any, NamedTuple

from django.forms import BoundField
from django.forms.utils import ErrorDict

from cases.domain.kept import Kept, keepable
from guidance.forms.plain import PlainForm


class Marked(NamedTuple):
    """A field whose text is not recorded: its name in words, and where it stands on the page."""

    label: str
    anchor: str


class KeepingForm(PlainForm):
    """Draws what is kept of its fields, with what was said of it, and tells what there is to keep."""

    held: Kept
    reads_characters = True
    """What is pasted brings marks along: what a fact is read from leaves them out, and says so."""
    is_refused = False
    """Whether nothing sent was saved, as the case was changed elsewhere: what holds is what is recorded."""

    def hold(self, kept: Kept) -> None:
        """Take what is kept by the names of fields; to be drawn where nothing was sent."""
        self.held = kept
        if not self.is_bound:
            self.initial = {**(self.initial or {}), **{name: field["typed"] for name, field in kept.items()}}

    def __getitem__(self, name: str) -> BoundField:
        """A template asks first for a field, whatever it asks for, and Django's refusal names them all."""
        if name not in self.fields:
            raise KeyError(name)
        return super().__getitem__(name)

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound:
            self._errors: ErrorDict = ErrorDict()
            for name, field in getattr(self, "held", {}).items():
                if name in self.fields and field["said"]:
                    self._errors[name] = self.error_class(field["said"], renderer=self.renderer)

    def not_recorded(self) -> list[str]:
        """The fields whose sent text is not recorded."""
        return [name for name in self.errors if name in self.fields]

    def kept(self) -> Kept:
        """Their text as it was typed, by field."""
        return {
            name: {"typed": _as_data(self[name].data), "said": list(self.errors.get(name, ()))}
            for name in self.not_recorded()
        }

    @cached_property
    def kept_text(self) -> Kept:
        """What is to be kept of what was sent: text of fields that cannot hold it."""
        return keepable(self.kept())

    @property
    def is_too_long(self) -> bool:
        """Whether something sent can be neither recorded nor kept."""
        return self.is_bound and self.kept_text.keys() != self.kept().keys()

    def marked(self) -> list[Marked]:
        """The fields that say what is wrong with their text, in the order of the page."""
        errors = self.errors
        wrong = (self[name] for name in self.fields if name in errors)
        return [Marked(str(field.label), anchor_of(field)) for field in wrong]


def _as_data(typed: Any) -> Any:
    """As JSON gives it back."""
    return list(typed) if isinstance(typed, tuple) else typed


def anchor_of(field: BoundField) -> str:
    return f"field-{field.html_name}"
