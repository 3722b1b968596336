from django import forms

from cases.forms.colleagues import ColleagueField
from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm


class PublishForm(PlainForm):
    summary = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="What changed",
        help_text="In a sentence, for colleagues. Of a first version it may stay empty.",
        widget=forms.Textarea({"class": "form-control", "rows": 2}),
    )
    acknowledged = forms.CharField(max_length=64, required=False)


class PullForm(PlainForm):
    reason = forms.CharField(
        max_length=REMARK.most,
        label="What is wrong with it",
        help_text="Whoever works an attempt at this version, or looks back at one, reads this.",
        widget=forms.Textarea({"class": "form-control", "rows": 2}),
        error_messages={"required": "Say what is wrong with it."},
    )


class AskForm(PlainForm):
    email = ColleagueField("may read this library")


class CommentForm(PlainForm):
    address = forms.ChoiceField(required=False, label="About", widget=forms.Select({"class": "form-select"}))
    text = forms.CharField(
        max_length=REMARK.most,
        label="Comment",
        widget=forms.Textarea({"class": "form-control", "rows": 3}),
        error_messages={"required": "A comment needs words."},
    )
