"""What a new teaching case begins as: one form, with a choice and what that choice needs."""

from collections.abc import Iterable
from typing import Any

from django import forms

from cases.forms.titles import ConfirmedTitleForm
from guidance.domain.characters import written_said
from guidance.domain.faults import Fault
from guidance.domain.json_text import check_size
from guidance.domain.limits import DRAFT_BYTES, OverLimit
from guidance.domain.vocabulary import VOCABULARY
from guidance.forms.pasted import FROM_FILE, PastedText
from guidance.forms.plain import Choices, under_headings
from guidance.pack.file_reading import NotText, text_of

ORIGINS: Choices = [
    ("copy", "A copy of a teaching case"),
    ("template", "A template for a primary"),
    ("case", "A case of your own workbench"),
    ("file", "A case file"),
    ("empty", "An empty case"),
]
NEEDS = {"copy": "copy", "template": "primary", "case": "case"}
"""The field without which an origin is nothing."""


class BeginForm(ConfirmedTitleForm):
    """What was pasted stays in the form; an uploaded file is put there, so that its faults can be mended."""

    origin = forms.ChoiceField(
        choices=ORIGINS,
        label="Begin with",
        initial="copy",
        widget=forms.RadioSelect({"class": "form-check-input"}),
        error_messages={"required": "Choose what to begin with."},
    )
    copy = forms.ChoiceField(
        required=False,
        label="Which case",
        widget=forms.Select({"class": "form-select"}),
        help_text="All of it comes along: steps, questions, key and credits. The case itself stays as it is.",
    )
    primary = forms.ChoiceField(
        required=False,
        label="Which primary",
        choices=[("", "Choose"), *under_headings(VOCABULARY["primary_site"].choices)],
        widget=forms.Select({"class": "form-select"}),
        help_text="Five steps by name, with what such a case usually gives and asks. No word of text.",
    )
    case = forms.ChoiceField(
        required=False,
        label="Which of your cases",
        widget=forms.Select({"class": "form-select"}),
        help_text="What it records becomes the key: findings are given, conclusions are asked.",
    )
    file = forms.FileField(
        required=False,
        label="A file",
        help_text="A teaching case in YAML or JSON, or a case file of the format kidmet.case/1; "
        f"at most {DRAFT_BYTES.allowed}.",
        widget=forms.FileInput({"accept": ".json,.yaml,.yml,application/json"}),
    )
    text = forms.CharField(
        required=False,
        label="Or its text",
        strip=False,
        widget=PastedText({"rows": 8, "spellcheck": "false", "class": "mono", "autocomplete": "off"}),
    )
    library = forms.ChoiceField(label="Into the library", widget=forms.Select({"class": "form-select"}))
    field_order = [
        "origin", "copy", "primary", "case", "file", "text", "title", "title_confirmed", "library",
    ]  # fmt: skip

    def __init__(
        self,
        copies: Iterable[Any],
        cases: Iterable[tuple[int, str]],
        libraries: Choices,
        *args: Any,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.faults: tuple[Fault, ...] = ()
        self.can_choose("copy", [("", "Choose"), *copies])
        self.can_choose("case", [("", "Choose"), *cases])
        self.can_choose("library", libraries)
        self.fields["library"].required = len(libraries) > 1
        self.fields["title"].required = False
        self.fields["title"].help_text = "Leave it empty to keep the title of what you begin with. " + str(
            self.fields["title"].help_text
        )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        origin = cleaned.get("origin", "")
        needed = NEEDS.get(origin)
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, "Choose one.")
        if origin in ("empty", "template") and not cleaned.get("title") and "title" not in self.errors:
            self.add_error("title", str(self.fields["title"].error_messages["required"]))
        if said := written_said(cleaned.get("title") or ""):
            self.add_error("title", f"The title {said}")
        if origin == "file":
            cleaned["text"] = self._text(cleaned)
        return cleaned

    def _text(self, cleaned: dict[str, Any]) -> str:
        upload = cleaned.get("file")
        text = str(cleaned.get("text") or "")
        if not upload:
            return self._within("text", text)
        if upload.size > DRAFT_BYTES.most:
            self.add_error("file", DRAFT_BYTES.refusal(upload.size))
            return ""
        try:
            text = text_of(upload.read())
        except NotText as error:
            self.add_error("file", f"This file {error}")
            return ""
        # Shown in the form from here on: a browser does not keep the chosen file.
        self.data = dict(self.data.items()) | {"text": text}
        self.fields["text"].widget.attrs[FROM_FILE] = ""
        return self._within("file", text)

    def _within(self, name: str, text: str) -> str:
        try:
            check_size(text, DRAFT_BYTES)
        except OverLimit as over:
            self.add_error(name, str(over))
            return ""
        if not text.strip() and not self.errors:
            self.add_error("text", "Choose a file, or paste its text.")
        return text

    def tell(self, faults: Iterable[Fault]) -> None:
        """What is wrong with the file, each fault with its place."""
        self.faults = tuple(faults)
        count = "one fault" if len(self.faults) == 1 else f"{len(self.faults)} faults"
        self.add_error(None, f"The file has {count}. Nothing was begun.")
