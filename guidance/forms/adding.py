"""Forms for entries that are not there yet: what they need to begin with, and an id of their own."""

import re
from itertools import count
from typing import Any

from guidance.domain.changing import SAID, Entries
from guidance.domain.entries import ENTRY_KINDS
from guidance.domain.entries.rule import EFFECTS_TO_CHOOSE, NOT_BUILT, USED_BY
from guidance.domain.importing import slug_of
from guidance.domain.limits import Limit
from guidance.forms.entries import (
    AdditionForm,
    EntryForm,
    NoteForm,
    ReferenceForm,
    SectionForm,
    StatementForm,
    WeightForm,
    chosen,
    in_one_line,
    said_in,
    section_choices,
    written,
)

LONGEST_PART = 60
UNCONFIRMED = "C"
"""The certainty that a form begins with: nothing is confirmed before somebody says so."""
PART = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*")
ADDITION = re.compile(r"A-[a-z0-9]+(-[a-z0-9]+)*")


def next_number(ids: Any, letter: str) -> str:
    """C56 after C55; numbers that were used once and retired are not given again while they are in sight."""
    numbers = [int(found[1]) for id_ in ids if (found := re.fullmatch(rf"{letter}(\d+)", id_))]
    return f"{letter}{max(numbers, default=0) + 1:02d}"


def too_long(kind: str, id_: str) -> str:
    """What to say of an id longer than the guidance takes, which would lead nowhere; empty for others."""
    limit = Limit(ENTRY_KINDS[kind].longest_id, "characters", "an id")
    return limit.refusal(len(id_)) if len(id_) > limit.most else ""


class _New(EntryForm):
    """The id of a new entry: typed, or made from the rest where it was left empty."""

    pattern = CODE
    is_not = "an id. It takes letters, digits and hyphens."

    @property
    def sharing(self) -> tuple[str, ...]:
        """The kinds that share their ids with this one, itself among them."""
        return SAID if self.kind in SAID else (self.kind,)

    def made_id(self) -> str:
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        id_ = cleaned.get("new_id", "").strip() or self.made_id()
        held = [kind for kind in self.sharing if self.entries.get(kind, id_)]
        if said := too_long(self.kind, id_):
            self.add_error("new_id", said)
        elif not self.pattern.fullmatch(id_):
            self.add_error("new_id", f"“{id_}” is not {self.is_not}")
        elif held:
            what = "an addition" if held == ["addition"] else f"a {held[0]}"
            self.add_error("new_id", f"There is {what} “{id_}” already. Ids are addresses: each is one.")
        self.id_ = id_
        return cleaned

    def entry(self) -> dict[str, Any]:
        return {ENTRY_KINDS[self.kind].id_field: self.id_, **super().entry()}


class NewSectionForm(SectionForm):
    new_id = written("Address", help="Its own part of the address. Empty: made from the title.")
    parent = chosen("Stands in", [])
    field_order = ["title", "heading", "parent", "new_id", "domain", "heading_line"]

    def offer(self, entries: Entries) -> None:
        choices = [("", "The top of the document"), *section_choices(entries)]
        self.can_choose("parent", choices)
        self.fields["parent"].required = False
        self.fields["title"].required = True
        self.fields["title"].error_messages["required"] = "Give the section a title."

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        own = cleaned["new_id"].strip() or slug_of(cleaned["title"], LONGEST_PART)
        self.id_ = f"{cleaned['parent']}/{own}".lstrip("/")
        if said := too_long(self.kind, self.id_):
            self.add_error("new_id", said)
        elif not PART.fullmatch(own):
            self.add_error("new_id", f"“{own}” is no part of an address: small letters, digits and hyphens.")
        elif self.entries.get("section", self.id_):
            self.add_error(
                "new_id", f"There is a section “{self.id_}” already. Give this one another address."
            )
        return cleaned

    def entry(self) -> dict[str, Any]:
        return {"slug": self.id_, **super().entry()}


class NewStatementForm(_New, StatementForm):
    new_id = written("Key", help="Its address for good. Empty: its line and the next number there.")
    field_order = ["text", "section", "type", "line", "paragraph", "form", "new_id"]

    def made_id(self) -> str:
        line = self.cleaned_data["line"]
        taken = self.entries.by_kind["statement"]
        return next(key for n in count(1) if (key := f"{line:03d}-{n}") not in taken)


class NewAdditionForm(_New, AdditionForm):
    new_id = written(
        "Key", help="Its address for good, such as A-cord-compression. Empty: made from the text."
    )
    field_order = ["text", "certainty", "section", "references", "new_id"]
    pattern = ADDITION
    is_not = "a key of an addition. It begins with A- and goes on in small letters, digits and hyphens."

    def offer(self, entries: Entries) -> None:
        super().offer(entries)
        self.initial["certainty"] = UNCONFIRMED
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = "Write the addition: its key is made from the text."

    def made_id(self) -> str:
        stem = f"A-{slug_of(self.cleaned_data['text'], otherwise='addition')}"
        taken = {key for key, _ in said_in(self.entries)}
        return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}-{n}") not in taken)


class NewNoteForm(_New, NoteForm):
    new_id = written("Id", help="Its address for good. Empty: the next number.")
    field_order = [*NoteForm.field_order, "references", "new_id"]

    def offer(self, entries: Entries) -> None:
        super().offer(entries)
        self.initial["certainty"] = UNCONFIRMED

    def made_id(self) -> str:
        return next_number(self.entries.by_kind["note"], "C")


class NewReferenceForm(_New, ReferenceForm):
    new_id = written("Id", help="Empty: the next number.")

    def made_id(self) -> str:
        return next_number(self.entries.by_kind["reference"], "R")


class NewWeightForm(_New, WeightForm):
    new_id = written("Id", help="Empty: made from what it weighs.")
    field_order = ["domain", "section", "chapters", "weight", "new_id"]

    def made_id(self) -> str:
        typed = self.cleaned_data
        stem = slug_of((typed["section"] or typed["domain"] or "weight").replace("/", " "), LONGEST_PART)
        taken = self.entries.by_kind["weight"]
        return next(id_ for n in count(1) if (id_ := stem if n == 1 else f"{stem}-{n}") not in taken)


class NewRuleForm(_New):
    """What a rule does and where; its condition is built on its own page."""

    kind = "rule"
    effect = chosen("What it does", EFFECTS_TO_CHOOSE)
    section = chosen("Section", [])
    statement = chosen("Statement or addition", [], help="For highlighting. It has to stand in that section.")
    new_id = written("Id", help="Empty: made from the section and the next number there.")

    def offer(self, entries: Entries) -> None:
        self.can_choose("section", section_choices(entries))
        slug = self["section"].value() or ""
        statements = [
            (key, in_one_line(f"{key}  {statement['text']}"))
            for key, statement in said_in(entries)
            if not slug or statement["section"] == slug
        ]
        self.can_choose("statement", [("", "None"), *statements])
        self.fields["statement"].required = False

    def made_id(self) -> str:
        stem = self.cleaned_data["section"].rpartition("/")[2]
        taken = self.entries.by_kind["rule"]
        return next(id_ for n in count(1) if (id_ := f"{stem}-{n}") not in taken)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("effect") in USED_BY["statement"] and not cleaned.get("statement"):
            self.add_error("statement", "Choose the statement or the addition that it highlights.")
        return cleaned

    def entry(self) -> dict[str, Any]:
        typed = self.cleaned_data
        entry = {"id": self.id_, "effect": typed["effect"], "section": typed["section"]}
        if typed["effect"] in USED_BY["statement"]:
            entry["statement"] = typed["statement"]
        return {**entry, "when": NOT_BUILT}


ADD_FORMS: dict[str, type[Any]] = {
    "section": NewSectionForm,
    "statement": NewStatementForm,
    "addition": NewAdditionForm,
    "note": NewNoteForm,
    "reference": NewReferenceForm,
    "rule": NewRuleForm,
    "weight": NewWeightForm,
}
