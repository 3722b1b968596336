"""Asking for more time, and answering who asks."""

from typing import Any

from django import forms

from cases.domain.assigning import MOST_EXTRA_DAYS
from cases.forms.assigning import more_minutes, whole_number
from cases.forms.cohorts import TEXT
from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm


class TimeRequestForm(PlainForm):
    reason = forms.CharField(
        max_length=REMARK.most,
        label="How much more time would help, and why",
        help_text="Those who teach the cohort and may give it read it, beside your name or number.",
        widget=forms.Textarea({**TEXT, "rows": 3}),
        error_messages={"required": "Say how much more time would help, and why."},
    )


class TimeAnswerForm(PlainForm):
    """What is given of what can be; the other button declines."""

    days = whole_number(
        "More days", MOST_EXTRA_DAYS, "From when it is due for them; where that is over, from now."
    )
    minutes = more_minutes("They count from when an attempt began.")
    answer = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="Your answer",
        help_text="They read it, beside your name. It is needed to decline.",
        widget=forms.Textarea({**TEXT, "rows": 3}),
    )

    def __init__(self, *args: Any, has_due: bool, has_limit: bool) -> None:
        super().__init__(*args)
        if not has_due:
            del self.fields["days"]
        if not has_limit:
            del self.fields["minutes"]

    def given(self, name: str) -> int:
        return self.cleaned_data.get(name) or 0
