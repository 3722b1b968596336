"""The form in which the admin edits a document that is not the guidance: its payload as JSON."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.fields import InvalidJSONInput

from guidance.domain.characters import shown
from guidance.domain.faults import Fault
from guidance.domain.json_text import GivenTwice, read_json_text
from guidance.domain.limits import PACK_DEPTH, PACK_ITEMS, PACK_REQUEST_BYTES, STATEMENTS, OverLimit
from guidance.models import Document
from guidance.pack.bounds import beyond_bounds, values_beyond_bounds
from guidance.pack.payload_characters import character_faults
from guidance.pack.schema import schema_faults
from guidance.queries.draft import held_document

MOST_TOLD = 10
ELSEWHERE = "This was changed elsewhere since you opened it here. Nothing was saved."
NO_LIST = "This is a list of the keys of statements, as texts: [] where there are none."
KIND = re.compile(r"sections\[(\d+)\]\.statements\[(\d+)\]\.kind")
"""The place of what an imported statement has not got yet."""


class JSONText(forms.JSONField):
    """JSON read within limits. Where it is refused it is shown as it was typed."""

    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or value in self.empty_values:
            return super().to_python(value)
        try:
            return read_json_text(
                value, size=PACK_REQUEST_BYTES, depth=PACK_DEPTH, names=PACK_ITEMS, items=STATEMENTS
            )
        except (OverLimit, GivenTwice) as fault:
            raise ValidationError(str(fault)) from fault
        except ValueError as fault:
            raise ValidationError(self.error_messages["invalid"]) from fault

    def bound_data(self, data: Any, initial: Any) -> Any:
        return data if data is None else InvalidJSONInput(data)


class ArticleForm(forms.ModelForm):
    """It may be half-done, but it has to have the form of a pack. Statements need not be judged yet."""

    opened = forms.IntegerField(label="the version that was opened", widget=forms.HiddenInput)

    class Meta:
        model = Document
        fields = ["payload", "verbatim"]
        field_classes = {"payload": JSONText, "verbatim": JSONText}

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

    def clean_verbatim(self) -> list[str]:
        given = self.cleaned_data["verbatim"]
        keys = [] if given is None else given
        if not isinstance(keys, list) or not all(isinstance(key, str) for key in keys):
            raise ValidationError(NO_LIST)
        faults = (*values_beyond_bounds(keys), *character_faults(keys))
        if faults:
            raise ValidationError([_told(fault) for fault in faults[:MOST_TOLD]])
        return keys

    def clean_opened(self) -> int:
        """Held from here on: of two who save at once the second is told so."""
        opened: int = self.cleaned_data["opened"]
        if opened != held_document(self.instance.pk).version:
            raise ValidationError(ELSEWHERE)
        return opened


def _faults(payload: Any) -> Iterator[str]:
    """What keeps it from being read at all: more would be told where it is published."""
    unfit = list(islice(beyond_bounds(payload), MOST_TOLD)) or list(character_faults(payload))
    for fault in unfit or schema_faults(payload):
        if unfit or not _is_unjudged(payload, fault.place):
            yield _told(fault)


def _told(fault: Fault) -> str:
    """A name in its place may hold what no page can."""
    return f"{shown(fault.place)}: {fault.message}"


def _is_unjudged(payload: Any, place: str) -> bool:
    """Whether that is the kind of a statement, and it has none yet."""
    found = KIND.fullmatch(place)
    if found is None:
        return False
    section, statement = map(int, found.groups())
    return not payload["sections"][section]["statements"][statement].get("kind")
