"""What a staging table holds, and the shelf of tables that staging looks things up in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from guidance.domain.characters import shown
from guidance.domain.vocabulary import nearest_word

from .table_conditions import MEASURE, MUCIN, SITES, TableCondition, organ_systems, site_lists

LONGEST_TOLD = 40
"""Characters of a word that is not known, as a message tells it."""

NO_SYSTEM = "none"
"""The system of a primary that is not staged here."""

GENERIC = "GENERIC"
"""The edition of a primary without category lists: the grammar alone."""


class UnknownToTables(ValueError):
    """What no table knows: what was given, what it is not, what is allowed, the nearest."""

    def __init__(self, given: str, what: str, allowed: tuple[str, ...]) -> None:
        self.given, self.allowed = given, allowed
        self.nearest = nearest_word(given, allowed)
        hint = f' The nearest is "{self.nearest}".' if self.nearest else ""
        super().__init__(f'"{shown(given, LONGEST_TOLD)}" is {what}. Allowed: {", ".join(allowed)}.{hint}')


class UnknownPrimary(UnknownToTables):
    """A primary without a table."""


class UnknownEdition(UnknownToTables):
    """An edition that the primary is not staged by."""


@dataclass(frozen=True)
class VouchedSentence:
    """A sentence with what vouches for it: certainty A, B or C, and the source."""

    text: str
    certainty: str
    source: str
    rule: str = ""


@dataclass(frozen=True, eq=False)
class TableRemark:
    """A sentence that is added to a rule where its condition holds."""

    when: TableCondition
    said: VouchedSentence


@dataclass(frozen=True, eq=False)
class PatternRule:
    """One row of a decision table: when it holds, the M category and stage group that follow, and why.

    `category` is None for lymphoma, `stage` None where the group needs something else than M.
    """

    id: str
    when: TableCondition
    category: str | None
    stage: str | None
    sentences: tuple[VouchedSentence, ...]
    remarks: tuple[TableRemark, ...] = ()


@dataclass(frozen=True)
class Unsettled:
    """The row for a pattern that leaves several categories open: what they have in common."""

    category: str
    stage: str
    said: VouchedSentence


@dataclass(frozen=True)
class StageByFact:
    """A stage group that depends on a fact besides M: the age at diagnosis in thyroid cancer, the serum
    markers in cancer of the testis.

    `m` are the M categories that it speaks of, all of M1 where there are none. A number is held against
    `below` and `at_least`, a choice against `values`.
    """

    fact: str
    stage: str
    said: VouchedSentence
    below: float | None = None
    at_least: float | None = None
    values: frozenset[str] = frozenset()
    m: frozenset[str] = frozenset()

    def holds(self, value: object) -> bool:
        if self.values or not isinstance(value, int | float):
            return value in self.values
        return (self.below is None or value < self.below) and (
            self.at_least is None or value >= self.at_least
        )


@dataclass(frozen=True)
class SetAside:
    """A site that does not speak of M for this primary: its own organ, or what belongs to T.

    With `fact` it is set aside only where that fact has the value `holds`; while the fact is not recorded
    `question` is asked.
    """

    site: str
    said: VouchedSentence
    fact: str = ""
    value: str = ""
    question: str = ""

    def holds(self, facts: Mapping[str, Any]) -> bool:
        return not self.fact or facts.get(self.fact) == self.value


@dataclass(frozen=True)
class GroupRow:
    """Stage group of some T and N categories without distant metastasis."""

    t: frozenset[str]
    n: frozenset[str]
    stage: str


@dataclass(frozen=True)
class LaterEdition:
    """An edition that is in use since a month and is not held here."""

    since: str
    said: VouchedSentence


@dataclass(frozen=True)
class LdhSuffix:
    normal: str
    elevated: str
    said: VouchedSentence


def _told_apart(alike: list[str]) -> list[str]:
    """Of sites that no rule tells apart the first, and one of another organ system to count to two."""
    return [alike[0], *[site for site in alike if organ_systems(frozenset({alike[0], site})) == 2][:1]]


@dataclass(frozen=True, eq=False)
class StagingTable:
    """One primary in one edition: allowed categories, rows for the metastatic pattern, stage groups.

    `categories[element][prefix]` are the allowed categories of T, N or M, where prefix is "c" or "p".
    `m1_with_n` is the stage group that an N makes of any M1. `stage_among` are groups that something decides
    which is no fact, for all of M1 or for those of `stage_among_m`.
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
    own_lists: frozenset[str] = frozenset()
    valid_from: str | None = None
    valid_until: str | None = None
    m_to_stage: Mapping[str, str] = field(default_factory=dict)
    rules: tuple[PatternRule, ...] = ()
    unsettled: tuple[Unsettled, ...] = ()
    wants_subcategory: frozenset[str] = frozenset()
    intrathoracic_sites: frozenset[str] = frozenset()
    sites_set_aside: tuple[SetAside, ...] = ()
    before_2018: str = ""
    is_usual_without_date: bool = False
    guards: frozenset[str] = frozenset()
    m0_groups: tuple[GroupRow, ...] = ()
    m0_said: VouchedSentence | None = None
    ldh: LdhSuffix | None = None
    m1_with_n: Mapping[str, str] = field(default_factory=dict)
    stage_by: tuple[StageByFact, ...] = ()
    stage_among: tuple[str, ...] = ()
    stage_among_m: frozenset[str] = frozenset()
    stage_among_said: VouchedSentence | None = None
    stage_note: VouchedSentence | None = None
    later: LaterEdition | None = None
    no_group: str = ""
    stage_values: tuple[str, ...] = ()
    notes: tuple[VouchedSentence, ...] = ()

    def lists(self, element: str) -> bool:
        """Are the categories of an element those of the primary, and not all of the grammar?"""
        return not self.grammar_only or element in self.own_lists

    @property
    def is_tnm(self) -> bool:
        return self.system == "TNM"

    @property
    def has_stage(self) -> bool:
        """False for a primary that nothing here stages."""
        return self.system != NO_SYSTEM

    @cached_property
    def measures_deposits(self) -> bool:
        """Does the size of a metastasis decide its letter?"""
        return any(MEASURE in rule.when for rule in self.rules)

    @cached_property
    def tells_mucin(self) -> bool:
        """Does it decide the letter whether the peritoneum holds cells, or mucin alone?"""
        return any(MUCIN in rule.when for rule in self.rules)

    def allowed(self, element: str, prefix: str = "") -> tuple[str, ...]:
        """The categories of an element: those of "c" or "p"; with neither all that exist."""
        lists = self.categories.get(element, {})
        if prefix in lists:
            return lists[prefix]
        return tuple(dict.fromkeys(category for group in lists.values() for category in group))

    @cached_property
    def has_letters(self) -> bool:
        """Does M1 have subcategories here?"""
        return any(name[:2] == "M1" and name[2:3].isalpha() for name in self.allowed("M"))

    def set_aside(self, facts: Mapping[str, Any]) -> frozenset[str]:
        """The sites that do not speak of M for this primary, as the facts have it."""
        return frozenset(each.site for each in self.sites_set_aside if each.holds(facts))

    @cached_property
    def telling_sites(self) -> tuple[str, ...]:
        """Sites that stand for all that the rules could tell apart: up to two of a kind."""
        named = [frozenset(sites) for rule in self.rules for sites in site_lists(rule.when)]
        always_aside = {each.site for each in self.sites_set_aside if not each.fact}
        kinds: dict[tuple[bool, ...], list[str]] = {}
        for site in SITES:
            if site not in always_aside:
                kind = (site in self.intrathoracic_sites, *(site in sites for sites in named))
                kinds.setdefault(kind, []).append(site)
        return tuple(site for alike in kinds.values() for site in _told_apart(alike))

    def note(self, rule: str) -> VouchedSentence:
        return next(said for said in self.notes if said.rule == rule)


class StagingTables:
    """All tables by primary and edition, in the order in which they were read."""

    def __init__(self, tables: Iterable[StagingTable]) -> None:
        self._by_primary: dict[str, dict[str, StagingTable]] = {}
        for table in tables:
            self._by_primary.setdefault(table.primary, {})[table.edition] = table

    def __iter__(self) -> Iterator[StagingTable]:
        for editions in self._by_primary.values():
            yield from editions.values()

    @property
    def primaries(self) -> tuple[str, ...]:
        return tuple(self._by_primary)

    @property
    def edition_tokens(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(table.edition for table in self if table.has_stage))

    def editions(self, primary: str) -> tuple[StagingTable, ...]:
        """The tables of a primary, one for each edition. Raises UnknownPrimary."""
        if primary not in self._by_primary:
            raise UnknownPrimary(primary, "no primary with a table", self.primaries)
        return tuple(self._by_primary[primary].values())

    def table(self, primary: str, edition: str) -> StagingTable:
        """The table of a primary in an edition, given in any case.

        Raises UnknownPrimary, UnknownEdition.
        """
        held = {table.edition: table for table in self.editions(primary)}
        if edition.upper() not in held:
            raise UnknownEdition(edition, f"not an edition for {primary}", tuple(held))
        return held[edition.upper()]
