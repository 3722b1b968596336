"""“How sure are you?”, asked of what is recorded at a step and of each question: three levels, or nothing."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.domain.marks import FACT
from cases.domain.sureness import Sureness, SurePlace, SureSaid, places_at
from cases.domain.teaching import TeachingStep
from guidance.forms.plain import PlainForm

PREFIX = "sure-"
CHOICES = [("", "I leave it open"), *((each.value, each.words.capitalize()) for each in Sureness)]
OF_RECORD, OF_QUESTION = "How sure are you of what you recorded here?", "How sure are you?"
SHOWN = 40


class SurenessForm(PlainForm):
    """What a sent form does not hold is left as it was."""

    def __init__(self, step: TeachingStep, said: SureSaid, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.place_of = {name_of(place): place for place in places_at(step)}
        for name, place in self.place_of.items():
            self.fields[name] = forms.ChoiceField(
                choices=CHOICES,
                required=False,
                initial=said.get(place, ""),
                label=OF_RECORD if place[0] == FACT else OF_QUESTION,
                widget=forms.RadioSelect({"class": "form-check-input", "aria-describedby": "hint-sureness"}),
            )

    def at(self, place: SurePlace) -> forms.BoundField | None:
        name = name_of(place)
        return self[name] if name in self.fields else None

    @property
    def of_record(self) -> forms.BoundField | None:
        """Of what is recorded at the step, where it asks for anything."""
        return next((self[name] for name, place in self.place_of.items() if place[0] == FACT), None)

    @property
    def refusal(self) -> str:
        """What is wrong with what was sent, in a sentence; "" where nothing is."""
        for name, sent in self.data.items():
            if not name.startswith(PREFIX):
                continue
            if name not in self.fields:
                return f"“{name[:SHOWN]}” is nothing that this step asks. Nothing was saved."
            if sent not in dict(CHOICES):
                return (
                    f"“{sent[:SHOWN]}” is no answer to “How sure are you?”: choose unsure, fairly sure or "
                    "sure, or leave it open. Nothing was saved."
                )
        return ""

    def said(self) -> dict[SurePlace, Sureness | None]:
        return {
            place: Sureness(self.data[name]) if self.data[name] else None
            for name, place in self.place_of.items()
            if name in self.data
        }


def name_of(place: SurePlace) -> str:
    """A question can be called anything, so the record's has another form."""
    subject, key = place
    return f"{PREFIX}record" if subject == FACT else f"{PREFIX}q-{key}"
