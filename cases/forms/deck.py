from typing import Any

from django import forms

from guidance.domain.limits import DECK_BYTES
from guidance.forms.plain import PlainForm


class DeckForm(PlainForm):
    file = forms.FileField(
        label="What Anki exported",
        help_text=f"A file that ends in .apkg, of at most {DECK_BYTES.allowed}.",
        widget=forms.FileInput({"accept": ".apkg,.colpkg", "class": "form-control"}),
        error_messages={
            "required": "Choose a file that Anki exported.",
            "empty": "The file is empty. Choose one that Anki exported.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > DECK_BYTES.most:
            raise forms.ValidationError(
                f"{DECK_BYTES.refusal(file.size)} Export the deck KidMet alone, without media."
            )
        return file
