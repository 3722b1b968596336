"""A moment as somebody types it: by their own clock, which the field names."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.forms.boundfield import BoundField
from django.utils import timezone

from guidance.domain.zones import said_of_clock

FIRST_YEAR, LAST_YEAR = 2000, 2100
FORMAT = "%Y-%m-%dT%H:%M"
WHEN = forms.DateTimeInput({"class": "form-control", "type": "datetime-local"}, format=FORMAT)


class WhenField(forms.DateTimeField):
    """A moment by the clock of whoever types it, as the middleware set it; none so far away that a calendar
    ends before what is reckoned.

    `stands` is what it holds by now: sent back as it was shown it stays that moment, also where its hour
    comes twice.
    """

    stands: datetime | None = None

    def __init__(self, label: str, help_text: str = "") -> None:
        super().__init__(required=False, label=label, help_text=help_text, widget=WHEN)

    def get_bound_field(self, form: Any, field_name: str) -> BoundField:
        """Its hint says by which clock."""
        bound = super().get_bound_field(form, field_name)
        clock = f"By the clock of {timezone.get_current_timezone_name()}."
        bound.help_text = f"{self.help_text} {clock}".strip()
        return bound

    def to_python(self, value: Any) -> datetime | None:
        if self.stands and str(value).strip() == f"{timezone.localtime(self.stands):{FORMAT}}":
            return self.stands
        try:
            moment: datetime | None = super().to_python(value)
        except forms.ValidationError as refusal:
            raise forms.ValidationError(self._said_of(value) or refusal.messages) from refusal
        return moment

    def _said_of(self, value: Any) -> str:
        """Of a time that the clocks leave out, or show twice."""
        with timezone.override(UTC):
            typed = super().to_python(value)
        zone = timezone.get_current_timezone()
        if typed is None or not isinstance(zone, ZoneInfo):
            return ""
        return said_of_clock(typed.replace(tzinfo=None), zone)

    def clean(self, value: Any) -> datetime | None:
        when: datetime | None = super().clean(value)
        if when is not None and not FIRST_YEAR <= when.year <= LAST_YEAR:
            raise forms.ValidationError(f"The year is from {FIRST_YEAR} to {LAST_YEAR}; this is {when.year}.")
        return when
