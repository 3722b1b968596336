"""A teaching case as a whole: what it is called, what it is for, where it comes from."""

from collections.abc import Mapping
from typing import Any

from django import forms

from cases.domain.teaching.case import DIFFICULTIES
from cases.forms.draft_parts import DraftParts, WrittenField, settled, settled_set
from cases.forms.rows import rows_of, with_spare
from guidance.domain.limits import CASE_OBJECTIVES, CASE_SOURCES, CASE_TITLE, NARRATIVE, ONE_LINE
from guidance.domain.vocabulary import VOCABULARY
from guidance.forms.plain import PlainForm, under_headings

PRIMARIES = under_headings(VOCABULARY["primary_site"].choices)
LICENCES = [
    ("", "Not said yet"),
    ("CC-BY-4.0", "CC BY 4.0: others may use and change it, and name you"),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0: the same, and what they make stays as free"),
    ("CC-BY-NC-4.0", "CC BY-NC 4.0: as CC BY, but for no profit"),
    ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0: as CC BY-SA, but for no profit"),
    ("CC0-1.0", "CC0: anybody may do anything with it"),
    ("LicenseRef-internal", "For this installation alone"),
]
CERTAINTIES = [
    ("", "Not graded"), ("A", "A: authoritative source"), ("B", "B: secondary source"), 
    ("C", "C: not confirmed"),
]  # fmt: skip
SOURCE = ("text", "certainty")
CREDIT = ("name", "role")
SELECT = forms.Select({"class": "form-select"})
WHOLE = {
    "invalid": "This needs a whole number.",
    "min_value": "At least %(limit_value)s.",
    "max_value": "At most %(limit_value)s.",
}


class DraftCaseForm(PlainForm):
    """Each field is a part of its own: one that is not valid keeps what the draft has."""

    title = WrittenField(
        CASE_TITLE, help_text="What a resident sees in the list. It should give nothing away."
    )
    summary = WrittenField(NARRATIVE, rows=3, help_text="One or two sentences that give nothing away.")
    topic = forms.ChoiceField(
        label="Primary", choices=[("", "Choose"), *PRIMARIES], required=False, widget=SELECT
    )
    difficulty = forms.TypedChoiceField(choices=list(DIFFICULTIES.items()), coerce=int, widget=SELECT)
    minutes = forms.IntegerField(
        min_value=1, max_value=240, label="About how many minutes", error_messages=WHOLE,
        widget=forms.TextInput({"class": "form-control", "inputmode": "numeric"}),
    )  # fmt: skip
    time_limit_minutes = forms.IntegerField(
        required=False, min_value=1, max_value=480, label="Time limit in minutes", error_messages=WHOLE,
        widget=forms.TextInput({"class": "form-control", "inputmode": "numeric"}),
        help_text="Offered to the resident, who may decline it. Leave it empty for none.",
    )  # fmt: skip
    answers_wait = forms.BooleanField(
        required=False,
        label="What the expert says at a step waits for the debrief",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    objectives = forms.MultipleChoiceField(
        required=False,
        label="Afterwards a resident can",
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
    )
    new_objective = WrittenField(
        ONE_LINE,
        label="Another objective",
        help_text="Begin with a verb. It is kept in the library, for its other cases too.",
    )
    commentary = WrittenField(NARRATIVE, rows=10, help_text="The expert's, for the debrief.")
    licence = forms.ChoiceField(required=False, widget=SELECT)

    def __init__(self, document: Mapping[str, Any], objectives: Mapping[str, str], data: Any = None) -> None:
        held = {"answers_wait": False, **document}
        super().__init__(data, initial=held)
        self.document = document
        known = {
            **objectives,
            **{key: key for key in document.get("objectives", ()) if key not in objectives},
        }
        self.can_choose("objectives", known.items())
        licence = str(document.get("licence", ""))
        others = [] if licence in dict(LICENCES) else [(licence, licence)]
        self.can_choose("licence", [*LICENCES, *others])
        self.sources = rows_of("sources", SOURCE, document.get("sources", ()), data)
        self.credits = rows_of("credits", CREDIT, document.get("credits", ()), data)

    @property
    def source_rows(self) -> Any:
        return with_spare("sources", SOURCE, self.sources)

    @property
    def credit_rows(self) -> Any:
        return with_spare("credits", CREDIT, self.credits)

    @property
    def certainties(self) -> Any:
        return CERTAINTIES

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title:
            raise forms.ValidationError("Give the case a title. Until then it keeps the one that it had.")
        return title

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for rows, limit in ((self.sources, CASE_SOURCES), (cleaned.get("objectives", ()), CASE_OBJECTIVES)):
            if len(rows) > limit.most:
                self.add_error(None, limit.refusal(len(rows)))
        for row in (*self.sources, *self.credits):
            if row.said:
                self.add_error(None, row.said)
            for text in row.values.values():
                if len(text) > ONE_LINE.most:
                    self.add_error(None, ONE_LINE.refusal(len(text)))
        return cleaned

    def parts(self) -> DraftParts:
        """Each part that was sent and is valid."""
        cleaned = self.cleaned_data
        found = {
            name: cleaned[name] or None for name in self.fields if name in cleaned and name != "new_objective"
        }
        if not self.non_field_errors():
            found["sources"] = [_without_blanks(row.values) for row in self.sources if row.values["text"]]
            found["credits"] = [_without_blanks(row.values) for row in self.credits if row.values["name"]]
        if found.get("objectives"):
            found["objectives"] = settled_set(
                list(found["objectives"] or ()), self.document.get("objectives")
            )
        return {name: settled(value, self.document.get(name)) for name, value in found.items()}


def _without_blanks(values: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text}
