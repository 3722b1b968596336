"""What the entries of the guidance are called in a sentence."""

from collections import defaultdict
from collections.abc import Iterable

from .changing import SAID, Entries, Entry, EntryChange
from .entries import ENTRY_KINDS
from .rule_titles import AlikeRules, TitleHead, head_of, quoted, rule_does, rule_title
from .vocabulary import CHAPTERS, joined
from .words import DOMAINS

LONGEST_EXCERPT = 90
LABELS = {name: kind.label for name, kind in ENTRY_KINDS.items()}
_CHAPTERS = {chapter.key: chapter.label for chapter in CHAPTERS}


class Names:
    """Looked up in the states of the guidance that are given, the first that has the entry."""

    def __init__(self, *states: Entries) -> None:
        self._states = states
        self._alike: dict[tuple[int, TitleHead], AlikeRules] = {}
        self._heads: dict[int, dict[TitleHead, list[Entry]]] = {}

    def entry(self, kind: str, id_: str) -> Entry | None:
        found = (state.get(kind, id_) for state in self._states)
        return next((entry for entry in found if entry is not None), None)

    def kind_of(self, kinds: Iterable[str], id_: str) -> str:
        """The one of several kinds of which there is such an entry, else the first."""
        first, *others = kinds
        return next((kind for kind in others if self.entry(kind, id_)), first)

    def of(self, kind: str, id_: str) -> str:
        """ "Diagnosis › Imaging" for a section, what it does for a rule, else "Statement 130-3"."""
        return self.path(id_) if kind == "section" else self.of_entry(kind, id_, self.entry(kind, id_))

    def of_entry(self, kind: str, id_: str, entry: Entry | None) -> str:
        """The same of an entry that may stand in none of the states; of a section its title alone."""
        if kind == "document":
            return LABELS[kind]
        if kind == "section":
            return str((entry or {}).get("title") or id_)
        if kind == "rule" and entry:
            return self.title_of_rule(entry)
        if kind == "weight" and entry:
            return self._title_of_weight(entry)
        return f"{LABELS[kind]} {id_}"

    def in_sentence(self, kind: str, id_: str, entry: Entry | None = None) -> str:
        """ "the rule “Shows ‘Imaging’ when …”", "statement 130-3", "“Diagnosis › Imaging”"; `entry` where it
        may stand in none of the states."""
        if kind == "section":
            return quoted(self.path(id_))
        known = entry or self.entry(kind, id_)
        if kind == "rule" and known:
            return f"the rule {quoted(self.title_of_rule(known))}"
        name = self.of_entry(kind, id_, known)
        return f"{name[:1].lower()}{name[1:]}"

    def headed(self, kind: str, id_: str, entry: Entry | None = None) -> str:
        """ "Rule “Shows ‘Imaging’ when …”", "Statement 130-3", "Section “Imaging”": where nothing around it
        says of what kind it is."""
        known = entry or self.entry(kind, id_)
        name = self.of_entry(kind, id_, known)
        return f"{LABELS[kind]} {quoted(name)}" if kind in ("rule", "section") and known else name

    def listed(self, changes: Iterable[EntryChange], most: int = 5) -> str:
        """What changes are about, in a sentence: the first of them."""
        said = (self.in_sentence(each.kind, each.id, each.proposed or each.base) for each in changes)
        named = list(dict.fromkeys(said))
        return f"{', '.join(named[:most])}{' …' if len(named) > most else ''}"

    def of_key(self, key: str) -> str:
        """ "rule tnm-t", as what was done is kept, in a sentence; anything else as it is."""
        kind, _, id_ = key.partition(" ")
        return key if kind not in LABELS or " " in id_ else self.in_sentence(kind, id_)

    def title_of_rule(self, rule: Entry) -> str:
        """What it does and when, told apart from the rules of its state that do the same."""
        _, section, statement = head_of(rule)
        does = rule_does(rule, self.title(section) if section else "", self.kind_of(SAID, statement))
        return rule_title(rule, does, self._rules_alike(rule))

    def _rules_alike(self, rule: Entry) -> AlikeRules:
        held = [place for place, state in enumerate(self._states) if state.get("rule", str(rule.get("id")))]
        place, head = held[0] if held else len(self._states) - 1, head_of(rule)
        if (place, head) not in self._alike:
            self._alike[place, head] = AlikeRules(self._by_head(place).get(head, ()))
        return self._alike[place, head]

    def _by_head(self, place: int) -> dict[TitleHead, list[Entry]]:
        if place not in self._heads:
            by_head = self._heads[place] = defaultdict(list)
            for each in self._states[place].by_kind["rule"].values() if self._states else ():
                by_head[head_of(each)].append(each)
        return self._heads[place]

    def _title_of_weight(self, weight: Entry) -> str:
        """ "Weight of “Imaging” beside Treatment"."""
        section, domain = str(weight.get("section") or ""), str(weight.get("domain") or "")
        of = self.title(section) if section else DOMAINS.get(domain, domain)
        given = weight.get("chapters")
        chapters = given if isinstance(given, list | tuple) else ()
        beside = joined([_CHAPTERS.get(str(key), str(key)) for key in chapters])
        return f"Weight of “{of}”{f' beside {beside}' if beside else ''}"

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
