"""An assignment as its teacher writes it: cases, dates and terms."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone

from cases.actions.assigning import MOST_ATTEMPTS, MOST_MINUTES, NO_CASE, CaseTerms
from cases.domain.assigning import DebriefOpens, Late, Order, Purpose, TimeLimit, WhichCounts
from cases.forms.cohorts import TEXT
from cases.forms.when import WhenField
from cases.models import Assignment, TeachingCase
from cases.models.assignment import COUNTED, DEBRIEFS, LATES, ORDERS, PURPOSES, TIME_LIMITS
from cases.queries.assignable import OfferedCases
from guidance.domain.limits import ASSIGNED_CASES, CASE_TITLE, REMARK
from guidance.forms.plain import PlainForm, bounds

SELECT = {"class": "form-select"}
NUMBER = {**TEXT, "inputmode": "numeric"}
WHOLE = "a whole number"
SHARES = ("late_share", "pass_share")
"""Kept from 0 to 1, and written in per cent."""
TIMES = ("opens_at", "due_at")


def whole_number(label: str, most: int, help_text: str = "") -> forms.IntegerField:
    """From 1; it may be left open."""
    return forms.IntegerField(
        required=False,
        min_value=1,
        max_value=most,
        label=label,
        help_text=help_text,
        widget=forms.NumberInput(NUMBER),
        error_messages=bounds(1, most, WHOLE),
    )


def _of_hundred(label: str, help_text: str = "", initial: float | None = None) -> forms.FloatField:
    """From 0 to 100; it may be left open."""
    return forms.FloatField(
        required=False,
        min_value=0,
        max_value=100,
        label=label,
        help_text=help_text,
        initial=initial,
        widget=forms.NumberInput({**TEXT, "step": "any"}),
        error_messages=bounds(0, 100),
    )


class TermsForm(PlainForm):
    """What can be changed as long as the assignment stands."""

    title = forms.CharField(
        max_length=CASE_TITLE.most,
        label="Title",
        widget=forms.TextInput(TEXT),
        error_messages={"required": "An assignment needs a title."},
    )
    instructions = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="What you ask of them",
        help_text="Whoever works it reads this first.",
        widget=forms.Textarea({**TEXT, "rows": 3}),
    )
    purpose = forms.ChoiceField(choices=PURPOSES, label="Purpose", widget=forms.RadioSelect)
    opens_at = WhenField("Opens", "Empty: at once.")
    due_at = WhenField("Due", "Empty: there is no due time.")
    late = forms.ChoiceField(choices=LATES, label="Late work", widget=forms.Select(SELECT))
    late_share = _of_hundred(
        "Per cent a day of late work costs",
        "Of what it earned, for each day that began. For late work that is taken less a share.",
    )
    debrief = forms.ChoiceField(
        choices=DEBRIEFS,
        label="The debrief opens",
        help_text="Where it opens later, nothing of the key is told before: no answer after a step, no mark, "
        "no card. Where a case counts, nothing is told in practice until it is handed in.",
        widget=forms.Select(SELECT),
    )
    attempts_allowed = whole_number("Attempts at each case", MOST_ATTEMPTS, "Empty: any number.")
    counts = forms.ChoiceField(choices=COUNTED, label="What counts", widget=forms.Select(SELECT))
    pass_share = _of_hundred("Pass mark in per cent", "Empty: there is none.")
    time_limit = forms.ChoiceField(
        choices=TIME_LIMITS,
        label="Time limit",
        help_text="A limit for everybody is for work that counts. It shuts out who needs longer: give them "
        "more time in the cohort first. Residents can ask for more, also in the middle of an attempt.",
        widget=forms.Select(SELECT),
    )

    asks_sureness = forms.BooleanField(
        required=False,
        label="Ask how sure they are",
        help_text="At each step and question: unsure, fairly sure or sure. They may leave it open, and it "
        "never counts. The results then say how far being sure goes with being right.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(
        self,
        assignment: Assignment | None,
        now: datetime,
        data: Any = None,
        typed: Mapping[str, Any] | None = None,
    ) -> None:
        """`typed` is what stands in a form that is shown again and was not sent off yet."""
        shown = _as_shown(assignment) if assignment else usual_terms(now)
        super().__init__(data, initial=shown if typed is None else typed)
        for name in TIMES if assignment else ():
            field: Any = self.fields[name]
            field.stands = getattr(assignment, name)

    def term_groups(self) -> Iterator[tuple[str, str, list[Any]]]:
        """Each with its heading and the end of its name on the page."""
        for name, (heading, fields) in TERM_GROUPS.items():
            yield name, heading, [self[field] for field in fields]

    def terms(self) -> dict[str, Any]:
        """Columns of Assignment; what does not belong to the choices made is left out of account."""
        held = {name: value for name, value in self.cleaned_data.items() if name in TERMS}
        for name in SHARES:
            held[name] = None if held[name] is None else held[name] / 100
        held["late_share"] = held["late_share"] or 0.0
        if held["late"] != Late.MINUS:
            held["late_share"] = 0.0
        if held["due_at"] is None:
            held["late"] = Late.MARKED.value
        return held


TERM_GROUPS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "asked": ("What you ask", ("title", "instructions")),
    "when": ("When", ("opens_at", "due_at", "late", "late_share")),
    "counts": ("What it counts for", ("purpose", "attempts_allowed", "counts", "pass_share")),
    "limit": ("Time limit and debrief", ("time_limit", "debrief")),
    "sureness": ("How sure they are", ("asks_sureness",)),
}
TERMS = tuple(TermsForm.base_fields)


def usual_terms(now: datetime) -> dict[str, Any]:
    """What is offered to begin with: practice that is due in a week."""
    due = timezone.localtime(now + timedelta(days=7)).replace(hour=18, minute=0, second=0, microsecond=0)
    return {
        "purpose": Purpose.PRACTICE.value,
        "due_at": due,
        "late": Late.MARKED.value,
        "debrief": DebriefOpens.AT_ONCE.value,
        "counts": WhichCounts.BEST.value,
        "time_limit": TimeLimit.OFFERED.value,
        "order": Order.FREE.value,
    }


def _as_shown(assignment: Assignment) -> dict[str, Any]:
    held = {name: getattr(assignment, name) for name in TERMS}
    for name in SHARES:
        held[name] = f"{round(held[name] * 100, 4):g}" if held[name] else None
    return held


class AssignCaseRow(NamedTuple):
    """A case that may be chosen, and its fields."""

    case: TeachingCase
    chosen: forms.BoundField
    weight: forms.BoundField
    minutes: forms.BoundField
    place: forms.BoundField


FIELDS_OF_A_CASE = ("case", "weight", "minutes", "place")


class AssignForm(TermsForm):
    """A new one: with its cases, each with a weight and a limit of its own."""

    order = forms.ChoiceField(
        choices=ORDERS,
        label="They are worked",
        help_text="For an order give cases their places above; those without one come after them.",
        widget=forms.Select(SELECT),
    )
    drawn_count = forms.IntegerField(
        required=False,
        min_value=1,
        label="How many are drawn",
        help_text="Where some are drawn for each person.",
        widget=forms.NumberInput(NUMBER),
        error_messages={"invalid": f"This needs {WHOLE}.", "min_value": "At least 1, not %(show_value)s."},
    )

    def __init__(
        self, offered: OfferedCases, now: datetime, data: Any = None, typed: Mapping[str, Any] | None = None
    ) -> None:
        """Fields of the cases on the page, and of those chosen on others: as many however many there are."""
        super().__init__(None, now, data, typed)
        self.offered, cases = offered, offered.cases
        self.cases = {case.pk: case for case in cases}
        for pk, case in self.cases.items():
            self.fields[f"case-{pk}"] = forms.BooleanField(
                required=False,
                label=case.latest.title,
                widget=forms.CheckboxInput({"class": "form-check-input"}),
            )
            self.fields[f"weight-{pk}"] = _of_hundred("Weight", initial=1)
            self.fields[f"minutes-{pk}"] = whole_number("Minutes", MOST_MINUTES)
            self.fields[f"place-{pk}"] = whole_number("Place", ASSIGNED_CASES.most)

    def clean(self) -> dict[str, Any]:
        """A case that was offered and is not any longer is said; without it another thing is assigned."""
        known = {f"case-{pk}" for pk in self.cases}
        if any(name.startswith("case-") and name not in known for name in self.data):
            raise forms.ValidationError(
                "A case that you chose cannot be assigned any longer: it was retired or taken out of use, or "
                "its library is not shared with you now. Nothing was assigned: look at what is left."
            )
        if not any(self.cleaned_data.get(name) for name in known):
            raise forms.ValidationError(NO_CASE)
        return self.cleaned_data

    def terms(self) -> dict[str, Any]:
        order = self.cleaned_data["order"]
        drawn = self.cleaned_data["drawn_count"] if order == Order.DRAWN else None
        return super().terms() | {"order": order, "drawn_count": drawn}

    def chosen(self) -> list[CaseTerms]:
        """By their places where they are worked in order; those without one come after, as listed."""
        held: Mapping[str, Any] = self.cleaned_data
        chosen = [pk for pk in self.cases if held[f"case-{pk}"]]
        if held["order"] == Order.IN_ORDER:
            chosen.sort(key=lambda pk: held[f"place-{pk}"] or ASSIGNED_CASES.most + 1)
        return [
            CaseTerms(
                self.cases[pk],
                1.0 if held[f"weight-{pk}"] is None else held[f"weight-{pk}"],
                held[f"minutes-{pk}"],
            )
            for pk in chosen
        ]

    def carried_rows(self) -> Iterator[AssignCaseRow]:
        return self._rows(self.offered.carried)

    def case_rows(self) -> Iterator[AssignCaseRow]:
        return self._rows(self.offered.page)

    def _rows(self, cases: Iterable[TeachingCase]) -> Iterator[AssignCaseRow]:
        for case in cases:
            yield AssignCaseRow(case, *(self[f"{name}-{case.pk}"] for name in FIELDS_OF_A_CASE))


def more_minutes(help_text: str = "") -> forms.IntegerField:
    """For one person at one assignment."""
    return whole_number("More minutes at each limit", MOST_MINUTES, help_text)


class ExtensionForm(PlainForm):
    due_at = WhenField("Due for them")
    minutes = more_minutes()
    reason = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="Why",
        help_text="They read it.",
        widget=forms.TextInput(TEXT),
    )
