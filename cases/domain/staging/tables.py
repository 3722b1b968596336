"""What a staging table holds, and the shelf of tables that staging looks things up in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from guidance.domain.characters import shown
from guidance.domain.vocabulary import nearest_word

from .conditions import Condition, sites_in

LONGEST_TOLD = 40
"""Characters of a word that is not known, as a message tells it."""

GENERIC = "GENERIC"
"""The edition of a primary without category lists: the grammar alone."""


class UnknownPrimary(ValueError):
    """A primary that no table knows: what was given, what is allowed, the nearest."""

    def __init__(self, given: str, allowed: tuple[str, ...]) -> None:
        self.given, self.allowed = given, allowed
        self.nearest = nearest_word(given, allowed)
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        super().__init__(
            f'"{shown(given, LONGEST_TOLD)}" is no primary with a table. Allowed: {", ".join(allowed)}.{hint}'
        )


class UnknownEdition(ValueError):
    """An edition that the primary is not staged by: what was given, what is allowed, the nearest."""

    def __init__(self, given: str, allowed: tuple[str, ...], primary: str | None = None) -> None:
        self.given, self.allowed = given, allowed
        self.nearest = nearest_word(given, allowed)
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        whose = f"an edition for {primary}" if primary else "an edition"
        super().__init__(
            f'"{shown(given, LONGEST_TOLD)}" is not {whose}. Allowed: {", ".join(allowed)}.{hint}'
        )


@dataclass(frozen=True)
class Said:
    """A sentence with what vouches for it: certainty A, B or C, and the source."""

    text: str
    certainty: str
    source: str
    rule: str = ""


@dataclass(frozen=True, eq=False)
class Remark:
    """A sentence that is added to a rule where its condition holds."""

    when: Condition
    said: Said


@dataclass(frozen=True, eq=False)
class PatternRule:
    """One row of a decision table: when it holds, the M category and stage group that follow, and why.

    `category` is None for lymphoma, `stage` None where the group needs something else than M.
    """

    id: str
    when: Condition
    category: str | None
    stage: str | None
    sentences: tuple[Said, ...]
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Unsettled:
    """The row for a pattern that leaves several categories open: what they have in common."""

    category: str
    stage: str
    said: Said


@dataclass(frozen=True)
class StageByFact:
    """A stage group that depends on a number besides M (age at diagnosis in thyroid cancer)."""

    fact: str
    stage: str
    said: Said
    below: float | None = None
    at_least: float | None = None

    def holds(self, value: float) -> bool:
        return (self.below is None or value < self.below) and (
            self.at_least is None or value >= self.at_least
        )


@dataclass(frozen=True)
class GroupRow:
    """Stage group of some T and N categories without distant metastasis."""

    t: frozenset[str]
    n: frozenset[str]
    stage: str


@dataclass(frozen=True)
class LdhSuffix:
    normal: str
    elevated: str
    said: Said


@dataclass(frozen=True, eq=False)
class StagingTable:
    """One primary in one edition: allowed categories, rows for the metastatic pattern, stage groups.

    `categories[element][prefix]` are the allowed categories of T, N or M, where prefix is "c" or "p".
    """

    primary: str
    label: str
    edition: str
    edition_label: str
    system: str
    source: str
    certainty: str
    categories: Mapping[str, Mapping[str, tuple[str, ...]]]
    grammar_only: bool = False
    valid_from: str | None = None
    valid_until: str | None = None
    m_to_stage: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[PatternRule, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    wants_subcategory: frozenset[str] = frozenset()
    intrathoracic_sites: frozenset[str] = frozenset()
    guards: frozenset[str] = frozenset()
    m0_groups: tuple[GroupRow, ...] = ()
    m0_said: Said | None = None
    ldh: LdhSuffix | None = None
    stage_by: tuple[StageByFact, ...] = ()
    stage_among: tuple[str, ...] = ()
    stage_among_said: Said | None = None
    no_group: str = ""
    stage_values: tuple[str, ...] = ()
    notes: tuple[Said, ...] = ()

    @property
    def is_tnm(self) -> bool:
        return self.system == "TNM"

    def allowed(self, element: str, prefix: str = "") -> tuple[str, ...]:
        """The categories of an element: those of "c" or "p"; with neither all that exist."""
        lists = self.categories.get(element, {})
        if prefix in lists:
            return lists[prefix]
        return tuple(dict.fromkeys(category for group in lists.values() for category in group))

    @cached_property
    def sites_in_rules(self) -> frozenset[str]:
        """The other metastatic sites that any rule of the table names."""
        return frozenset(site for rule in self.rules for site in sites_in(rule.when))

    def note(self, rule: str) -> Said:
        return next(said for said in self.notes if said.rule == rule)


@dataclass(frozen=True)
class Named:
    """A row for a primary that the vocabulary has no key for: kept as data, shown as a reference."""

    key: str
    label: str
    category: str
    stage: str
    said: Said


class StagingTables:
    """All tables by primary and edition, in the order in which they were read."""

    def __init__(self, tables: Iterable[StagingTable], named: Iterable[Named] = ()) -> None:
        self._by_primary: dict[str, dict[str, StagingTable]] = {}
        for table in tables:
            self._by_primary.setdefault(table.primary, {})[table.edition] = table
        self.named = tuple(named)

    def __iter__(self) -> Iterator[StagingTable]:
        for editions in self._by_primary.values():
            yield from editions.values()

    @property
    def primaries(self) -> tuple[str, ...]:
        return tuple(self._by_primary)

    @property
    def edition_tokens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.edition for table in self))

    def editions(self, primary: str) -> tuple[StagingTable, ...]:
        """The tables of a primary, one for each edition. Raises UnknownPrimary."""
        if primary not in self._by_primary:
            raise UnknownPrimary(primary, self.primaries)
        return tuple(self._by_primary[primary].values())

    def table(self, primary: str, edition: str) -> StagingTable:
        """The table of a primary in an edition, given in any case.

        Raises UnknownPrimary, UnknownEdition.
        """
        held = {table.edition: table for table in self.editions(primary)}
        if edition.upper() not in held:
            raise UnknownEdition(edition, tuple(held), primary)
        return held[edition.upper()]

    def with_tables(self, others: StagingTables) -> StagingTables:
        """These tables with those of an institution put in the place of ours."""
        merged = {(table.primary, table.edition): table for table in (*self, *others)}
        return StagingTables(merged.values(), (*self.named, *others.named))
