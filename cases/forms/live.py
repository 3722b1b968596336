"""Who of those who work a case are asked for, and in which order they stand."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django import forms

from guidance.forms.plain import PlainForm


class LiveOrder(StrEnum):
    """In which order people stand while they work."""

    BEHIND = "behind"
    NAME = "name"
    LONGEST = "longest"
    TIME = "time"


SELECT = {"class": "form-select"}


class LiveForm(PlainForm):
    at = forms.ChoiceField(
        label="Who",
        required=False,
        widget=forms.Select(SELECT),
        error_messages={"invalid_choice": "This case has no such step. Everybody is shown."},
    )
    order = forms.ChoiceField(
        label="In which order",
        required=False,
        choices=[
            (LiveOrder.BEHIND.value, "Who is least far first"),
            (LiveOrder.LONGEST.value, "Who has been at a step longest first"),
            (LiveOrder.TIME.value, "Who has least time left first"),
            (LiveOrder.NAME.value, "By name"),
        ],
        widget=forms.Select(SELECT),
        error_messages={"invalid_choice": "Choose an order of the list. Who is least far stands first now."},
    )

    def __init__(self, data: Any, places: Iterable[tuple[str, str]], *, hides_names: bool) -> None:
        super().__init__(data)
        self.can_choose("at", [("", "Everybody"), *places])
        if hides_names:
            held: Any = self.fields["order"]
            said = dict(held.choices) | {LiveOrder.NAME.value: "By number"}
            self.can_choose("order", said.items())
        self.is_valid()

    @property
    def place(self) -> str:
        """ "" for everybody."""
        return str(self.cleaned_data.get("at") or "")

    @property
    def people_order(self) -> LiveOrder:
        return LiveOrder(self.cleaned_data.get("order") or LiveOrder.BEHIND)
