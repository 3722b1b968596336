"""The form in which the admin edits a document that is not the guidance: its payload as JSON."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from guidance.models import Document
from guidance.pack.bounds import beyond_bounds
from guidance.pack.payload_characters import character_faults
from guidance.pack.schema import schema_faults

MOST_TOLD = 10
ELSEWHERE = "This was changed elsewhere since you opened it here. Nothing was saved."


class ArticleForm(forms.ModelForm):
    """It may be half-done, but it has to have the form of a pack. Statements need not be judged yet."""

    opened = forms.IntegerField(label="the version that was opened", widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = ["payload", "verbatim"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["opened"] = self.instance.version

    def clean_payload(self) -> dict[str, Any]:
        payload = self.cleaned_data["payload"]
        faults = list(islice(_faults(payload), MOST_TOLD))
        if faults:
            raise ValidationError(faults)
        slug = payload["document"]["slug"]
        if Document.objects.exclude(pk=self.instance.pk).filter(slug=slug).exists():
            raise ValidationError(f"Another document is called “{slug}” here. Give this one another slug.")
        return payload

    def clean_opened(self) -> int:
        opened: int = self.cleaned_data["opened"]
        if opened != self.instance.version:
            raise ValidationError(ELSEWHERE)
        return opened


def _faults(payload: Any) -> Iterator[str]:
    """What keeps it from being read at all: more would be told where it is published."""
    unfit = list(islice(beyond_bounds(payload), MOST_TOLD)) or list(character_faults(payload))
    for fault in unfit or schema_faults(payload):
        if not fault.place.endswith(".kind"):
            yield f"{fault.place}: {fault.message}"
