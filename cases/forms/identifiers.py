"""What to say to the writer of a case whose words look as if they could identify a person."""

from django import forms

from guidance.domain.identifiers import Suspicion, named


def warning(found: tuple[Suspicion, ...], what: str = "title") -> str:
    """`what` is what they wrote."""
    advice = f"Cases here are invented and name nobody. Change the {what}, or confirm that this is invented."
    return f"{named(found)}. {advice}"


def confirmation() -> forms.BooleanField:
    """Their word that a text is invented; asked once the text was warned of."""
    return forms.BooleanField(
        required=False,
        label="This is invented. Save it as it is.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
