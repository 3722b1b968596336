"""What of the audit is asked for. What makes no sense is said, and left out."""

from datetime import date
from typing import Any

from django import forms

from guidance.domain.characters import invisible_in
from guidance.domain.limits import SEARCH
from guidance.forms.entries import written
from guidance.forms.plain import PlainForm
from guidance.queries.audit import AuditFilter

FIRST, LAST = date(2000, 1, 1), date(2100, 12, 31)


class AuditDay(forms.DateField):
    def __init__(self, label: str) -> None:
        super().__init__(
            label=label,
            required=False,
            input_formats=["%Y-%m-%d"],
            widget=forms.DateInput({"type": "date", "class": "form-control"}, format="%Y-%m-%d"),
        )

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except forms.ValidationError as fault:
            said = f"“{str(value)[:30]}” is no day. Write it as year, month and day: 2026-02-28."
            raise forms.ValidationError(said, code="invalid") from fault
        if day is not None and not FIRST <= day <= LAST:
            raise forms.ValidationError(f"Choose a day between {FIRST.year} and {LAST.year}.", code="far")
        return day


class AuditFilterForm(PlainForm):
    person = written("Person", help="A name, or a part of one.")
    act = forms.ChoiceField(
        label="What was done", required=False, widget=forms.Select({"class": "form-select"})
    )
    since = AuditDay("From")
    until = AuditDay("To")
    words = written("Words", help="In what was done, to what, and why.")
    change_set = forms.IntegerField(
        label="Change set",
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        widget=forms.TextInput({"class": "form-control", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages=dict.fromkeys(
            ("invalid", "min_value", "max_value"), "This is the number in a change set's address, such as 12."
        ),
    )

    def __init__(self, *args: Any, acts: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.can_choose("act", [("", "anything"), *((act, act.capitalize()) for act in acts)])
        said = "Nobody has done that yet. Choose one of the list."
        self.fields["act"].error_messages["invalid_choice"] = said

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in ("person", "words"):
            text = cleaned.get(name, "")
            if len(text) > SEARCH.most:
                self.add_error(name, SEARCH.refusal(len(text)))
                continue
            cleaned[name] = text.translate({ord(each): " " for each in invisible_in(text)}).strip()
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", f"This is before the first day asked for, {since:%Y-%m-%d}.")
        for name in ("since", "until"):
            if name in self.errors:
                # A browser's date field would show nothing of what it cannot read.
                self.fields[name].widget.input_type = "text"
        return cleaned

    @property
    def asked(self) -> AuditFilter:
        """What could be understood of it."""
        self.full_clean()
        known = {name: value for name, value in self.cleaned_data.items() if name not in self.errors}
        return AuditFilter(**known)
