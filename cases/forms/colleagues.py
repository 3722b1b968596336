"""Naming a colleague by address."""

from django import forms


class ColleagueField(forms.EmailField):
    def __init__(self, who: str) -> None:
        super().__init__(
            label=f"E-mail address of a colleague who {who}",
            widget=forms.EmailInput({"class": "form-control", "autocomplete": "off"}),
            error_messages={
                "required": "Give the address of a colleague.",
                "invalid": "This is no e-mail address.",
            },
        )
