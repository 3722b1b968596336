"""The key of a draft through the forms of the chapters, and what of them are its parts."""

from collections.abc import Mapping
from typing import Any

from cases.forms.chapter import ChapterForm
from cases.forms.draft_parts import DraftParts
from guidance.domain.vocabulary import VOCABULARY


def key_parts(form: ChapterForm, document: Mapping[str, Any]) -> DraftParts:
    """Each fact of the chapter as the document holds it; one that the form left alone stays as it is written.

    `document` is the one that the form was made from.
    """
    held = document.get("key", {}).get("record", {})
    return {
        f"key/record/{fact}": _as_data(fact, value) if value != form.recorded.get(fact) else held.get(fact)
        for fact, value in form.recorded_chapter().items()
    }


def _as_data(fact: str, value: Any) -> Any:
    return None if value is None else VOCABULARY[fact].as_data(value)
