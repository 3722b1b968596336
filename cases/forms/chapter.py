"""The form of one chapter: the unit that is filled in, checked and saved."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django import forms
from django.forms import BoundField

from cases.forms.fields import field_for
from cases.forms.layout import LAYOUT
from cases.models import PatientCase
from cases.queries import askable_facts
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Chapter, Fact, Kind, Value

CHAPTER_BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}


class FieldGroup(NamedTuple):
    legend: str
    lede: str
    fields: list[BoundField]


class ChapterForm(forms.Form):
    """Asks what its chapter asks of this case. A field that was not sent at all keeps what is recorded."""

    def __init__(self, *, chapter: str, case: PatientCase, data: Mapping[str, Any] | None = None) -> None:
        self.chapter: Chapter = CHAPTER_BY_KEY[chapter]
        self.case, self.recorded = case, case.recorded()
        super().__init__(data, initial=dict(self.recorded), label_suffix="")
        for fact in self.asked():
            self.fields[fact.key] = field_for(fact, current=self.recorded.get(fact.key))

    def asked(self) -> tuple[Fact, ...]:
        """The facts with a field of their own."""
        facts = askable_facts(self.chapter.key, self.recorded)
        return tuple(fact for fact in facts if fact.kind is not Kind.LESIONS)

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields in the order of the layout. A group of which nothing is asked is left out."""
        groups = []
        for group in LAYOUT[self.chapter.key]:
            fields = [self[key] for key in self.keys_of(group.keys) if key in self.fields]
            if fields:
                groups.append(FieldGroup(group.legend, group.lede, fields))
        return groups

    def keys_of(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return keys

    def recorded_chapter(self) -> dict[str, Value | None]:
        """Every fact of the chapter as it is to be recorded, None for unknown; only after is_valid().

        What is not asked of this case keeps its value: hiding a question never loses its answer.
        """
        keys = [fact.key for fact in VOCABULARY.askable if fact.chapter == self.chapter.key]
        return {key: self._settled(key) for key in keys}

    def _settled(self, key: str) -> Value | None:
        field = self.fields.get(key)
        if field is None or field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(key)):
            return self.recorded.get(key)
        return self.cleaned_data.get(key)
