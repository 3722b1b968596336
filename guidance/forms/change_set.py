"""What is typed while a change set is described, commented on and decided on."""

from typing import Any, cast

from django import forms

from guidance.domain.limits import REMARK, SET_TITLE
from guidance.forms.entries import written
from guidance.forms.plain import PlainForm


class DescribeForm(PlainForm):
    title = written("Title", help="What it is about, in a few words.")
    reason = written("Reason", rows=3, most=REMARK, help="Why the guidance should say this from now on.")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.CharField, self.fields["title"]).max_length = SET_TITLE.most

    def clean_title(self) -> str:
        title = str(self.cleaned_data["title"]).strip()
        if len(title) > SET_TITLE.most:
            raise forms.ValidationError(SET_TITLE.refusal(len(title)))
        return title


class InterestsForm(PlainForm):
    has_interests = forms.ChoiceField(
        label="Do you have interests that could bear on this guidance?",
        choices=[("no", "No, none"), ("yes", "Yes")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    text = written(
        "Which",
        rows=4,
        most=REMARK,
        help="Employment, funding, shares, roles or anything else that a reader would want to know of.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("has_interests") == "yes" and not cleaned.get("text", "").strip():
            self.add_error("text", "Name the interests that you have.")
        return cleaned
