"""An entry of the guidance as a form: from the entry to what is shown, and from what was typed to an entry.

A form asks for the right types only. What else the guidance asks of an entry (a text that is missing, a note
that speaks about a statement elsewhere) is said by the checks of the pack, beside a form that is saved all
the same: nobody loses what they typed because something is not ready yet.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from guidance.domain.changing import Entries, Entry
from guidance.domain.limits import TEXT, Limit
from guidance.domain.words import CERTAINTIES, DOMAINS, FORMS, KINDS, SEVERITIES
from guidance.forms.plain import Choices, PlainForm

DOI_ADDRESS = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)
DOI = re.compile(r"10\.\d{4,9}/\S+")


def written(label: str, *, help: str = "", rows: int = 0, most: Limit = TEXT) -> forms.CharField:
    """A browser is told of no length: it would cut what is pasted, and say nothing."""
    widget = forms.Textarea({"rows": rows, "class": "form-control"}) if rows else forms.TextInput(_INPUT)
    return forms.CharField(
        label=label, help_text=help, required=False, widget=widget, validators=[Within(most)]
    )


class Within:
    """A validator: what is longer than a limit is refused, with both numbers."""

    def __init__(self, limit: Limit) -> None:
        self.limit = limit

    def __call__(self, text: str) -> None:
        if len(text) > self.limit.most:
            raise forms.ValidationError(self.limit.refusal(len(text)), code="too_long")


def chosen(label: str, choices: Mapping[str, str] | Choices, *, help: str = "") -> forms.ChoiceField:
    listed = list(choices.items()) if isinstance(choices, Mapping) else choices
    return forms.ChoiceField(
        label=label, choices=listed, help_text=help, widget=forms.Select({"class": "form-select"})
    )


def counted(label: str, *, help: str = "", required: bool = True, least: int = 1) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help,
        required=required,
        min_value=least,
        max_value=1_000_000,
        widget=forms.TextInput({**_INPUT, "inputmode": "numeric"}),
        error_messages={
            "invalid": "This needs a whole number.",
            "min_value": "This needs to be %(limit_value)s at least.",
            "max_value": "This needs to be %(limit_value)s at most.",
        },
    )


def ticked(label: str, choices: Choices = [], *, help: str = "") -> forms.MultipleChoiceField:  # noqa: B006
    return forms.MultipleChoiceField(
        label=label, choices=choices, help_text=help, required=False, widget=forms.CheckboxSelectMultiple
    )


_INPUT = {"class": "form-control", "autocomplete": "off"}


class EntryForm(PlainForm):
    """Made with the draft that the entry stands in, from which it takes what can be chosen."""

    kind = ""

    def __init__(self, data: Any, *, entries: Entries, entry: Entry | None, **more: Any) -> None:
        self.entries, self.entry_before = entries, entry
        super().__init__(data, initial=self.shown(entry or {}), **more)
        self.offer(entries)

    def shown(self, entry: Entry) -> dict[str, Any]:
        """What the fields hold for an entry."""
        return dict(entry)

    def offer(self, entries: Entries) -> None:
        """Fill what can be chosen."""

    def entry(self) -> dict[str, Any]:
        """The entry that was typed, over what the form does not show of it."""
        return {**(self.entry_before or {}), **self.cleaned_data}


def section_choices(entries: Entries) -> Choices:
    """In document order, those below another one set in."""
    found: Choices = []
    waiting = [(slug, 0) for slug in reversed(entries.neighbours("section", ""))]
    while waiting:
        slug, depth = waiting.pop()
        title = str(entries.by_kind["section"][slug].get("title") or slug)
        found.append((slug, "\u2003" * depth + title))
        waiting += [(child, depth + 1) for child in reversed(entries.neighbours("section", slug))]
    return found


class DocumentForm(EntryForm):
    kind = "document"
    title = written("Title", help="What readers see above the contents.")
    about = written("About", rows=6, help="What the document is and how it is to be read.")
    informative = written(
        "Facts that no rule asks about",
        rows=6,
        help="One a line: the fact's key, a colon, and why it is recorded all the same.",
    )

    def shown(self, entry: Entry) -> dict[str, Any]:
        facts = entry.get("informative_facts") or {}
        return {**entry, "informative": "\n".join(f"{key}: {why}" for key, why in facts.items())}

    def clean_informative(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.cleaned_data["informative"].splitlines():
            key, colon, why = line.partition(":")
            if not line.strip():
                continue
            if not colon or not why.strip():
                raise forms.ValidationError(f"“{line.strip()[:80]}” is not a key, a colon and a reason.")
            found[key.strip()] = why.strip()
        return found

    def entry(self) -> dict[str, Any]:
        typed = super().entry()
        return {**typed, "informative_facts": typed.pop("informative")}


class SectionForm(EntryForm):
    kind = "section"
    title = written("Title", help="A friendly label: what the contents and the cards beside a case say.")
    heading = written("Heading in the source", help="Word for word as the source has it.")
    domain = chosen("Domain", DOMAINS, help="The tab in which it is shown beside a case.")
    heading_line = counted("Line of the heading in the source", required=False)


class StatementForm(EntryForm):
    kind = "statement"
    text = written(
        "Statement",
        rows=5,
        help="One idea, in our own words, saying what the source says, also where it is wrong.",
    )
    type = chosen("Kind", [("", "Not judged yet"), *KINDS.items()])
    section = chosen("Section", [], help="Notes about it alone, and rules that highlight it, go along.")
    line = counted("Line of the source")
    paragraph = counted("Paragraph below its heading", help="Blank lines are not counted.")
    form = chosen("Form in the source", FORMS)

    def shown(self, entry: Entry) -> dict[str, Any]:
        source = entry.get("source") or {"form": "paragraph"}
        return {**entry, "type": entry.get("kind", ""), **source}

    def offer(self, entries: Entries) -> None:
        choices = section_choices(entries)
        here = (self.entry_before or {}).get("section")
        if here and here not in dict(choices):
            choices.insert(0, (here, f"{here} (not there any more)"))
        self.can_choose("section", choices)
        # A kind is asked for by the checks, so that a statement can be written before it is judged.
        self.fields["type"].required = False

    def entry(self) -> dict[str, Any]:
        typed = self.cleaned_data
        source = {name: typed[name] for name in ("line", "paragraph", "form")}
        return {
            **{name: value for name, value in (self.entry_before or {}).items() if name == "key"},
            "section": typed["section"],
            "kind": typed["type"],
            "text": typed["text"],
            "source": source,
        }


class NoteForm(EntryForm):
    kind = "note"
    text = written("Note", rows=7, help="What current evidence says beside the document's own words.")
    severity = chosen(
        "Severity",
        {code: f"{code.capitalize()}: {label.lower()}" for code, label in SEVERITIES.items()},
        help="High stands open for every reader, the others are a click away.",
    )
    klass = written("Class", help="In a word or two: overstated figure, incomplete.")
    certainty = chosen("Certainty", {code: f"{code}: {label}" for code, label in CERTAINTIES.items()})
    section = chosen("Section", [])
    statements = ticked("Statements it speaks about", help="None: it speaks about the section as a whole.")
    references = ticked(
        "References", help="None: it is shown as expert consensus, unreferenced, awaiting clinical sign-off."
    )
    signed_off_by = written(
        "Signed off by", help="The clinician who answers for it, by name. Empty: awaiting sign-off."
    )
    signed_off_on = forms.DateField(
        label="Signed off on",
        required=False,
        widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "This is not a day. Write it as 2026-05-31."},
    )

    def shown(self, entry: Entry) -> dict[str, Any]:
        signed = entry.get("signed_off") or {}
        return {
            **entry,
            "klass": entry.get("class", ""),
            "signed_off_by": signed.get("by", ""),
            "signed_off_on": signed.get("on", ""),
        }

    def offer(self, entries: Entries) -> None:
        self.can_choose("section", section_choices(entries))
        slug = self["section"].value() or ""
        about = set(self["statements"].value() or ())
        statements = [
            (key, f"{key}  {entry['text']}")
            for key, entry in entries.by_kind["statement"].items()
            if entry["section"] == slug or key in about
        ]
        self.can_choose("statements", statements)
        self.can_choose("references", reference_choices(entries))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        by, on = cleaned.get("signed_off_by"), cleaned.get("signed_off_on")
        if by and not on and not self.has_error("signed_off_on"):
            self.add_error("signed_off_on", "Give the day on which it was signed off.")
        if on and not by:
            self.add_error("signed_off_by", "Give the name of the clinician who signed it off.")
        if by and on and not self.errors and self._says_more_than_was_signed():
            self.add_error(
                "signed_off_on",
                "It was signed off for other words than these. Have it signed off anew and give that day, "
                "or clear name and day.",
            )
        return cleaned

    def _says_more_than_was_signed(self) -> bool:
        """A sign-off holds for what was read: it is not carried over to another text."""
        before = self.entry_before or {}
        if not before.get("signed_off") or self.entry().get("signed_off") != before["signed_off"]:
            return False
        return any(self.entry().get(name) != before.get(name) for name in ("text", "severity", "certainty"))

    def entry(self) -> dict[str, Any]:
        typed = self.cleaned_data
        on = typed.get("signed_off_on")
        signed = {"by": typed.get("signed_off_by", ""), "on": on.isoformat() if on else ""}
        names = ("text", "severity", "certainty", "section", "statements", "references")
        return {
            **{name: value for name, value in (self.entry_before or {}).items() if name == "id"},
            **{name: typed.get(name) for name in names},
            "class": typed.get("klass", ""),
            "signed_off": signed if signed["by"] or signed["on"] else {},
        }


def reference_choices(entries: Entries) -> Choices:
    return [(id_, cited(id_, entry)) for id_, entry in entries.by_kind["reference"].items()]


def cited(id_: str, entry: Entry) -> str:
    """ "R17  Smith et al. 2019. Title"."""
    who = " ".join(str(entry[name]) for name in ("authors", "year") if entry.get(name))
    return f"{id_}  " + ". ".join(part for part in (who, str(entry.get("title", ""))) if part)


class ReferenceForm(EntryForm):
    kind = "reference"
    authors = written("Authors", help="As the publication gives them.")
    title = written("Title")
    journal = written("Journal, book or body")
    year = written("Year")
    volume = written("Volume")
    pages = written("Pages")
    doi = written("DOI", help="Such as 10.1148/radiol.2020202903. An address with it is understood, too.")
    url = written("Address", help="Where there is no DOI; begins with https://.")
    detail = written("Detail", rows=4, help="What it found, and what of it is confirmed.")
    certainty = chosen("Certainty", {code: f"{code}: {label}" for code, label in CERTAINTIES.items()})

    def clean_doi(self) -> str:
        given = str(self.cleaned_data["doi"]).strip()
        doi = DOI_ADDRESS.sub("", given)
        if doi and not DOI.fullmatch(doi):
            raise forms.ValidationError(
                f"“{given}” is not a DOI. It begins with 10., four to nine digits and a slash."
            )
        return doi

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if url and not re.fullmatch(r"https?://\S+", url):
            raise forms.ValidationError(
                f"“{url}” is not an address. It begins with https:// and has no spaces."
            )
        return url


def likely_the_same(entries: Entries, id_: str, entry: Entry) -> list[str]:
    """References that have the same DOI, or the same title and year: they may be one publication."""
    doi = str(entry.get("doi", "")).casefold()
    title = _letters(str(entry.get("title", "")))
    return [
        other
        for other, held in entries.by_kind["reference"].items()
        if other != id_
        and (
            (doi and str(held.get("doi", "")).casefold() == doi)
            or (title and _letters(str(held.get("title", ""))) == title and _years_meet(held, entry))
        )
    ]


def _years_meet(one: Entry, other: Entry) -> bool:
    return not one.get("year") or not other.get("year") or str(one["year"]) == str(other["year"])


def _letters(title: str) -> str:
    return re.sub(r"\W+", "", title.casefold())


FORMS_BY_KIND: Mapping[str, type[EntryForm]] = {
    form.kind: form for form in (DocumentForm, SectionForm, StatementForm, NoteForm, ReferenceForm)
}
