"""What residents ask about a mark, and what educators give in its place."""

from decimal import Decimal
from typing import Any

from django import forms

from cases.domain.marks import FULL
from cases.models import Mark
from guidance.domain.limits import REMARK
from guidance.forms.plain import PlainForm

TEXT = {"class": "form-control"}


def _words(label: str, hint: str, missing: str) -> forms.CharField:
    return forms.CharField(
        max_length=REMARK.most,
        label=label,
        help_text=hint,
        widget=forms.Textarea({**TEXT, "rows": 3}),
        error_messages={"required": missing},
    )


class SecondLookForm(PlainForm):
    reason = _words(
        "What should be looked at again, and why",
        "Those who teach the cohort read it.",
        "Say what should be looked at again.",
    )


class OverrideForm(PlainForm):
    """Points in place of those that a mark earned; `asked` where a resident asked for a second look."""

    points = forms.DecimalField(min_value=0, max_digits=7, decimal_places=2)
    reason = _words("Why", "The resident reads it, beside your name.", "Say why: the resident reads it.")

    def __init__(self, mark: Mark, credit: float | None, asked: bool, *args: Any) -> None:
        self.held, self.most = credit, _points(mark.weight)
        self.before = None if credit is None else _points(mark.weight * credit)
        self.weight = mark.weight
        super().__init__(*args, initial={"points": self.before})
        points: Any = self.fields["points"]
        points.label = f"Points, of {self.most}"
        points.widget = forms.NumberInput({**TEXT, "min": 0, "max": self.most, "step": "any"})
        points.error_messages["required"] = "Say how many points it earns."
        if asked:
            self.fields["reason"].label = "Your answer"
            points.help_text = "As they are, if the mark stays."

    def clean_points(self) -> Decimal:
        given: Decimal = self.cleaned_data["points"]
        if given > self.most:
            raise forms.ValidationError(
                f"This mark earns from 0 to {self.most} points, not {given.normalize():f}."
            )
        return given

    @property
    def is_other(self) -> bool:
        """Whether other points were given than the mark earned."""
        return self.cleaned_data["points"] != self.before

    @property
    def credit(self) -> float:
        """As points are shown with two places, those that stand there mean the credit behind them."""
        given = self.cleaned_data["points"]
        if self.held is not None and given == self.before:
            return self.held
        return FULL if given == self.most else float(given) / self.weight


def _points(number: float) -> Decimal:
    """As the page shows them: two places at most."""
    said = f"{number:.2f}".rstrip("0").rstrip(".")
    return Decimal(said)
