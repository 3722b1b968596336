"""A rule as a form: what it does and says as fields, its condition as the builder or as text."""

from dataclasses import replace
from typing import Any

from django import forms

from guidance.domain.changing import Entries, Entry
from guidance.domain.characters import forbidden_in, forbidden_said, without_forbidden
from guidance.domain.conditions.text.lexing import LineStarts, TextError
from guidance.domain.conditions.tree import (
    DraftComparison,
    DraftFault,
    is_path,
    path_from_name,
    to_data,
    walk,
)
from guidance.domain.entries import Effect
from guidance.domain.entries.rule import EFFECTS_TO_CHOOSE, USED_BY
from guidance.domain.limits import SEARCH
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY
from guidance.domain.words import DOMAINS
from guidance.forms.conditions import kept_condition, typed_condition
from guidance.forms.entries import EntryForm, chosen, in_one_line, of_kind, said_in, section_choices
from guidance.forms.plain import Choices, PlainForm

UNREADABLE = (
    "The text of the condition cannot be read yet, so nothing was saved. What is wrong stands below it."
)


@of_kind("rule")
class RuleForm(EntryForm):
    """`typed` is the condition, which is none of Django's fields."""

    def __init__(self, data: Any, *, entries: Entries, entry: Entry | None, **more: Any) -> None:
        self.kept = kept_condition((entry or {}).get("when"))
        self.refused, taken = _without_forbidden(data)
        self.typed = self.kept if data is None else typed_condition(taken, self.kept.root)
        if "text" in self.refused and self.typed.text is not None:
            self.typed = replace(self.typed, text_faults=(_place_in(data["text"]),))
        super().__init__(data, entries=entries, entry=entry, **more)

    def offer(self, entries: Entries) -> None:
        for name in ("effect", "section", "statement"):
            self.fields[name].error_messages |= {
                "required": "Choose one.",
                "invalid_choice": "“%(value)s” is not in the draft any more. Choose another.",
            }
        self.can_choose("section", section_choices(entries))
        self.fields["statement"].required = False
        self.can_choose("statement", self._statements(entries))
        self.can_choose("notes", self._notes(entries))
        self.can_choose("about", self._facts())

    def _statements(self, entries: Entries) -> Choices:
        """Those of the section, and the one that it names already."""
        slug, named = self["section"].value() or "", self["statement"].value() or ""
        found = [("", "Not chosen yet")]
        for key, entry in said_in(entries):
            if entry["section"] == slug or key == named:
                elsewhere = "" if entry["section"] == slug else " (in another section)"
                found.append((key, in_one_line(f"{key}{elsewhere}  {entry['text']}")))
        if named and named not in dict(found) and named == (self.entry_before or {}).get("statement"):
            found.append((named, f"{named} (not there any more)"))
        return found

    def _notes(self, entries: Entries) -> Choices:
        """Those that are ticked, those of the section, then all the others."""
        slug, ticked_ = self["section"].value() or "", self["notes"].value() or ()
        notes = entries.by_kind["note"].items()
        ordered = sorted(notes, key=lambda each: (each[0] not in ticked_, each[1].get("section") != slug))
        return [(id_, in_one_line(f"{id_}  {entry.get('text', '')}")) for id_, entry in ordered]

    def _facts(self) -> Choices:
        """Those that are ticked in their order, those of the condition, then all the others."""
        keys = dict.fromkeys((*(self["about"].value() or ()), *self.asked_facts, *VOCABULARY))
        return [(key, VOCABULARY[key].label) for key in keys if key in VOCABULARY]

    @property
    def asked_facts(self) -> tuple[str, ...]:
        """The facts that the condition asks about, as far as it is written."""
        keys = (node.fact for _, node in walk(self.typed.root) if isinstance(node, DraftComparison))
        return tuple(key for key in dict.fromkeys(keys) if key in VOCABULARY)

    @property
    def marked(self) -> tuple[DraftFault, ...]:
        """What is wrong with the characters, at its part; a button may have moved the parts meanwhile."""
        if "op" in self.data:
            return ()
        names = [name.removeprefix("n").removesuffix("-value") for name in self.refused]
        told = zip(names, self.refused.values(), strict=True)
        return tuple(
            DraftFault(path_from_name(name), "value", f"This {said}") for name, said in told if is_path(name)
        )

    @property
    def when(self) -> dict[str, Any]:
        """The condition as data, as far as it is written."""
        return to_data(self.typed.root)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refused:
            said = next(iter(self.refused.values()))
            self.add_error(None, f"What was typed into the condition {said} Nothing was saved.")
        if self.typed.fault:
            self.add_error(None, self.typed.fault)
        elif self.typed.text_faults:
            self.add_error(None, UNREADABLE)
        return cleaned

    def entry(self) -> dict[str, Any]:
        """With what its effect takes: a rule that shows has no caution to say."""
        effect = Effect(self.cleaned_data["effect"])
        unused = [name for name, effects in USED_BY.items() if effect not in effects]
        entry = {name: value for name, value in super().entry().items() if name not in unused}
        return {**entry, "when": self.when}


def _without_forbidden(data: Any) -> tuple[dict[str, str], Any]:
    """What is wrong with the characters of the condition, by field; and what was sent without them.

    The fields of the form itself are asked one by one, as those of every form are.
    """
    refused, taken = {}, data and data.copy()
    for name, texts in data.lists() if data else ():
        found = next(filter(None, map(forbidden_said, texts)), "")
        if found and name not in RuleForm.base_fields:
            refused[name] = found
            taken.setlist(name, [without_forbidden(text) for text in texts])
    return refused, taken


def _place_in(text: str) -> TextError:
    """Where in a condition as text the first such character stood."""
    text = text.replace("\r\n", "\n")
    at = text.index(next(each for each in text if forbidden_in(each)))
    return LineStarts(without_forbidden(text)).error(at, f"This {forbidden_said(text)}")


def fact_choices() -> list[tuple[str, Choices]]:
    """By chapter, in the order in which a case asks."""
    return [
        (chapter.label, [(fact.key, fact.label) for fact in VOCABULARY.for_chapter(chapter.key)])
        for chapter in CHAPTERS
    ]


class RuleFilterForm(PlainForm):
    """Which rules are listed. What is not understood in an address narrows nothing down."""

    q = forms.CharField(
        label="Words",
        required=False,
        widget=forms.TextInput({"class": "form-control", "type": "search"}),
    )
    domain = chosen("Domain", [("", "Every domain"), *DOMAINS.items()])
    section = chosen("Section", [])
    effect = chosen("What it does", [("", "Anything"), *EFFECTS_TO_CHOOSE.items()])
    fact = chosen("Fact it asks about", [])
    changed = forms.BooleanField(label="Changed in my change set", required=False)
    warned = forms.BooleanField(label="With warnings", required=False)

    def __init__(self, data: Any, *, entries: Entries) -> None:
        super().__init__(data)
        self.can_choose("section", [("", "Every section"), *section_choices(entries)])
        self.can_choose("fact", [("", "Any fact"), *fact_choices()])
        for name in ("domain", "section", "effect", "fact"):
            self.fields[name].required = False

    def clean_q(self) -> str:
        words = str(self.cleaned_data["q"])
        if len(words) > SEARCH.most:
            raise forms.ValidationError(SEARCH.refusal(len(words)))
        return words

    @property
    def wanted(self) -> dict[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
