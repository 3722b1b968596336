"""The one free text of a case, its title: warned about before it is saved, where it could name somebody."""

from typing import Any

from django import forms

from cases.domain.record import TITLE_LENGTH
from cases.forms.identifiers import warning
from guidance.domain.identifiers import suspicions
from guidance.forms.plain import PlainForm


class ConfirmedTitleForm(PlainForm):
    """A title, and a tick that appears where the title looks as if it could identify a person."""

    title = forms.CharField(
        max_length=TITLE_LENGTH,
        help_text="A few words that tell this case from others. No names, no numbers, no dates of birth.",
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Give the case a title, such as “Lung, both kidneys”.",
            "max_length": "The title has %(show_value)d characters; at most %(limit_value)d are kept.",
        },
    )
    title_confirmed = forms.BooleanField(required=False, label="This title is invented. Save it as it is.")

    @property
    def asks_to_confirm(self) -> bool:
        return self.has_error("title", "identifying")

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self._warn(cleaned.get("title", ""))
        return cleaned

    def _warn(self, title: str) -> None:
        found = suspicions(title)
        if found and not self.cleaned_data.get("title_confirmed"):
            self.add_error("title", forms.ValidationError(warning(found), code="identifying"))

    def shown_fields(self) -> list[forms.BoundField]:
        """The fields to draw; the tick only once there is something to confirm."""
        names = [name for name in self.fields if name != "title_confirmed" or self.asks_to_confirm]
        return [self[name] for name in names]
