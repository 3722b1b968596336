"""Which results of a cohort are asked for, and in which order its people stand."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django import forms

from cases.models import Assignment
from guidance.forms.plain import PlainForm


class PeopleOrder(StrEnum):
    """In which order the people stand."""

    WORD = "word"
    NAME = "name"
    RESULT = "result"


ORDERS_SAID = [
    (PeopleOrder.WORD.value, "Who needs a word first"),
    (PeopleOrder.NAME.value, "By name"),
    (PeopleOrder.RESULT.value, "By result, the lowest first"),
]


class ResultsForm(PlainForm):
    assignment = forms.ChoiceField(
        label="Results of",
        required=False,
        widget=forms.Select({"class": "form-select"}),
        error_messages={
            "invalid_choice": "There is no such assignment in this cohort. All of them are shown."
        },
    )
    order = forms.ChoiceField(
        label="People",
        required=False,
        choices=ORDERS_SAID,
        widget=forms.Select({"class": "form-select"}),
        error_messages={"invalid_choice": "Choose an order of the list. Who needs a word stands first now."},
    )

    def __init__(self, data: Any, assignments: Sequence[Assignment], *, hides_names: bool) -> None:
        super().__init__(data)
        self.assignments = assignments
        titles = [(str(each.pk), each.title) for each in assignments]
        self.can_choose("assignment", [("", "The whole cohort"), *titles])
        if hides_names:
            by_number = [(key, "By number" if key == PeopleOrder.NAME else said) for key, said in ORDERS_SAID]
            self.can_choose("order", by_number)
        self.is_valid()

    @property
    def chosen(self) -> Sequence[Assignment]:
        """The one that is asked for; all without one, and where what was asked makes no sense."""
        asked = self.cleaned_data.get("assignment")
        return [each for each in self.assignments if str(each.pk) == asked] if asked else self.assignments

    @property
    def people_order(self) -> PeopleOrder:
        return PeopleOrder(self.cleaned_data.get("order") or PeopleOrder.WORD)

    @property
    def asked(self) -> dict[str, str]:
        """What was asked for, as an address has it."""
        return {name: value for name, value in self.cleaned_data.items() if value}
