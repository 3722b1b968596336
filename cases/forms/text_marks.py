"""What an educator ticks of the points of a model answer, text by text on one page; equal texts are one."""

from typing import Any

from django import forms

from cases.models import Mark, TextMark
from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm

NONE = "none"
TEXT = {"class": "form-control"}


class TextMarkForm(PlainForm):
    """One text. Without a tick and a word it stays as it is; that it holds no point is ticked, too."""

    points = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label="The text holds"
    )
    comment = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="Comment, if you like",
        help_text="The resident reads it, beside your name.",
        widget=forms.Textarea({**TEXT, "rows": 1}),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    def __init__(self, mark: Mark, held: TextMark | None, data: Any = None) -> None:
        self.mark, self.held = mark, held
        super().__init__(data, prefix=prefix_of(mark), initial=_initial(held))
        points = [(str(place), line["text"]) for place, line in enumerate(mark.lines)]
        self.can_choose("points", [*points, (NONE, "None of these")])

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        ticked = cleaned.get("points", [])
        if NONE in ticked and len(ticked) > 1:
            self.add_error("points", "Tick points, or “None of these”: both cannot be.")
        elif not ticked and "points" in cleaned and self.is_touched:
            self.add_error("points", "Tick what the text holds, or “None of these”.")
        return cleaned

    @property
    def is_touched(self) -> bool:
        return self.has_changed() and bool({"points", "comment"} & set(self.changed_data))

    @property
    def places(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["points"] if each != NONE]


def prefix_of(mark: Mark) -> str:
    return f"t{mark.pk}"


def _initial(held: TextMark | None) -> dict[str, Any]:
    if held is None:
        return {}
    points = [str(place) for place in held.points] or [NONE]
    return {"points": points, "comment": held.comment, "seen_at": held.marked_at.isoformat()}
