"""What an edition has to say about a case, as values; and how two answers differ."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from .engine.asking import AskNext
from .vocabulary import joined


@dataclass(frozen=True)
class Highlight:
    """A statement that speaks about this case in particular, with the rule that says so and its reason.

    `statement` is its key, or that of an addition: they share their keys. The reason is put into words when
    somebody reads it: there are many, and few are shown.
    """

    statement: str
    rule_id: str
    in_words: Callable[[], str] = field(compare=False, repr=False)

    @cached_property
    def because(self) -> str:
        return self.in_words()


class RuleSaid(NamedTuple):
    """What a rule that applies says: its sentence, and the facts that it applies by."""

    because: str
    reasons: tuple[str, ...]


class SectionMatch(NamedTuple):
    """A section that applies, with one sentence for each rule that shows it.

    Of what is highlighted in it, `statements` are the keys of what the source says, `additions` of what
    curators add to it.
    """

    slug: str
    title: str
    domain: str
    because: tuple[str, ...]
    statements: tuple[str, ...]
    notes: tuple[str, ...]
    rule_ids: tuple[str, ...]
    reasons: tuple[str, ...] = ()
    highlights: tuple[Highlight, ...] = ()
    additions: tuple[str, ...] = ()


class Caution(NamedTuple):
    """What the guidance says against an entry. `about` are the facts to look at again."""

    slug: str
    message: str
    notes: tuple[str, ...]
    about: tuple[str, ...]
    rule_id: str
    title: str = ""
    domain: str = ""


class Undecided(NamedTuple):
    """A section that is not shown yet and would be, depending on facts that were not recorded."""

    slug: str
    title: str
    domain: str
    waits_for: tuple[str, ...]
    rule_ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """Sections and cautions in document order, undecided sections, and what to ask next, best first."""

    edition_number: int
    edition_hash: str
    sections: tuple[SectionMatch, ...]
    cautions: tuple[Caution, ...]
    undecided: tuple[Undecided, ...]
    ask_next: tuple[AskNext, ...]
    said: Mapping[str, RuleSaid] = field(default_factory=dict, compare=False, repr=False)
    """Of rules by their ids, to spare the next answer working it out."""

    def as_json(self) -> dict[str, object]:
        """The object that `match_guidance --json` prints."""
        return {
            "edition": {"number": self.edition_number, "hash": self.edition_hash},
            "sections": [
                {
                    "slug": match.slug,
                    "domain": match.domain,
                    "because": list(match.because),
                    "statements": list(match.statements),
                    **({"additions": list(match.additions)} if match.additions else {}),
                    "notes": list(match.notes),
                }
                for match in self.sections
            ],
            "cautions": [
                {"slug": caution.slug, "message": caution.message, "notes": list(caution.notes)}
                for caution in self.cautions
            ],
            "undecided": [
                {"slug": waiting.slug, "waits_for": list(waiting.waits_for)} for waiting in self.undecided
            ],
            "ask_next": [{"fact": asking.fact, "settles": asking.settles} for asking in self.ask_next],
        }


@dataclass(frozen=True)
class Difference:
    """What one more entry changed: for the marks "new" in the panel, and for a screen reader."""

    new_sections: tuple[SectionMatch, ...]
    gone_sections: tuple[SectionMatch, ...]
    new_cautions: tuple[Caution, ...]
    gone_cautions: tuple[Caution, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.new_sections or self.gone_sections or self.new_cautions or self.gone_cautions)

    @property
    def sentence(self) -> str:
        """What changed, in plain words to be read aloud."""
        if self.is_empty:
            return "The guidance stays the same."
        said = (
            _said(self.new_cautions, "new caution", "new cautions"),
            _said(self.gone_cautions, "caution no longer holds", "cautions no longer hold"),
            _said(self.new_sections, "section now applies", "sections now apply"),
            _said(self.gone_sections, "section no longer applies", "sections no longer apply"),
        )
        return " ".join(sentence for sentence in said if sentence)


def difference(before: Answer, after: Answer) -> Difference:
    """Sections by slug and cautions by rule: a caution that only changed its wording is not new."""
    return Difference(
        new_sections=_without(after.sections, before.sections),
        gone_sections=_without(before.sections, after.sections),
        new_cautions=_without_cautions(after.cautions, before.cautions),
        gone_cautions=_without_cautions(before.cautions, after.cautions),
    )


def _without(these: Sequence[SectionMatch], those: Sequence[SectionMatch]) -> tuple[SectionMatch, ...]:
    slugs = {match.slug for match in those}
    return tuple(match for match in these if match.slug not in slugs)


def _without_cautions(these: Sequence[Caution], those: Sequence[Caution]) -> tuple[Caution, ...]:
    ids = {caution.rule_id for caution in those}
    return tuple(caution for caution in these if caution.rule_id not in ids)


def _said(changed: Sequence[SectionMatch | Caution], one: str, several: str) -> str:
    """ "2 sections now apply: CT and MRI." """
    if not changed:
        return ""
    titles = list(dict.fromkeys(entry.title for entry in changed))
    return f"{len(changed)} {one if len(changed) == 1 else several}: {joined(titles)}."
