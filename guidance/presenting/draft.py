"""The draft as its pages show it: the tree of sections, what an entry is called, and where it leads."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from guidance.domain.changing import Entry
from guidance.domain.entries import ENTRY_KINDS, Object
from guidance.domain.words import DOMAINS
from guidance.queries.work import Draft

WORDS = {name: kind.called for name, kind in ENTRY_KINDS.items()}


def entry_title(kind: str, entry: Entry | None) -> str:
    """What an entry is called on a page."""
    if entry is None:
        return f"A {WORDS[kind]} that is not there"
    if kind in ("document", "section"):
        return str(entry.get("title") or entry.get("slug") or WORDS[kind])
    id_ = str(entry.get("key") or entry.get("id") or "")
    return f"{WORDS[kind].capitalize()} {id_}"


def entry_gist(kind: str, entry: Entry | None) -> str:
    """One line that says what an entry is about."""
    if entry is None:
        return ""
    if kind == "reference":
        who = " ".join(str(entry[name]) for name in ("authors", "year") if entry.get(name))
        return ". ".join(part for part in (who, str(entry.get("title") or entry.get("detail") or "")) if part)
    return str(
        entry.get("text") or entry.get("because") or entry.get("message") or entry.get("heading") or ""
    )


def entry_address(kind: str, id_: str) -> str:
    """Its page in the draft."""
    return reverse(f"draft_{kind}", args=[id_] if kind != "document" else [])


def fault_field(kind: str, place: str) -> str:
    """The name of the form's field that a place within an entry is about."""
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
    entries = draft.entries.by_kind
    if kind == "statement":
        notes = [note for note in entries["note"].values() if id_ in (note.get("statements") or ())]
        rules = [rule for rule in entries["rule"].values() if rule.get("statement") == id_]
        found = [_links("Notes about it", "note", notes), _links("Rules that highlight it", "rule", rules)]
    elif kind == "section":
        notes = [note for note in entries["note"].values() if note.get("section") == id_]
        rules = [rule for rule in entries["rule"].values() if rule.get("section") == id_]
        found = [_links("Notes in it", "note", notes), _links("Its rules", "rule", rules)]
    elif kind == "note":
        rules = [rule for rule in entries["rule"].values() if id_ in (rule.get("notes") or ())]
        found = [_links("Rules that come with it", "rule", rules)]
    elif kind == "reference":
        notes = [note for note in entries["note"].values() if id_ in (note.get("references") or ())]
        found = [_links("Notes that rest on it", "note", notes)]
    else:
        found = []
    return tuple(each for each in found if each.links)


def _links(title: str, kind: str, entries: list[Entry]) -> Links:
    made = tuple(Link(entry_address(kind, str(entry["id"])), str(entry["id"])) for entry in entries)
    return Links(title, made)


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
        for kind in ("statement", "note", "rule")
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


def cited_counts(draft: Draft) -> Counter[str]:
    """How many notes rest on each reference."""
    notes = draft.entries.by_kind["note"].values()
    return Counter(id_ for note in notes for id_ in note.get("references") or ())


@dataclass(frozen=True)
class StatementRow:
    key: str
    text: str
    href: str
    is_changed: bool


def statement_rows(draft: Draft, slug: str) -> list[StatementRow]:
    changed = draft.changed_ids.get("statement", frozenset())
    return [
        StatementRow(
            key,
            str(draft.entries.by_kind["statement"][key].get("text", "")),
            entry_address("statement", key),
            key in changed,
        )
        for key in draft.entries.neighbours("statement", slug)
    ]
