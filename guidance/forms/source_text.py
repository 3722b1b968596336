"""The text of the source that is uploaded, and who sees it."""

from django import forms

from guidance.actions.source_text import AT_FIRST
from guidance.domain.characters import ForbiddenCharacter, check_characters, shown
from guidance.domain.limits import ARTICLE_BYTES, ARTICLE_LINES, SOURCE_RIGHTS
from guidance.domain.words import SHOWN_TO
from guidance.forms.entries import written
from guidance.forms.plain import PlainForm
from guidance.models.source_text import LONGEST_NAME
from guidance.pack.article_reading import NotAnArticle, article_of

CHOICES = [(code, words[:1].upper() + words[1:]) for code, words in SHOWN_TO.items()]


class ShowSourceForm(PlainForm):
    """Who sees the text, and whose it is."""

    shown_to = forms.ChoiceField(
        label="Who sees it",
        choices=CHOICES,
        initial=AT_FIRST,
        widget=forms.RadioSelect,
        help_text="The text may be under copyright: show it to those to whom you may show it.",
    )
    rights = written(
        "Whose words they are",
        help="Such as “© 2024 Example Press. Shown with permission.” It stands below each paragraph.",
        most=SOURCE_RIGHTS,
    )

    def clean_rights(self) -> str:
        rights = " ".join(self.cleaned_data["rights"].split())
        try:
            check_characters(rights, "What you entered")
        except ForbiddenCharacter as fault:
            raise forms.ValidationError(str(fault)) from fault
        return rights


class AttachSourceForm(ShowSourceForm):
    """`text` is that of the file, once it is valid."""

    file = forms.FileField(
        label="The text of the source",
        error_messages={"required": "Choose a file.", "empty": "This file holds no text."},
        help_text=(
            f"Plain text in UTF-8, a paragraph or heading on each line; at most {ARTICLE_BYTES.allowed} "
            f"and {ARTICLE_LINES.allowed}."
        ),
        widget=forms.FileInput({"accept": ".txt,text/plain", "class": "form-control"}),
    )
    field_order = ["file", "shown_to", "rights"]
    text = name = ""

    def clean_file(self) -> object:
        upload = self.cleaned_data["file"]
        self.name = shown(upload.name, LONGEST_NAME)
        if upload.size > ARTICLE_BYTES.most:
            raise forms.ValidationError(ARTICLE_BYTES.refusal(upload.size))
        try:
            self.text = article_of(upload.read())
        except NotAnArticle as fault:
            raise forms.ValidationError(f"This file {fault}") from fault
        return upload
