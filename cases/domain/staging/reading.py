"""TNM notation as text: reading it with every fault at its place, and writing it in one canonical form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from .checking import issues
from .editions import default_edition
from .findings import Level
from .loading import shipped_tables
from .notation import (
    DESCRIPTORS,
    EDITION_TOKENS,
    ELEMENTS,
    Category,
    NotationError,
    Scanner,
    is_edition,
    quoted,
    read_category,
)
from .tables import GENERIC, StagingTable, StagingTables, UnknownEdition

_EXAMPLE = "cT2b cN2b pM1c2"


@dataclass(frozen=True)
class NotationFinding:
    """What is wrong from `start` to `end` (end excluded), and the nearest that would be right."""

    code: str
    level: Level
    message: str
    start: int
    end: int
    nearest: str | None = None

    def as_json(self) -> dict[str, object]:
        return {
            "code": self.code,
            "level": self.level,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "nearest": self.nearest,
        }


@dataclass(frozen=True)
class Reading:
    """What a notation says. `ok` while nothing is wrong; warnings do not count as wrong.

    `t`, `n` and `m` are canonical tokens with prefix, None where they could not be read. `canonical` is
    the whole notation, None unless ok.
    """

    ok: bool
    canonical: str | None
    edition: str | None
    t: str | None = None
    n: str | None = None
    m: str | None = None
    descriptors: tuple[str, ...] = ()
    findings: tuple[NotationFinding, ...] = ()

    def as_json(self) -> dict[str, object]:
        findings = [finding.as_json() for finding in self.findings]
        return {"ok": self.ok, "canonical": self.canonical, "edition": self.edition, "findings": findings}


def read_tnm(
    text: str, primary: str | None = None, edition: str | None = None, tables: StagingTables | None = None
) -> Reading:
    """Read a TNM notation such as "cT2b cN2b pM1c2 (V9)", in any case, spaces optional.

    With a primary the categories are held against its table in the edition: the one given, else the one in
    brackets at the end, else the default for a primary without a recorded date. Without a primary only the
    grammar is checked. Raises UnknownPrimary and UnknownEdition for arguments that no table has, and
    OverLimit for a text longer than a notation can be.
    """
    shelf = tables or shipped_tables()
    given = _table(primary, edition, shelf)
    return _Reader(text, primary, edition, given, shelf).read()


def write_tnm(t: str, n: str, m: str, edition: str | None = None, descriptors: Sequence[str] = ()) -> str:
    """The canonical notation of three tokens: "cT2b cN2b pM1c2 L1 R0 (V9)".

    The edition is printed in brackets, except for GENERIC, which is none. Raises NotationError for a token
    that cannot be read.
    """
    tokens = [read_category(token, element).token for token, element in zip((t, n, m), ELEMENTS, strict=True)]
    suffix = [f"({edition.upper()})"] if edition and edition.upper() != GENERIC else []
    return " ".join([*tokens, *_ordered(descriptors), *suffix])


def _ordered(descriptors: Sequence[str]) -> list[str]:
    names = list(DESCRIPTORS)
    return sorted(descriptors, key=lambda each: names.index(each[:-1]))


def _table(primary: str | None, edition: str | None, tables: StagingTables) -> StagingTable | None:
    if primary is None:
        if edition is not None and edition.upper() not in tables.edition_tokens:
            raise UnknownEdition(edition, tables.edition_tokens)
        return None
    tables.editions(primary)
    return tables.table(primary, edition) if edition else None


@dataclass
class _Reader:
    text: str
    primary: str | None
    edition: str | None
    given: StagingTable | None
    tables: StagingTables
    found: list[NotationFinding] = field(default_factory=list)

    def read(self) -> Reading:
        self._scanner = Scanner(self.text, self._prefers)
        categories = tuple(filter(None, (self._category(element) for element in ELEMENTS)))
        descriptors = self._descriptors() if len(categories) == len(ELEMENTS) else ()
        table = self._table_meant()
        if table is not None and not table.is_tnm:
            self._add("E_NO_TNM", f"{table.label} has no TNM; it is staged by {table.edition_label}.", 0)
        else:
            self._check(categories, table)
        if "S" in {each[:-1] for each in descriptors} and self.primary not in (None, "testis"):
            self._add("E_DESCRIPTOR_NOT_IN_SITE", "S (serum markers) is for testis only.", self._s_at)
        return self._result(categories, descriptors, table)

    # Parts

    def _prefers(self, with_letter: str, without: str) -> bool | None:
        """Which reading of a letter the primary allows: the subcategory or the prefix of what follows."""
        table = self._table_meant()
        if table is None or table.grammar_only:
            return None
        listed = table.allowed(with_letter[0])
        if (with_letter in listed) == (without in listed):
            return None
        return with_letter in listed

    def _category(self, element: str) -> Category | None:
        try:
            return self._scanner.category(element)
        except NotationError as fault:
            if not (self._scanner.is_at_end and self.found):
                self._add_fault(fault)
            if not self._is_next_element(element):
                self._scanner.move_on(element)
            return None

    def _is_next_element(self, element: str) -> bool:
        """Is the element missing altogether, so that the next one begins here?"""
        here = self.text[self._scanner.at :].lstrip().lower().lstrip("raycpu")
        later = [other.lower() for other in ELEMENTS[ELEMENTS.index(element) + 1 :]]
        return here[:1] in later if here else False

    def _descriptors(self) -> tuple[str, ...]:
        scanner, found, told = self._scanner, dict[str, str](), set[str]()
        scanner.skip_spaces()
        while not scanner.is_at_end:
            start = scanner.at
            try:
                if self._edition_at_the_end():
                    break
                name, value = scanner.descriptor()
            except NotationError as fault:
                self._add_fault(fault)
                break
            if name in found and name not in told:
                told.add(name)
                message = f"{name} is given twice: {name}{found[name]} and {name}{value}."
                self._add("E_DUP_DESCRIPTOR", message, start, scanner.at)
            if name == "S":
                self._s_at = start
            found.setdefault(name, value)
            scanner.skip_spaces()
        return tuple(name + found[name] for name in DESCRIPTORS if name in found)

    def _edition_at_the_end(self) -> bool:
        """The edition in brackets, after which nothing may come."""
        bracket = self._scanner.bracket()
        if bracket is None:
            return False
        content, end = bracket
        start, rest = self._scanner.at, self.text[end:].strip()
        if not is_edition(content):
            message = f'"({quoted(content)})" is not an edition. Allowed: {", ".join(EDITION_TOKENS)}.'
            raise NotationError("E_SYNTAX", message, start, end)
        if rest:
            raise NotationError(
                "E_SYNTAX", f'"{quoted(rest)}" is too much: the edition comes last.', end, len(self.text)
            )
        self._take_edition(content.upper(), start, end)
        return True

    def _take_edition(self, token: str, start: int, end: int) -> None:
        wanted = self.edition.upper() if self.edition else None
        if wanted and wanted != token:
            message = f"The notation says {token} but the edition chosen is {wanted}."
            self._add("E_EDITION_CONFLICT", message, start, end, wanted)
        elif self.primary is not None:
            allowed = tuple(table.edition for table in self.tables.editions(self.primary))
            if token not in allowed:
                message = f"{token} is not an edition for {self.primary}. Allowed: {', '.join(allowed)}."
                self._add("E_EDITION_NOT_FOR_PRIMARY", message, start, end, allowed[0])
                return
        self.edition = self.edition or token

    # Checks

    def _table_meant(self) -> StagingTable | None:
        if self.primary is None:
            return None
        if self.given is not None:
            return self.given
        token = self.edition or self._edition_written()
        return self.tables.table(self.primary, token or default_edition(self.primary, None, self.tables))

    def _edition_written(self) -> str | None:
        """The edition in brackets at the end, before the text up to there has been read."""
        content = self.text.rstrip().removesuffix(")").rpartition("(")[2].strip().upper()
        held = [table.edition for table in self.tables.editions(self.primary or "")]
        return content if content in held and self.text.rstrip().endswith(")") else None

    def _check(self, categories: tuple[Category, ...], table: StagingTable | None) -> None:
        for issue in issues(categories, table, self.tables):
            place = issue.category
            self._add(issue.code, issue.message, place.start, place.end, issue.nearest, issue.level)

    def _add(
        self,
        code: str,
        message: str,
        start: int,
        end: int | None = None,
        nearest: str | None = None,
        level: Level = "error",
    ) -> None:
        end = len(self.text) if end is None else end
        self.found.append(NotationFinding(code, level, message, start, end, nearest))

    def _add_fault(self, fault: NotationError) -> None:
        self._add(fault.code, fault.message, fault.start, fault.end, fault.nearest)

    def _result(
        self, categories: tuple[Category, ...], descriptors: tuple[str, ...], table: StagingTable | None
    ) -> Reading:
        tokens = {category.element: category.token for category in categories}
        ok = all(finding.level != "error" for finding in self.found)
        edition = table.edition if table else self.edition and self.edition.upper()
        canonical = None
        if ok:
            canonical = write_tnm(tokens["T"], tokens["N"], tokens["M"], edition, descriptors)
        findings = tuple(sorted(self.found, key=lambda finding: (finding.start, finding.level)))
        return Reading(
            ok,
            canonical,
            edition or None,
            tokens.get("T"),
            tokens.get("N"),
            tokens.get("M"),
            descriptors,
            findings,
        )
