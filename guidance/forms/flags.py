"""What readers and curators write about a statement or a note, warned about where it could name somebody."""

from typing import Any

from django import forms

from guidance.actions.flagging import SHORTEST_REPLY
from guidance.actions.free_text import LONGEST, TextRefused, checked_text
from guidance.domain.identifiers import named, suspicions
from guidance.forms.plain import PlainForm
from guidance.models.reader import SHORTEST_REASON

ADVICE = "Nobody's details belong here. Change the text, or confirm that it names no patient."


class ConfirmedTextForm(PlainForm):
    """One text, and a tick that appears where the text looks as if it could identify a person."""

    shortest = 1
    rows = 3
    text = forms.CharField(required=False, strip=False)
    confirmed = forms.BooleanField(required=False, label="It names no patient. Send it as it is.")

    @property
    def asks_to_confirm(self) -> bool:
        return self.has_error("text", "identifying")

    def clean_text(self) -> str:
        try:
            return checked_text(self.cleaned_data["text"], shortest=self.shortest)
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        found = suspicions(cleaned.get("text", ""))
        if found and not cleaned.get("confirmed"):
            self.add_error("text", forms.ValidationError(f"{named(found)}. {ADVICE}", code="identifying"))
        return cleaned


class FlagForm(ConfirmedTextForm):
    shortest = SHORTEST_REASON

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        text = self.fields["text"]
        text.label = "What is wrong, and how do you know?"
        text.help_text = f"{SHORTEST_REASON} to {LONGEST:,} characters. Curators see your name."


class ReplyForm(ConfirmedTextForm):
    shortest = SHORTEST_REPLY
    rows = 2

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["text"].label = "Your reply to the reader"
