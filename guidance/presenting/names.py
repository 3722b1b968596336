"""What the entries of the guidance are called in a sentence."""

from collections.abc import Iterable

from guidance.domain.changing import Entries, Entry
from guidance.domain.entries import ENTRY_KINDS

LONGEST_EXCERPT = 90
LABELS = {name: kind.label for name, kind in ENTRY_KINDS.items()}


class Names:
    """Looked up in the states of the guidance that are given, the first that has the entry."""

    def __init__(self, *states: Entries) -> None:
        self._states = states

    def entry(self, kind: str, id_: str) -> Entry | None:
        found = (state.get(kind, id_) for state in self._states)
        return next((entry for entry in found if entry is not None), None)

    def kind_of(self, kinds: Iterable[str], id_: str) -> str:
        """The one of several kinds of which there is such an entry, else the first."""
        first, *others = kinds
        return next((kind for kind in others if self.entry(kind, id_)), first)

    def of(self, kind: str, id_: str) -> str:
        """ "Diagnosis › Imaging" for a section, else "Statement 130-3"."""
        if kind == "section":
            return self.path(id_)
        return LABELS[kind] if kind == "document" else f"{LABELS[kind]} {id_}"

    def with_text(self, kind: str, id_: str) -> str:
        """ "130-3: Surgery may …": the id with the beginning of what it says."""
        entry = self.entry(kind, id_) or {}
        text = str(entry.get(ENTRY_KINDS[kind].brief) or entry.get("detail") or "")
        return f"{id_}: {excerpt(text)}" if text else id_

    def path(self, slug: str) -> str:
        """The titles from the top down; the address of a section that is not there."""
        parts = slug.split("/")
        slugs = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        held = [self.entry("section", each) for each in slugs]
        titles = [str(entry.get("title") or each) for entry, each in zip(held, slugs, strict=True) if entry]
        return " › ".join(titles) if held[-1] else slug

    def title(self, slug: str) -> str:
        """The title alone; the address of a section that is not there."""
        return str((self.entry("section", slug) or {}).get("title") or slug)

    def domain(self, slug: str) -> str:
        """The code of a section's domain, "" where there is no such section."""
        return str((self.entry("section", slug) or {}).get("domain", ""))


def excerpt(text: str, longest: int = LONGEST_EXCERPT) -> str:
    """The beginning of a text, cut between two words."""
    if len(text) <= longest:
        return text
    return f"{text[:longest].rsplit(' ', 1)[0]} …"
