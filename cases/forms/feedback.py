"""What an educator writes on an attempt, and what its resident answers."""

from django import forms

from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm


class FeedbackForm(PlainForm):
    """Sent besides: the step, nothing for the whole attempt, and the last entry that was shown."""

    text = forms.CharField(
        max_length=REMARK.most,
        label="Text",
        widget=forms.Textarea({"class": "form-control", "rows": 3}),
        error_messages={"required": "Write what you want to send."},
    )
