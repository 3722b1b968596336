"""What the forms of a draft share: from what was typed to the values of its parts."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.forms.plain_widgets import Line, TextArea
from guidance.domain.characters import seen, written_said
from guidance.domain.limits import ONE_LINE, Limit

DraftParts = dict[str, Any]


class WrittenField(forms.CharField):
    """A text that nobody has to write. What is longer than the limit is refused, and never cut."""

    def __init__(self, limit: Limit = ONE_LINE, *, rows: int = 0, **more: Any) -> None:
        attrs = {"class": "form-control", "autocomplete": "off"}
        widget = TextArea({**attrs, "rows": rows}) if rows else Line(attrs)
        super().__init__(**{"required": False, "widget": widget, **more})
        self.limit = limit

    def clean(self, value: Any) -> str:
        text = seen(str(super().clean(value) or "").replace("\r\n", "\n"))
        if len(text) > self.limit.most:
            raise forms.ValidationError(self.limit.refusal(len(text)), code="too_long")
        if said := written_said(text):
            raise forms.ValidationError(f"This {said}", code="characters")
        return text


def settled(value: Any, held: Any) -> Any:
    """What is held where the form says the same: a field that is left out and one that is empty are one."""
    return held if (plain(value) or None) == (plain(held) or None) else value


def settled_set(value: list[str], held: Any) -> list[str]:
    """The same where the order says nothing."""
    return list(held) if isinstance(held, list) and sorted(value) == sorted(held) else value


def plain(value: Any) -> Any:
    """Without what says nothing."""
    if isinstance(value, Mapping):
        held = {name: plain(each) for name, each in value.items()}
        return {name: each for name, each in held.items() if each not in (None, "", [], {}, False)}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    return value.strip() if isinstance(value, str) else value
