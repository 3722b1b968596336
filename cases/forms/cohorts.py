"""Cohorts: what they are called, who joins and teaches them, and what somebody is granted."""

from decimal import Decimal
from typing import Any

from django import forms

from cases.content.cohort_sheet import LAYOUT, resident_row
from cases.domain.assigning import LEAST_FACTOR, MOST_EXTRA_DAYS, MOST_FACTOR
from cases.forms.colleagues import ColleagueField
from cases.forms.when import WhenField
from cases.models import Cohort, TeacherRole
from guidance.domain.limits import CASE_TITLE, REMARK
from guidance.forms.plain import PlainForm, bounds
from kidmet_site.sheets import SheetField

TEXT = {"class": "form-control"}


class CohortForm(PlainForm):
    title = forms.CharField(
        max_length=CASE_TITLE.most,
        label="Title",
        help_text="As its residents know it: “Urology residents, autumn 2026”.",
        widget=forms.TextInput(TEXT),
        error_messages={"required": "A cohort needs a title."},
    )
    summary = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="What it is about",
        help_text="Its residents read it.",
        widget=forms.Textarea({**TEXT, "rows": 3}),
    )
    hides_names = forms.BooleanField(
        required=False,
        label="Hide the names of its residents from its teachers",
        help_text="Teachers see “Resident 7” in every list and result.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )


class JoinForm(PlainForm):
    code = forms.CharField(
        max_length=40,
        label="Code of the cohort",
        help_text="Ten letters and digits, from whoever teaches it.",
        widget=forms.TextInput({**TEXT, "autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": "Give the code of the cohort."},
    )


class JoiningForm(PlainForm):
    is_joinable = forms.BooleanField(
        required=False,
        label="The code lets people in",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    expires_at = WhenField("Until", "Empty: until you close it.")

    def __init__(self, cohort: Cohort, data: Any = None) -> None:
        held = {"is_joinable": cohort.is_joinable, "expires_at": cohort.code_expires_at}
        super().__init__(data, initial=held)
        field: Any = self.fields["expires_at"]
        field.stands = cohort.code_expires_at


class TeacherForm(PlainForm):
    email = ColleagueField("teaches here")
    role = forms.ChoiceField(
        choices=TeacherRole.choices,
        initial=TeacherRole.TEACHER,
        label="What they may do",
        widget=forms.Select({"class": "form-select"}),
    )


class GrantForm(PlainForm):
    time_factor = forms.DecimalField(
        min_value=LEAST_FACTOR,
        max_value=MOST_FACTOR,
        max_digits=3,
        decimal_places=2,
        label="Time at each limit, times",
        help_text="1.5 makes 60 minutes of 40.",
        initial=Decimal(1),
        widget=forms.NumberInput({**TEXT, "step": "0.05"}),
        error_messages=bounds(f"{LEAST_FACTOR.normalize():f}", f"{MOST_FACTOR.normalize():f}")
        | dict.fromkeys(
            ("max_digits", "max_whole_digits", "max_decimal_places"),
            "Two digits after the point at most, such as 1.25.",
        ),
    )
    extra_days = forms.IntegerField(
        min_value=0,
        max_value=MOST_EXTRA_DAYS,
        label="More days until what is due",
        initial=0,
        widget=forms.NumberInput(TEXT),
        error_messages=bounds(0, MOST_EXTRA_DAYS, "a whole number"),
    )


class ResidentsFileForm(PlainForm):
    file = SheetField("List of residents", LAYOUT, resident_row)
