"""A cohort as it is copied for another year: its title, and the dates of each assignment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from cases.actions.copying_cohorts import CopiedDates
from cases.domain.moving_dates import a_year_on, first_moment, moved
from cases.forms.cohorts import TEXT
from cases.forms.when import FIRST_YEAR, FORMAT, LAST_YEAR, WhenField
from cases.models import Cohort
from cases.queries.copying_cohorts import AssignmentToCopy
from cases.queries.windows import zone_of
from guidance.domain.limits import CASE_TITLE
from guidance.forms.plain import PlainForm

CHECK = {"class": "form-check-input"}
LATEST, KEPT = "latest", "kept"


@dataclass(frozen=True)
class CopyRow:
    """An assignment with its fields. `opens_now` and `due_now` are the moments that these hold."""

    found: AssignmentToCopy
    copied: Any
    opens: Any
    due: Any
    opens_now: datetime | None
    due_now: datetime | None


class CopyForm(PlainForm):
    title = forms.CharField(
        max_length=CASE_TITLE.most,
        label="Title of the copy",
        help_text="As its residents will know it.",
        widget=forms.TextInput(TEXT),
        error_messages={"required": "A cohort needs a title."},
    )
    versions = forms.ChoiceField(
        label="Cases",
        choices=[
            (LATEST, "In their newest version that can be begun"),
            (KEPT, "In the version that this cohort worked"),
        ],
        widget=forms.RadioSelect,
    )
    colleagues = forms.BooleanField(
        required=False,
        label="The colleagues who teach this cohort teach the copy, too",
        widget=forms.CheckboxInput(CHECK),
    )
    first = forms.DateField(
        required=False,
        label="The first day",
        widget=forms.DateInput({**TEXT, "type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, cohort: Cohort, found: Sequence[AssignmentToCopy], today: date, data: QueryDict | None = None
    ) -> None:
        self.found = [each for each in found if each.copied]
        self.first_at = first_moment(
            (each.assignment.opens_at for each in self.found), (each.assignment.due_at for each in self.found)
        )
        first = a_year_on(timezone.localdate(self.first_at), today) if self.first_at else None
        if data is not None:
            first = _day_in(data) or first
            data = self._with_moved(data, first) if "move" in data else data
        initial = {"title": cohort.title, "versions": LATEST, "colleagues": True, "first": first}
        super().__init__(data, initial=initial)
        for each in self.found:
            self._add(each, self._days_to(first))

    def _add(self, each: AssignmentToCopy, days: int) -> None:
        pk, title = each.assignment.pk, each.assignment.title
        opens, due = self._dates(each, days)
        self.fields[f"copied-{pk}"] = forms.BooleanField(
            required=False, initial=True, label=title, widget=forms.CheckboxInput(CHECK)
        )
        for name, label, at in (("opens", "Opens", opens), ("due", "Due", due)):
            field = WhenField(f"{label}: {title}")
            field.initial = field.stands = at
            self.fields[f"{name}-{pk}"] = field

    def clean_first(self) -> date | None:
        day: date | None = self.cleaned_data["first"]
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(f"The year is from {FIRST_YEAR} to {LAST_YEAR}; this is {day.year}.")
        return day

    def clean(self) -> dict[str, Any]:
        held = self.cleaned_data
        for each in self.found:
            opens, due = (held.get(f"{name}-{each.assignment.pk}") for name in ("opens", "due"))
            if opens and due and due <= opens:
                self.add_error(f"due-{each.assignment.pk}", "It has to be due after it opens.")
        return held

    # Moving

    def _days_to(self, first: date | None) -> int:
        if first is None or self.first_at is None:
            return 0
        return (first - timezone.localdate(self.first_at)).days

    def _dates(self, each: AssignmentToCopy, days: int) -> tuple[datetime | None, datetime | None]:
        """By the clock by which they were written."""
        held = each.assignment
        zone = zone_of(held)
        return moved(held.opens_at, days, zone), moved(held.due_at, days, zone)

    def _with_moved(self, data: QueryDict, first: date | None) -> QueryDict:
        """What was typed, with each date as the first day has it; as it was where that is no day."""
        if _day_in(data) is None:
            return data
        found = data.copy()
        for each in self.found:
            at = self._dates(each, self._days_to(first))
            for name, moment in zip(("opens", "due"), at, strict=True):
                shown = f"{timezone.localtime(moment):{FORMAT}}" if moment else ""
                found[f"{name}-{each.assignment.pk}"] = shown
        return found

    # Read

    @property
    def rows(self) -> Iterator[CopyRow]:
        for each in self.found:
            pk = each.assignment.pk
            opens, due = self[f"opens-{pk}"], self[f"due-{pk}"]
            opens.help_text = due.help_text = ""  # the page says once by which clock
            yield CopyRow(each, self[f"copied-{pk}"], opens, due, _moment(opens), _moment(due))

    @property
    def dates(self) -> dict[int, CopiedDates]:
        """Of each assignment that is to be copied."""
        held = self.cleaned_data
        numbers = [each.assignment.pk for each in self.found]
        return {
            pk: CopiedDates(held[f"opens-{pk}"], held[f"due-{pk}"]) for pk in numbers if held[f"copied-{pk}"]
        }


def _day_in(data: QueryDict) -> date | None:
    """The first day as it was sent; None for what is none, or too far away."""
    try:
        day = date.fromisoformat(data.get("first", ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _moment(bound: Any) -> datetime | None:
    """What stands in a field now, to say its day of the week; None where it is empty or no moment."""
    value = bound.value()
    if value in (None, ""):
        return None
    try:
        found: datetime | None = bound.field.clean(value)
    except forms.ValidationError:
        return None
    return found


SOON = timedelta(minutes=10)
"""A second press within this time was meant as the first."""
