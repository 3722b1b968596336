"""An entry of the guidance as a form: from the entry to what is shown, and from what was typed to an entry.

A form asks for the right types only. What else the guidance asks of an entry (a text that is missing, a note
that speaks about a statement elsewhere) is said by the checks of the pack, beside a form that is saved all
the same: nobody loses what they typed because something is not ready yet.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import date
from functools import lru_cache
from textwrap import shorten
from typing import Any, TypeVar

from django import forms

from guidance.domain.changing import SAID, Entries, Entry
from guidance.domain.entries import ENTRY_KINDS, Field, shapes
from guidance.domain.limits import TEXT, Limit
from guidance.forms.plain import Choices, PlainForm

DOI_ADDRESS = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.I)
DOI = re.compile(r"10\.\d{4,9}/\S+")
LONGEST_CHOICE = 84
LONGEST_DETAIL = 90
KEYS_APART = re.compile(r"[\s,;]+")


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


def in_one_line(text: str) -> str:
    """A choice as long as a select shows it: a browser cuts what is longer, and does not say so."""
    return shorten(text, LONGEST_CHOICE, placeholder=" …")


def chosen(label: str, choices: Mapping[str, str] | Choices, *, help: str = "") -> forms.ChoiceField:
    listed = list(choices.items()) if isinstance(choices, Mapping) else choices
    return forms.ChoiceField(
        label=label, choices=listed, help_text=help, widget=forms.Select({"class": "form-select"})
    )


def counted(
    label: str, *, help: str = "", required: bool = True, least: int = 1, most: int = 1_000_000
) -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        help_text=help,
        required=required,
        min_value=least,
        max_value=min(most, 1_000_000),
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


def made_of(field: Field) -> forms.Field:
    """The form's field for a field of an entry. Raises TypeError for one that no form can ask for."""
    label, help = field.asked or field.label, field.description if field.help is None else field.help
    match field:
        case shapes.CalendarDay():
            return forms.DateField(
                label=label,
                help_text=help,
                required=False,
                widget=forms.DateInput({"class": "form-control", "type": "date"}, format="%Y-%m-%d"),
                error_messages={"invalid": "This is not a day. Write it as 2026-05-31."},
            )
        case shapes.Text():
            return written(label, help=help, rows=field.rows)
        case shapes.Reasons():
            return written(label, help=help, rows=6)
        case shapes.SeveralCodes():
            return ticked(label, list(field.labels.items()), help=help)
        case shapes.OneCode():
            return chosen(label, field.options or field.labels, help=help)
        case shapes.Number():
            least, most = field.within
            return counted(label, help=help, required=field.required, least=least, most=most)
        case shapes.Several():
            return ticked(label, help=help)
        case shapes.One():
            return chosen(label, [], help=help)
    raise TypeError(f"No form can ask for {field.name}: nothing here takes a {type(field).__name__}.")


class EntryForm(PlainForm):
    """Made with the draft that the entry stands in, from which it takes what can be chosen."""

    kind = ""
    told_beside: frozenset[str] = frozenset()
    """Fields beside which the checks are told: what was typed there is saved, and marked all the same."""
    to_mend: AbstractSet[str] = frozenset()

    def __init__(self, data: Any, *, entries: Entries, entry: Entry | None, **more: Any) -> None:
        self.entries, self.entry_before = entries, entry
        super().__init__(data, initial=self.shown(entry or {}), **more)
        self.offer(entries)

    def shown(self, entry: Entry) -> dict[str, Any]:
        """What the fields hold for an entry."""
        return {field.form_name: field.value_in(entry) for field in ENTRY_KINDS[self.kind].typed}

    def offer(self, entries: Entries) -> None:
        """Fill what can be chosen."""

    def tell_beside(self, found: Sequence[tuple[str, str]]) -> None:
        """Mark the fields of which the checks say something. `found`: each field, and what is said of it."""
        self.to_mend = {name for name, _ in found if name in self.told_beside and name not in self.errors}
        for name in self.to_mend:
            self.errors[name] = self.error_class([said for field, said in found if field == name])

    def entry(self) -> dict[str, Any]:
        """The entry that was typed, over what the form does not show of it."""
        typed = ENTRY_KINDS[self.kind].typed
        names = {field.name.partition(".")[0] for field in typed}
        made = {name: value for name, value in (self.entry_before or {}).items() if name not in names}
        for field in typed:
            held, dot, part = field.name.partition(".")
            value = self.cleaned_data.get(field.form_name)
            into, name = (made.setdefault(held, {}), part) if dot else (made, held)
            into[name] = value.isoformat() if isinstance(value, date) else value
        return made


FormClass = TypeVar("FormClass", bound=type[EntryForm])


def of_kind(kind: str, **more: forms.Field) -> Callable[[FormClass], FormClass]:
    """Gives a form the fields of a kind of entry, and more that it asks for besides."""

    def with_fields(form: FormClass) -> FormClass:
        made = {field.form_name: made_of(field) for field in ENTRY_KINDS[kind].typed} | more
        form.kind, form.base_fields, form.declared_fields = kind, made, made
        return form

    return with_fields


def section_choices(entries: Entries) -> Choices:
    """In document order, those below another one set in."""
    sections = entries.by_kind["section"]
    return [
        (slug, "\u2003" * slug.count("/") + str(sections[slug].get("title") or slug))
        for slug in entries.sections_in_order()
    ]


def with_its_own(choices: Choices, entry: Entry | None) -> Choices:
    """With the section in which the entry stands, where that is gone."""
    here = (entry or {}).get("section")
    return (
        choices if not here or here in dict(choices) else [(here, f"{here} (not there any more)"), *choices]
    )


@of_kind("document")
class DocumentForm(EntryForm):
    def shown(self, entry: Entry) -> dict[str, Any]:
        facts = entry.get("informative_facts") or {}
        return {
            **super().shown(entry),
            "informative": "\n".join(f"{key}: {why}" for key, why in facts.items()),
        }

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


@of_kind("section")
class SectionForm(EntryForm):
    pass


@of_kind("statement")
class StatementForm(EntryForm):
    def shown(self, entry: Entry) -> dict[str, Any]:
        shown = super().shown(entry)
        return {**shown, "form": shown["form"] or "paragraph"}

    def offer(self, entries: Entries) -> None:
        self.can_choose("section", with_its_own(section_choices(entries), self.entry_before))
        # A kind is asked for by the checks, so that a statement can be written before it is judged.
        self.fields["type"].required = False


class SignedForm(EntryForm):
    """Of what a clinician may answer for."""

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
        before, entry = self.entry_before or {}, self.entry()
        if not before.get("signed_off") or entry.get("signed_off") != before["signed_off"]:
            return False
        return any(entry.get(name) != before.get(name) for name in ("text", "severity", "certainty"))


def said_in(entries: Entries) -> Iterator[tuple[str, Entry]]:
    """Statements, then additions, each with its key."""
    return ((key, entry) for kind in SAID for key, entry in entries.by_kind[kind].items())


ELSEWHERE = written(
    "Also speaks about",
    help="Statements and additions of other sections, by their keys with commas between them, such as 130-3, "
    "A-cord-compression.",
)


NONE_IN_IT = "Its section has none: the note speaks about the section as a whole."
TICKED_LATER = "Those of its section can be ticked once the note is added."


@of_kind("note", elsewhere=ELSEWHERE)
class NoteForm(SignedForm):
    """What it speaks about in its own section is ticked, what it speaks about in others named by its key."""

    field_order = ["text", "severity", "klass", "certainty", "section", "statements", "elsewhere"]
    told_beside = frozenset({"elsewhere"})

    def shown(self, entry: Entry) -> dict[str, Any]:
        said = dict(said_in(self.entries))
        away = [
            key
            for key in entry.get("statements") or ()
            if key not in said or said[key].get("section") != entry.get("section")
        ]
        return {**super().shown(entry), "elsewhere": ", ".join(away)}

    def offer(self, entries: Entries) -> None:
        self.can_choose("section", section_choices(entries))
        slug = self["section"].value() or ""
        about = set(self["statements"].value() or ()) if self.is_bound else set()
        statements = [
            (key, f"{key}  {entry['text']}")
            for key, entry in said_in(entries)
            if entry["section"] == slug or key in about
        ]
        self.can_choose("statements", statements)
        if not statements:
            self.fields["statements"].help_text = NONE_IN_IT if slug else TICKED_LATER
        self.can_choose("references", reference_choices(entries))

    def clean_elsewhere(self) -> list[str]:
        """The keys, known or not: the checks tell of one that names nothing."""
        return [key for key in KEYS_APART.split(str(self.cleaned_data["elsewhere"])) if key]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        both = (*cleaned.get("statements", ()), *cleaned.get("elsewhere", ()))
        return {**cleaned, "statements": list(dict.fromkeys(both))}


@of_kind("addition")
class AdditionForm(SignedForm):
    def offer(self, entries: Entries) -> None:
        self.can_choose("section", with_its_own(section_choices(entries), self.entry_before))
        self.can_choose("references", reference_choices(entries))


@of_kind("weight")
class WeightForm(EntryForm):
    told_beside = frozenset({"section"})

    def offer(self, entries: Entries) -> None:
        choices = with_its_own(section_choices(entries), self.entry_before)
        self.can_choose("section", [("", "None: it weighs a domain"), *choices])
        for name in ("domain", "section"):
            self.fields[name].required = False


def reference_choices(entries: Entries) -> Choices:
    return [(id_, cited(id_, entry)) for id_, entry in entries.by_kind["reference"].items()]


def cited(id_: str, entry: Entry) -> str:
    """ "R17  Smith et al. 2019. Title"; without both, the journal and the beginning of what it found."""
    what = str(entry.get("title") or "")
    by = entry.get("authors") or (entry.get("journal") if not what else "")
    if not what and not entry.get("authors"):
        what = shorten(str(entry.get("detail") or ""), LONGEST_DETAIL, placeholder=" …")
    who = " ".join(str(part) for part in (by, entry.get("year")) if part)
    return f"{id_}  " + ". ".join(part for part in (who, what) if part)


@of_kind("reference")
class ReferenceForm(EntryForm):
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


@lru_cache(maxsize=4_096)
def _letters(title: str) -> str:
    return re.sub(r"\W+", "", title.casefold())


FORMS_BY_KIND: Mapping[str, type[EntryForm]] = {
    form.kind: form
    for form in (
        DocumentForm,
        SectionForm,
        StatementForm,
        AdditionForm,
        NoteForm,
        ReferenceForm,
        WeightForm,
    )
}
