"""What is said of a library, and who may what in it."""

from typing import Any

from django import forms

from cases.forms.colleagues import ColleagueField
from cases.models import Library, Right, Visibility
from guidance.domain.limits import CASE_TITLE, REMARK
from guidance.forms.plain import PlainForm

LICENCES = (
    ("", "None given: all rights are kept"),
    ("CC-BY-4.0", "CC BY 4.0: use it, name the authors"),
    ("CC-BY-SA-4.0", "CC BY-SA 4.0: the same, and share alike"),
    ("CC-BY-NC-4.0", "CC BY-NC 4.0: name the authors, not for commerce"),
    ("CC-BY-NC-SA-4.0", "CC BY-NC-SA 4.0: both"),
    ("CC-BY-ND-4.0", "CC BY-ND 4.0: name the authors, change nothing"),
    ("CC0-1.0", "CC0 1.0: use it as you like"),
)
MOST_CREDITS = 50


class LibraryTitleForm(PlainForm):
    title = forms.CharField(
        max_length=CASE_TITLE.most,
        label="Title",
        widget=forms.TextInput({"class": "form-control"}),
        error_messages={"required": "A library needs a title."},
    )


class LibraryAboutForm(LibraryTitleForm):
    summary = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="Summary",
        help_text="One or two sentences: for whom, and what the cases have in common.",
        widget=forms.Textarea({"class": "form-control", "rows": 3}),
    )
    licence = forms.ChoiceField(
        choices=LICENCES,
        required=False,
        label="Licence",
        help_text="Under which others may use the library when it travels. "
        "Each case and picture can have its own.",
        widget=forms.Select({"class": "form-select"}),
    )
    credits = forms.CharField(
        max_length=REMARK.most,
        required=False,
        label="Credits",
        help_text="A line for each: a name, and after a comma what they did.",
        widget=forms.Textarea({"class": "form-control", "rows": 4}),
    )

    def __init__(self, library: Library, data: Any = None) -> None:
        known = library.licence in dict(LICENCES)
        super().__init__(
            data,
            initial={
                "title": library.title,
                "summary": library.summary,
                "licence": library.licence,
                "credits": credits_as_text(library.credits),
            },
        )
        if not known:
            self.can_choose("licence", [*LICENCES, (library.licence, library.licence)])

    def clean_credits(self) -> list[dict[str, str]]:
        credits = credits_in(self.cleaned_data["credits"])
        if len(credits) > MOST_CREDITS:
            raise forms.ValidationError(f"There are {len(credits)} lines; at most {MOST_CREDITS} are kept.")
        return credits


def credits_in(text: str) -> list[dict[str, str]]:
    """ "Ada Byron, review" as a name with what they did."""
    parts = (line.partition(",") for line in text.splitlines() if line.strip(" ,"))
    return [
        {"name": name.strip(), **({"role": role.strip()} if role.strip() else {})} for name, _, role in parts
    ]


def credits_as_text(credits: list[dict[str, str]]) -> str:
    return "\n".join(", ".join(filter(None, (each["name"], each.get("role")))) for each in credits)


class VisibilityForm(PlainForm):
    visibility = forms.ChoiceField(
        choices=Visibility.choices,
        label="Who reads it",
        widget=forms.RadioSelect,
    )


class ShareForm(PlainForm):
    email = ColleagueField("teaches here")
    right = forms.ChoiceField(
        choices=Right.choices, label="They", widget=forms.Select({"class": "form-select"})
    )
