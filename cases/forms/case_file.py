"""A case file, uploaded or pasted: read as a whole, with every fault, or not at all."""

import json
from typing import Any

from django import forms

from cases.domain.record import CaseFile, CaseFileError, case_text_of, read_case_text
from cases.forms.titles import ConfirmedTitleForm
from guidance.domain.characters import shown, written_said
from guidance.domain.faults import Fault
from guidance.domain.json_text import check_size
from guidance.domain.limits import CASE_BYTES, OverLimit
from guidance.forms.pasted import FROM_FILE, PastedText


class CaseImportForm(ConfirmedTitleForm):
    """What was pasted stays in the form; an uploaded file is put there, so that its faults can be mended."""

    file = forms.FileField(
        required=False,
        label="A case file",
        help_text="A file in the format kidmet.case/1, such as one that was exported here; "
        f"at most {CASE_BYTES.allowed}.",
        widget=forms.FileInput({"accept": ".json,application/json"}),
    )
    text = forms.CharField(
        required=False,
        label="Or its text",
        strip=False,
        widget=PastedText({"rows": 12, "spellcheck": "false", "class": "mono", "autocomplete": "off"}),
    )
    field_order = ["file", "text", "title", "title_confirmed"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.faults: tuple[Fault, ...] = ()
        self.case_file: CaseFile | None = None
        self.fields["title"].required = False
        self.fields["title"].label = "Title to use instead"
        self.fields["title"].help_text = "Leave it empty to keep the title in the file."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = forms.Form.clean(self) or self.cleaned_data
        text = self._text(cleaned)
        if text:
            self._read(text)
        elif not self.errors:
            raise forms.ValidationError("Choose a file, or paste its text.", code="nothing")
        title = cleaned.get("title") or (self.case_file.title if self.case_file else "")
        if said := written_said(title):
            self.add_error("title", f"The title in the file {said} You can give another one here.")
        self._warn(title)
        return self.cleaned_data

    def _text(self, cleaned: dict[str, Any]) -> str:
        upload = cleaned.get("file")
        if not upload:
            return self._pasted(str(cleaned.get("text") or ""))
        if upload.size > CASE_BYTES.most:
            self.add_error("file", CASE_BYTES.refusal(upload.size))
            return ""
        try:
            text = case_text_of(upload.read()).strip()
        except CaseFileError as fault:
            self.add_error("file", str(fault))
            return ""
        # Shown in the form from here on: a browser does not keep the chosen file.
        self.data = dict(self.data.items()) | {"text": text}
        self.fields["text"].widget.attrs[FROM_FILE] = ""
        return str(text)

    def _pasted(self, text: str) -> str:
        """Pasted text has the limit of a file, and is refused before anything looks into it."""
        try:
            check_size(text, CASE_BYTES)
        except OverLimit as over:
            self.add_error("text", str(over))
            return ""
        return text.strip()

    def _read(self, text: str) -> None:
        try:
            self.case_file = read_case_text(text)
        except CaseFileError as error:
            self.faults = error.faults
            count = "one fault" if len(error.faults) == 1 else f"{len(error.faults)} faults"
            raise forms.ValidationError(
                f"The case file has {count}. Nothing was imported.", code="faults"
            ) from error

    @property
    def given(self) -> list[tuple[Fault, str]]:
        """Each fault with what was given, as the file wrote it."""
        return [
            (
                fault,
                "" if _is_whole(fault) else shown(json.dumps(fault.given, ensure_ascii=False, default=str)),
            )
            for fault in self.faults
        ]


def _is_whole(fault: Fault) -> bool:
    """Whether it is of the file as a whole, which nothing in it was given for."""
    return not fault.place and fault.given is None
