"""What is said as a corrected key is applied to what was marked before, and as that is taken back."""

from typing import Any

from django import forms

from cases.models import RemarkPolicy
from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm


def _why(hint: str) -> forms.CharField:
    return forms.CharField(
        max_length=REMARK.most,
        label="Why",
        help_text=hint,
        widget=forms.Textarea({"class": "form-control", "rows": 3}),
        error_messages={"required": "Say why: the residents read it."},
    )


class RemarkForm(PlainForm):
    policy = forms.ChoiceField(
        label="Whose marks change",
        choices=RemarkPolicy.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whose marks change."},
    )
    reason = _why(
        "Each resident whose marks change reads it, beside your name. Say what was wrong with the key."
    )


class UndoRemarkForm(PlainForm):
    """It may stand beside the form of a later dry run: its fields have ids of their own."""

    reason = _why("Each resident whose marks change back reads it, beside your name.")

    def __init__(self, *args: Any) -> None:
        super().__init__(*args, auto_id="id_undo_%s")
