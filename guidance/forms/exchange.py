"""A file that comes in, uploaded or pasted: read as a whole, with every fault, or not at all."""

from typing import Any

from django import forms

from guidance.actions.free_text import TextRefused, checked_text
from guidance.domain.characters import shown
from guidance.domain.limits import PACK_BYTES, REMARK, SET_TITLE
from guidance.domain.recognising import look_of, look_of_text
from guidance.forms.entries import written
from guidance.forms.pasted import FROM_FILE, PastedText
from guidance.forms.plain import PlainForm
from guidance.pack.exchange_files import KINDS, WANTED, ChangeSetFile, FileFaults, PackFile, read_exchange
from guidance.pack.file_reading import NotText, text_of

LONGEST_NAME = 200


class ProposalForm(PlainForm):
    """The title and the reason under which something is proposed."""

    title = written("Title", help="What it is about, in a few words.")
    reason = written("Reason", rows=3, help="Why the guidance should say this from now on.")
    brought: tuple[str, ...] = ()
    """Which of the two come with what is proposed, and need not be given."""

    def clean_title(self) -> str:
        return self._kept("title", "Give it a title, so that others know what it is about.", SET_TITLE.most)

    def clean_reason(self) -> str:
        return self._kept("reason", "Say why the guidance should say this from now on.")

    def _kept(self, name: str, asked: str, longest: int = REMARK.most) -> str:
        given = self.cleaned_data[name]
        if not given.strip():
            if name in self.brought:
                return ""
            raise forms.ValidationError(asked)
        try:
            return checked_text(given, shortest=1, longest=longest)
        except TextRefused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal


class ExchangeForm(ProposalForm):
    """What was pasted stays in the form; an uploaded file is put there."""

    file = forms.FileField(
        required=False,
        label="A file",
        help_text=f"A whole pack or one change set, as JSON; at most {PACK_BYTES.allowed}.",
        widget=forms.FileInput({"accept": ".json,application/json", "class": "form-control"}),
    )
    text = forms.CharField(
        required=False,
        label="Or its text",
        strip=False,
        widget=PastedText(
            {"rows": 10, "spellcheck": "false", "class": "form-control mono", "autocomplete": "off"}
        ),
    )
    field_order = ["file", "text", "title", "reason"]

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.read: PackFile | ChangeSetFile | None = None
        self.faults: FileFaults | None = None
        self.name = ""
        hint = "Left empty, that of the change set in the file is taken."
        for name in ("title", "reason"):
            self.fields[name].help_text += f" {hint}"

    def clean_text(self) -> str:
        """Read before title and reason are asked for: a change set may bring them."""
        text = self._text()
        if not text.strip():
            if not self.errors:
                raise forms.ValidationError("Choose a file, or paste its text.", code="nothing")
            return text
        try:
            self.read = read_exchange(text)
        except FileFaults as faults:
            self.faults = faults
            raise forms.ValidationError("Nothing was imported.", code="faults") from faults
        if isinstance(self.read, ChangeSetFile):
            self.brought = tuple(name for name in ("title", "reason") if getattr(self.read, name))
        return text

    def _text(self) -> str:
        upload = self.cleaned_data.get("file")
        if not upload:
            return str(self.cleaned_data.get("text") or "")
        self.name = shown(upload.name, LONGEST_NAME)
        if upload.size > PACK_BYTES.most:
            self.add_error("file", PACK_BYTES.refusal(upload.size))
            return ""
        raw = upload.read()
        look = look_of(raw)
        is_other = look.is_definite and look not in KINDS
        try:
            text = text_of(raw)
        except NotText as fault:
            self.add_error("file", look.instead_of(WANTED) if is_other else f"This file {fault}")
            return ""
        if is_other and look_of_text(text) != look:
            self.add_error("file", look.instead_of(WANTED))
            return ""
        # Shown in the form from here on: a browser does not keep the chosen file.
        self.data = dict(self.data.items()) | {"text": text}
        self.fields["text"].widget.attrs[FROM_FILE] = ""
        return text
