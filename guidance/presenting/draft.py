"""The draft as its pages show it: the tree of sections, what an entry is called, and where it leads."""

from collections import Counter
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from guidance.domain.changing import SAID, Entries, Entry
from guidance.domain.changing.entries import id_of
from guidance.domain.entries import ENTRY_KINDS, Object
from guidance.domain.naming import Names
from guidance.domain.words import DOMAINS
from guidance.presenting.entry_fields import template_in_words
from guidance.queries.work import Draft

WORDS = {name: kind.called for name, kind in ENTRY_KINDS.items()}


def entry_title(kind: str, entry: Entry | None, entries: Entries) -> str:
    """What an entry is called on a page; `entries` are those that it stands among."""
    if entry is None:
        return f"A {WORDS[kind]} that is not there"
    if kind == "document":
        return str(entry.get("title") or WORDS[kind])
    return Names(entries).of_entry(kind, id_of(kind, entry), entry)


def entry_gist(kind: str, entry: Entry | None) -> str:
    """One line that says what an entry is about."""
    if entry is None:
        return ""
    if kind == "reference":
        who = " ".join(str(entry[name]) for name in ("authors", "year") if entry.get(name))
        return ". ".join(part for part in (who, str(entry.get("title") or entry.get("detail") or "")) if part)
    if kind == "rule":
        return template_in_words(str(entry.get("because") or entry.get("message") or ""))
    return str(entry.get("text") or entry.get("heading") or "")


def entry_address(kind: str, id_: str) -> str:
    """Its page in the draft."""
    return reverse(f"draft_{kind}", args=[id_] if kind != "document" else [])


def change_link(kind: str, id_: str, back: str) -> SafeString:
    """For whoever keeps the guidance, beside what they read: to its form, and from there `back`."""
    # Its name for a screen reader tells it from the others of the page.
    name = f"{WORDS[kind]} {id_}".strip()
    said = format_html('Change this<span class="visually-hidden">: {}</span>', name)
    href, query = entry_address(kind, id_), urlencode({"back": back})
    return format_html('<a class="change-this no-print" href="{}?{}">{}</a>', href, query, said)


def fault_field(kind: str, place: str) -> str:
    """The name of the form's field that a place within an entry is about."""
    if kind == "note" and place.startswith("statements["):
        return "elsewhere"  # a key that was ticked is there: one with a fault was typed
    if kind == "weight" and not place:
        return "section"  # the second of the two of which it needs one
    field = ENTRY_KINDS[kind].field_at(place)
    if isinstance(field, Object):
        field = field.parts[-1]
    return field.form_name if field else place.partition(".")[0].partition("[")[0]


@dataclass(frozen=True)
class Link:
    href: str
    label: str


@dataclass(frozen=True)
class Links:
    title: str
    links: tuple[Link, ...]


def links_beside(kind: str, id_: str, draft: Draft) -> tuple[Links, ...]:
    """What hangs together with an entry: notes and rules about a statement, who rests on a reference."""
    if kind in SAID:
        kind = "said"
    found = (_links(title, other, draft, name, id_) for title, other, name in BESIDE.get(kind, ()))
    spoken = [_spoken_about(draft, id_)] if kind == "note" else []
    return tuple(each for each in (*spoken, *found) if each.links)


BESIDE = {
    "said": (
        ("Notes about it", "note", "statements"),
        ("Rules that highlight it", "rule", "statement"),
    ),
    "section": (
        ("Notes in it", "note", "section"),
        ("Its rules", "rule", "section"),
        ("Its weights", "weight", "section"),
    ),
    "note": (("Rules that come with it", "rule", "notes"),),
    "reference": (
        ("Notes that rest on it", "note", "references"),
        ("Curators' additions that rest on it", "addition", "references"),
    ),
}
"""By kind: what stands beside an entry, as a title, the kind of the others, and their field that names it."""


def _links(title: str, kind: str, draft: Draft, name: str, id_: str) -> Links:
    """To the entries of a kind of which a field names the id."""
    held, names = draft.entries.by_kind[kind].items(), Names(draft.entries)
    found = ((each, entry) for each, entry in held if id_ in _named_in(entry.get(name)))
    links = (Link(entry_address(kind, each), _label(kind, each, entry, names)) for each, entry in found)
    return Links(title, tuple(links))


def _label(kind: str, id_: str, entry: Entry, names: Names) -> str:
    """A rule and a weight by what they do; what has text by its id with the beginning of it."""
    return names.of_entry(kind, id_, entry) if kind in ("rule", "weight") else names.with_text(kind, id_)


def _named_in(value: Any) -> list[str]:
    return value if isinstance(value, list) else [str(value or "")]


def _spoken_about(draft: Draft, id_: str) -> Links:
    """What a note speaks about, each with the title of its section."""
    entries = draft.entries
    keys = (entries.by_kind["note"].get(id_) or {}).get("statements") or ()
    said = [(kind, key, entry) for key in keys for kind in SAID if (entry := entries.get(kind, key))]
    links = (Link(entry_address(kind, key), f"{key}, {_title(draft, entry)}") for kind, key, entry in said)
    return Links("Speaks about", tuple(links))


def _title(draft: Draft, entry: Entry) -> str:
    slug = str(entry.get("section", ""))
    return str((draft.entries.get("section", slug) or {}).get("title") or slug)


# The tree


@dataclass(frozen=True)
class Branch:
    """One section of the tree with what can be done to it there."""

    slug: str
    title: str
    domain: str
    domain_words: str
    counts: str
    is_changed: bool
    is_first: bool
    is_last: bool
    is_top: bool
    children: tuple["Branch", ...]

    @property
    def dom_id(self) -> str:
        return self.slug.replace("/", "--")


def tree_of(draft: Draft) -> tuple[Branch, ...]:
    counts = {
        kind: Counter(str(entry.get("section")) for entry in draft.entries.by_kind[kind].values())
        for kind in ("statement", "addition", "note", "rule")
    }
    return _branches(draft, "", counts)


def _branches(draft: Draft, parent: str, counts: dict[str, Counter[str]]) -> tuple[Branch, ...]:
    row = list(draft.entries.neighbours("section", parent))
    return tuple(_branch(draft, slug, place, len(row), counts) for place, slug in enumerate(row))


def _branch(draft: Draft, slug: str, place: int, count: int, counts: dict[str, Counter[str]]) -> Branch:
    entry: dict[str, Any] = dict(draft.entries.by_kind["section"][slug])
    return Branch(
        slug=slug,
        title=str(entry.get("title") or slug),
        domain=str(entry.get("domain", "")),
        domain_words=DOMAINS.get(str(entry.get("domain")), "No domain"),
        counts=", ".join(  # "3 statements, 1 note"
            f"{held[slug]} {kind}{'s' * (held[slug] != 1)}" for kind, held in counts.items() if held[slug]
        ),
        is_changed=slug in draft.changed_ids.get("section", ()),
        is_first=place == 0,
        is_last=place == count - 1,
        is_top="/" not in slug,
        children=_branches(draft, slug, counts),
    )


# Lists


@dataclass(frozen=True)
class EntryRow:
    """One entry of a list."""

    id: str
    entry: Entry
    href: str
    gist: str
    place: str
    domain: str
    is_changed: bool


def rows_of(draft: Draft, kind: str, words: str = "") -> list[EntryRow]:
    """The entries of a kind in their order; with words, those in which each of them occurs."""
    wanted = words.casefold().split()
    changed = draft.changed_ids.get(kind, frozenset())
    found = []
    for id_ in draft.entries.neighbours(kind, ""):
        entry = draft.entries.by_kind[kind][id_]
        text = " ".join(str(value) for value in entry.values()).casefold()
        if all(word in text for word in wanted):
            section = draft.entries.by_kind["section"].get(str(entry.get("section")), {})
            found.append(
                EntryRow(
                    id=id_,
                    entry=entry,
                    href=entry_address(kind, id_),
                    gist=entry_gist(kind, entry),
                    place=str(section.get("title", "")),
                    domain=str(section.get("domain", "")),
                    is_changed=id_ in changed,
                )
            )
    return found


def cited_counts(draft: Draft, kind: str) -> Counter[str]:
    """How many notes, or additions, rest on each reference."""
    held = draft.entries.by_kind[kind].values()
    return Counter(id_ for each in held for id_ in each.get("references") or ())


def weight_rows(draft: Draft) -> list[tuple[EntryRow, str]]:
    """Weights, each with what it weighs and beside which chapters."""
    names, found = Names(draft.entries), []
    for row in rows_of(draft, "weight"):
        domain = row.domain or str(row.entry.get("domain", ""))
        found.append((replace(row, domain=domain), names.of_entry("weight", row.id, row.entry)))
    return found


@dataclass(frozen=True)
class SaidRow:
    """A statement or an addition in its section."""

    key: str
    text: str
    href: str
    is_changed: bool


def said_rows(draft: Draft, kind: str, slug: str) -> list[SaidRow]:
    """The statements, or the additions, of a section."""
    changed = draft.changed_ids.get(kind, frozenset())
    held = draft.entries.by_kind[kind]
    return [
        SaidRow(key, str(held[key].get("text", "")), entry_address(kind, key), key in changed)
        for key in draft.entries.within(kind, slug)
    ]
