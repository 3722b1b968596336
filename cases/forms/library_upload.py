from typing import Any

from django import forms

from guidance.domain.limits import LIBRARY_FILE_BYTES
from guidance.forms.plain import PlainForm


class LibraryUploadForm(PlainForm):
    file = forms.FileField(
        label="The file of a library",
        help_text=f"A zip that KidMet exported, of at most {LIBRARY_FILE_BYTES.allowed}.",
        widget=forms.FileInput({"accept": ".zip,application/zip", "class": "form-control"}),
        error_messages={
            "required": "Choose a file.",
            "empty": "The file is empty. Choose one that KidMet exported.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIBRARY_FILE_BYTES.most:
            raise forms.ValidationError(LIBRARY_FILE_BYTES.refusal(file.size))
        return file
