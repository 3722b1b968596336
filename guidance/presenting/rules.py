"""Rules as the curators' pages show them: in words, with what is odd about each."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from guidance.domain.changing import Entries, Entry
from guidance.domain.conditions import facts_of
from guidance.domain.conditions.tree import (
    OPEN,
    DraftComparison,
    DraftError,
    DraftGroup,
    from_data,
    paths_by_place,
    readable,
    rule_in_words,
    walk,
)
from guidance.domain.entries import Effect, Rule
from guidance.domain.entries.rule import USED_BY
from guidance.domain.naming import Names, excerpt
from guidance.domain.rule_checks import (
    RuleWarning,
    warnings_against,
    warnings_for,
    warnings_of_sentences,
)
from guidance.domain.rule_titles import quoted, rule_does
from guidance.domain.templates import TemplateError, parse_template
from guidance.domain.words import DOMAINS
from guidance.forms.building import dom_id
from guidance.presenting.draft import entry_address
from guidance.presenting.entry_fields import template_in_words
from guidance.queries.work import Draft


def sentence_head(effect: str, section: str, statement: str, entries: Entries) -> str:
    """What happens when the condition holds: "“Imaging” shows"."""
    title = (entries.get("section", section) or {}).get("title") or section or "A section"
    if effect == Effect.HIGHLIGHT:
        kind = "Addition" if entries.get("addition", statement) else "Statement"
        what = f"{kind} {statement}" if statement else "A statement or an addition"
        return f"{what} is highlighted"
    return "The caution is raised" if effect == Effect.CAUTION else f"“{title}” shows"


# Warnings


@dataclass(frozen=True)
class ShownWarning:
    """`anchor` is the part of the builder that it is about, `other` a rule that it names."""

    message: str
    anchor: str
    other: str
    other_href: str


def rule_from(entry: Entry) -> Rule | None:
    """The rule as the domain has it, without sentences that have a fault; None while it is not complete."""
    when, effect = readable(entry.get("when")), entry.get("effect")
    if when is None or effect not in tuple(Effect):
        return None
    statement = str(entry.get("statement", "")) if effect == Effect.HIGHLIGHT else None
    return Rule(
        str(entry.get("id", "")),
        Effect(effect),
        str(entry.get("section", "")),
        when,
        statement=statement,
        because=_sentence(entry, "because"),
        message=_sentence(entry, "message"),
    )


def _sentence(entry: Entry, name: str) -> str:
    text = str(entry.get(name, "")) if entry.get("effect") in USED_BY[name] else ""
    try:
        parse_template(text)
    except TemplateError:
        return ""
    return text


class RuleChecks:
    """What is odd about rules, each seen beside the others of its section in one state of the draft."""

    def __init__(self, entries: Entries) -> None:
        self.entries = entries
        self._by_section: dict[str, tuple[Rule, ...]] = {}

    def warnings(self, entry: Entry) -> tuple[RuleWarning, ...]:
        rule = rule_from(entry)
        if rule is None:
            return ()
        return (
            *warnings_for(rule.when),
            *warnings_of_sentences(rule),
            *warnings_against(rule, self._beside(rule.section)),
        )

    def _beside(self, section: str) -> tuple[Rule, ...]:
        if section not in self._by_section:
            listed = (
                entry for entry in self.entries.by_kind["rule"].values() if entry.get("section") == section
            )
            self._by_section[section] = tuple(rule for rule in map(rule_from, listed) if rule)
        return self._by_section[section]


def shown_warnings(entry: Entry, root: DraftGroup, entries: Entries) -> tuple[ShownWarning, ...]:
    """`root` is the entry's condition as the builder draws it."""
    paths, names = paths_by_place(root), Names(entries)
    return tuple(
        ShownWarning(
            warning_in_words(warning, names),
            f"field-c-{dom_id(paths[warning.place])}" if warning.place in paths and not warning.other else "",
            warning.other,
            entry_address("rule", warning.other) if warning.other else "",
        )
        for warning in RuleChecks(entries).warnings(entry)
    )


def warning_in_words(warning: RuleWarning, names: Names) -> str:
    """What it says, another rule by its title."""
    other = names.entry("rule", warning.other) if warning.other else None
    if other is None:
        return warning.message
    return warning.message.replace(f'"{warning.other}"', quoted(names.title_of_rule(other)))


# The list


@dataclass(frozen=True)
class RuleRow:
    """`title` says it in a line; what it leaves out is in `when`."""

    id: str
    href: str
    title: str
    head: str
    when: str
    says: str
    section: str
    place: str
    domain: str
    domain_words: str
    is_changed: bool
    warnings: tuple[str, ...] = ()

    @property
    def is_cut(self) -> bool:
        return self.when != OPEN and not self.title.endswith(f" {self.when}")


def rule_entries(draft: Draft, wanted: Mapping[str, Any]) -> list[Entry]:
    """The rules that are asked for, in the order of their sections in the document."""
    order = {slug: place for place, slug in enumerate(draft.entries.sections_in_order())}
    rules = draft.entries.by_kind["rule"]
    listed = [rules[id_] for id_ in draft.entries.neighbours("rule", "")]
    found = [entry for entry in listed if _is_wanted(entry, draft, wanted)]
    return sorted(found, key=lambda entry: order.get(str(entry.get("section")), len(order)))


def _is_wanted(entry: Entry, draft: Draft, wanted: Mapping[str, Any]) -> bool:
    slug = str(entry.get("section", ""))
    above = wanted.get("section", "")
    section = draft.entries.get("section", slug) or {}
    return (
        (not above or slug == above or slug.startswith(f"{above}/"))
        and wanted.get("domain") in (None, section.get("domain"))
        and wanted.get("effect") in (None, entry.get("effect"))
        and ("fact" not in wanted or wanted["fact"] in _facts(entry))
        and ("changed" not in wanted or entry["id"] in draft.changed_ids.get("rule", ()))
        and ("q" not in wanted or _has_words(entry, section, wanted["q"]))
    )


def _facts(entry: Entry) -> frozenset[str]:
    try:
        parts = list(walk(from_data(entry.get("when"))))
    except DraftError:
        condition = readable(entry.get("when"))
        return frozenset(facts_of(condition)) if condition else frozenset()
    return frozenset(node.fact for _, node in parts if isinstance(node, DraftComparison))


def _has_words(entry: Entry, section: Entry, words: str) -> bool:
    texts = [entry.get(name, "") for name in ("id", "because", "message", "statement")]
    texts.append(rule_does(entry, str(section.get("title", ""))))
    notes = entry.get("notes") or ()
    text = " ".join(map(str, (*texts, *notes, section.get("title", ""), rule_in_words(entry.get("when")))))
    return all(word in text.casefold() for word in words.casefold().split())


def rule_rows(
    draft: Draft, entries: Iterable[Entry], warnings: Mapping[str, tuple[RuleWarning, ...]]
) -> list[RuleRow]:
    names = Names(draft.entries)
    return [_row(draft, entry, names, warnings.get(str(entry["id"]), ())) for entry in entries]


def _row(draft: Draft, entry: Entry, names: Names, warnings: tuple[RuleWarning, ...]) -> RuleRow:
    id_, section = str(entry["id"]), str(entry.get("section", ""))
    effect, statement = str(entry.get("effect", "")), str(entry.get("statement", ""))
    domain = names.domain(section)
    says = str(entry.get("because") or entry.get("message") or "")
    if effect == Effect.HIGHLIGHT and not says:
        said = draft.entries.get("statement", statement) or draft.entries.get("addition", statement)
        says = str((said or {}).get("text", ""))
    return RuleRow(
        id=id_,
        href=entry_address("rule", id_),
        title=names.title_of_rule(entry),
        head=sentence_head(effect, section, statement, draft.entries),
        when=rule_in_words(entry.get("when")),
        says=excerpt(template_in_words(says), 160),
        section=section,
        place=names.path(section),
        domain=domain,
        domain_words=DOMAINS.get(domain, "No domain"),
        is_changed=id_ in draft.changed_ids.get("rule", ()),
        warnings=tuple(warning_in_words(warning, names) for warning in warnings),
    )


def warned(entries: Iterable[Entry], state: Entries) -> dict[str, tuple[RuleWarning, ...]]:
    """The warnings about each of these rules that has some, by its id."""
    checks = RuleChecks(state)
    found = {str(entry["id"]): checks.warnings(entry) for entry in entries}
    return {id_: warnings for id_, warnings in found.items() if warnings}
