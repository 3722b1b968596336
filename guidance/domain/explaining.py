"""From an edition and the facts of a case to the answer: what applies and why, what may yet, what to ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from .conditions import MadeTrueBy, in_words, made_true_by, missing, still_open
from .edition import CompiledEdition
from .edition_answers import (
    Answer,
    Caution,
    Difference,
    Highlight,
    RuleSaid,
    SectionMatch,
    Undecided,
    difference,
)
from .engine.asking import AskNext
from .engine.planning import Plan
from .entries import Effect, Rule
from .facts import Facts
from .templates import NOT_RECORDED, Template, Words
from .vocabulary import NONE, VOCABULARY, Value, joined

__all__ = [
    "Answer",
    "AskNext",
    "Caution",
    "Difference",
    "Highlight",
    "SectionMatch",
    "Told",
    "Undecided",
    "answer",
    "difference",
    "recorded_sentence",
    "would_apply_if",
]


ONLY_NONE = frozenset({NONE})
"""A set that says: asked, and there is none."""


class Told(NamedTuple):
    """What was answered about some facts."""

    facts: Facts
    answer: Answer


def answer(edition: CompiledEdition, facts: Facts, *, before: Told | None = None) -> Answer:
    """Everything that the edition says about these facts.

    Unknown facts leave rules undecided: their sections are listed with what they wait for, and nothing is
    shown on a guess. A caution is raised by its own condition, whether or not its section shows.

    `before` spares work and changes nothing: of an answer by the same edition, what a rule or the rules of a
    section made it say holds as it is where no fact that they read has changed since.
    """
    return _Answering(edition, facts, _still_true(edition, facts, before)).answer()


def would_apply_if(edition: CompiledEdition, facts: Facts, undecided: Undecided) -> tuple[str, ...]:
    """In words, for each rule that could show the section, what is still open: "eGFR is below 45 …".

    Not part of the answer, because it is read one section at a time.
    """
    rules = (edition.rules[rule_id] for rule_id in undecided.rule_ids)
    return tuple(dict.fromkeys(in_words(still_open(rule.when, facts)) for rule in rules))


@dataclass(frozen=True)
class _Held:
    """The parts of an earlier answer that need not be worked out again."""

    sections: Mapping[str, SectionMatch]
    said: Mapping[str, RuleSaid]
    cautions: Mapping[str, Caution]
    undecided: Mapping[str, Undecided]


def _still_true(edition: CompiledEdition, facts: Facts, before: Told | None) -> _Held:
    if before is None or before.answer.edition_hash != edition.hash:
        return _Held({}, {}, {}, {})
    rules, told = edition.plan.rules_reading(facts.changed_since(before.facts)), before.answer
    sections = {edition.rules[rule_id].section for rule_id in rules}
    return _Held(
        {match.slug: match for match in told.sections if match.slug not in sections},
        {rule_id: said for rule_id, said in told.said.items() if rule_id not in rules},
        {caution.rule_id: caution for caution in told.cautions if caution.rule_id not in rules},
        {waiting.slug: waiting for waiting in told.undecided if waiting.slug not in sections},
    )


class _Answering:
    """One answer in the making; holds what its parts share."""

    def __init__(self, edition: CompiledEdition, facts: Facts, held: _Held) -> None:
        self.edition, self.facts, self.held = edition, facts, held
        self.known = facts.known
        self.plan: Plan = edition.plan
        self.decided = self.plan.compiled.decide(facts)
        self.applies = _by_effect(self.plan.in_reading_order(self.decided.applies))
        self.undecided = _by_effect(self.plan.in_reading_order(self.decided.undecided))
        self.said = dict(held.said)
        self.words = _remembered_words()

    def answer(self) -> Answer:
        sections = self._sections()
        shown = {match.slug for match in sections}
        undecided = self._undecided(shown)
        return Answer(
            edition_number=self.edition.number,
            edition_hash=self.edition.hash,
            sections=sections,
            cautions=tuple(
                self.held.cautions.get(rule.id) or self._caution(rule)
                for rule in self.applies[Effect.CAUTION]
            ),
            undecided=undecided,
            ask_next=self._ask_next(shown.union(waiting.slug for waiting in undecided)),
            said=self.said,
        )

    def _sections(self) -> tuple[SectionMatch, ...]:
        highlights = _by_section(self.applies[Effect.HIGHLIGHT])
        shown = _by_section(self.applies[Effect.SHOW])
        return tuple(
            self.held.sections.get(slug) or self._section(slug, rules, highlights.get(slug, []))
            for slug, rules in shown.items()
        )

    def _section(self, slug: str, rules: list[Rule], highlighting: list[Rule]) -> SectionMatch:
        section = self.edition.sections[slug]
        highlights = tuple(
            Highlight(rule.statement or "", rule.id, partial(_because, rule, self.known, self.words))
            for rule in highlighting
        )
        said = [self._said(rule) for rule in rules]
        notes = [note for rule in (*rules, *highlighting) for note in rule.notes]
        keys = [highlight.statement for highlight in highlights]
        for key in keys:
            notes += self.edition.said(key).notes
        return SectionMatch(
            slug=slug,
            title=section.title,
            domain=section.domain,
            because=tuple(dict.fromkeys(each.because for each in said)),
            statements=self.plan.statements_in_order(keys),
            additions=self.plan.additions_in_order(keys),
            notes=self.plan.notes_in_order(notes),
            rule_ids=tuple(rule.id for rule in rules),
            reasons=tuple(dict.fromkeys(key for each in said for key in each.reasons)),
            highlights=highlights,
        )

    def _said(self, rule: Rule) -> RuleSaid:
        said = self.said.get(rule.id)
        if said is None:
            said = self.said[rule.id] = _rule_said(rule, self.known, self.words)
        return said

    def _caution(self, rule: Rule) -> Caution:
        section = self.edition.sections[rule.section]
        by = made_true_by(rule.grounds, self.known)
        values = {**self.facts, **{key: value for key, value in by.items() if value is not None}}
        return Caution(
            slug=rule.section,
            message=rule.message_template.fill(values, self.words, absent=NOT_RECORDED) or "",
            notes=self.plan.notes_in_order(rule.notes),
            about=rule.about or tuple(by),
            rule_id=rule.id,
            title=section.title,
            domain=section.domain,
        )

    def _undecided(self, shown: set[str]) -> tuple[Undecided, ...]:
        waiting = _by_section(rule for rule in self.undecided[Effect.SHOW] if rule.section not in shown)
        found = (
            self.held.undecided.get(slug) or self._waiting(slug, rules) for slug, rules in waiting.items()
        )
        return tuple(section for section in found if section.waits_for)

    def _waiting(self, slug: str, rules: list[Rule]) -> Undecided:
        section = self.edition.sections[slug]
        lacking = dict.fromkeys(key for rule in rules for key in missing(rule.when, self.facts))
        ids = tuple(rule.id for rule in rules)
        return Undecided(slug, section.title, section.domain, tuple(lacking), ids)

    def _ask_next(self, in_sight: set[str]) -> tuple[AskNext, ...]:
        """Counting the undecided rules that would change what is seen in these sections."""
        counted = self.decided.bits.undecided & self.plan.counted(in_sight)
        open_still = {id(rule) for rule in self.decided.undecided}  # not by what they say
        interpreted = [
            rule
            for rule in self.plan.compiled.interpreted
            if id(rule) in open_still and (rule.effect is not Effect.HIGHLIGHT or rule.section in in_sight)
        ]
        return self.plan.asker.ask_next(self.facts, counted, interpreted)


def _rule_said(rule: Rule, known: Mapping[str, Value], words: Words) -> RuleSaid:
    """The rule's own sentence; where it has none, or names what did not make it apply, a plain one."""
    by = made_true_by(rule.grounds, known)
    sentence = _own_sentence(rule.because_template, by, words)
    return RuleSaid(sentence or recorded_sentence(by, words), tuple(by))


def _because(rule: Rule, known: Mapping[str, Value], words: Words) -> str:
    """Of no more than it needs: a highlight lives on in later answers, and must not keep this one alive."""
    return _rule_said(rule, known, words).because


def recorded_sentence(by: MadeTrueBy, words: Words) -> str:
    """ "Recorded: primary site lung, eGFR 38 mL/min/1.73 m² and no symptoms."

    Absent facts are passed over; where nothing else made it so, the sentence says what would end it.
    """
    said = [_recorded(key, value, words) for key, value in by.items() if value is not None]
    if not said:
        return f"Until more is recorded: {joined([VOCABULARY[key].label_in_words for key in by], last='or')}."
    return f"Recorded: {joined(said)}."


def _recorded(key: str, value: Value, words: Words) -> str:
    label = VOCABULARY[key].label_in_words.replace(": ", " ")
    if value is True:
        return label
    if value is False:
        return f"{label}: no"
    return f"no {label}" if value in (NONE, ONLY_NONE) else f"{label} {words(key, value)}"


def _own_sentence(template: Template | None, by: MadeTrueBy, words: Words) -> str | None:
    """None where there is none, or where it names what did not make it so, or a set of "none"."""
    if template is None or any(by.get(key) == ONLY_NONE for key in template.keys):
        return None
    return template.fill(by, words)


def _remembered_words() -> Words:
    """Values in words, each worked out once for an answer; of a set, each choice of its members."""
    remembered: dict[str | tuple[str, frozenset[str]], str] = {}

    def words(key: str, value: Value) -> str:
        asked = (key, value) if isinstance(value, frozenset) else key
        said = remembered.get(asked)
        if said is None:
            said = remembered[asked] = VOCABULARY[key].words(value)
        return said

    return words


def _by_effect(rules: Iterable[Rule]) -> dict[Effect, list[Rule]]:
    grouped: dict[Effect, list[Rule]] = {effect: [] for effect in Effect}
    for rule in rules:
        grouped[rule.effect].append(rule)
    return grouped


def _by_section(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    grouped: dict[str, list[Rule]] = {}
    for rule in rules:
        grouped.setdefault(rule.section, []).append(rule)
    return grouped
