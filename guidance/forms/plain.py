from collections.abc import Iterable
from typing import Any

from django import forms

from guidance.domain.vocabulary import Choice, by_group

Choices = list[tuple[str, str]]


def bounds(least: object, most: object, kind: str = "a number") -> dict[str, str]:
    """What a field says of a number outside of its bounds: what is allowed, and what was given."""
    said = f"From {least} to {most}, not %(show_value)s."
    return {"invalid": f"This needs {kind}.", "min_value": said, "max_value": said}


def under_headings(choices: Iterable[Choice]) -> list[tuple[str, Any]]:
    """What a select offers: by the headings of a long list; what has none stands before them."""
    groups = {heading: [(each.value, each.label) for each in alike] for heading, alike in by_group(choices)}
    return [*groups.pop("", []), *groups.items()]


class PlainForm(forms.Form):
    """Labels end without a colon, and what can be chosen may be known only once the form is made."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **{"label_suffix": "", **more})

    def can_choose(self, name: str, choices: Iterable[tuple[object, object]]) -> None:
        field: Any = self.fields[name]
        field.choices = choices
