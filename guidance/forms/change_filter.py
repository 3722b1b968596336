"""Which changes of a set are listed."""

from typing import Any

from django import forms

from guidance.domain.entries import ENTRY_KINDS
from guidance.domain.limits import SEARCH
from guidance.forms.entries import chosen
from guidance.forms.plain import PlainForm

NOWHERE = "-"
"""Stands for what is in no section: references, the document, weights of a domain."""


class ChangeFilterForm(PlainForm):
    """What is not understood in an address narrows nothing down. `sections` are those that have changes."""

    q = forms.CharField(
        label="Words", required=False, widget=forms.TextInput({"class": "form-control", "type": "search"})
    )
    kind = chosen("Kind", [("", "Every kind"), *((kind.name, kind.title) for kind in ENTRY_KINDS.values())])
    section = chosen("Section", [])
    unseen = forms.BooleanField(label="Not looked at yet", required=False)
    commented = forms.BooleanField(label="With comments", required=False)

    def __init__(self, data: Any, *, sections: dict[str, str], marks: bool = True) -> None:
        super().__init__(data)
        self.marks = marks
        self.can_choose("section", [("", "Every section"), *sections.items()])
        for name in ("kind", "section"):
            self.fields[name].required = False

    @property
    def narrowing(self) -> list[forms.BoundField]:
        return [self[name] for name in ("q", "kind", "section")]

    @property
    def ticks(self) -> list[forms.BoundField]:
        """Whoever wrote the set has looked at all of it."""
        return [self[name] for name in ("unseen", "commented") if name == "commented" or self.marks]

    def clean_q(self) -> str:
        words = str(self.cleaned_data["q"])
        if len(words) > SEARCH.most:
            raise forms.ValidationError(SEARCH.refusal(len(words)))
        return words

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
