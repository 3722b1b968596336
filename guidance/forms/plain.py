from collections.abc import Iterable
from typing import Any

from django import forms

Choices = list[tuple[str, str]]


class PlainForm(forms.Form):
    """Labels end without a colon, and what can be chosen may be known only once the form is made."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **more})

    def can_choose(self, name: str, choices: Iterable[tuple[object, object]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
