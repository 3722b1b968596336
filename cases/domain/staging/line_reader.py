"""Reads a line of a report by the table of a primary.

Forgiving in form and strict in meaning: what is read otherwise than it was written is said, what is not
read is named, and a fault is one error at its place.
"""

from dataclasses import dataclass, replace

from guidance.domain.limits import NOTATION
from guidance.domain.vocabulary import joined
from guidance.domain.vocabulary.tokens import DESCRIPTORS

from ..notation.category import ELEMENTS, Category, quoted
from ..notation.folding import INVISIBLE, LOOK_ALIKE, MOST_NAMED, FoldedCharacters, fold
from ..notation.labels import (
    BARE_GROUP,
    EDITION_TOKENS,
    LABEL,
    STAGE,
    NamedEdition,
    editions_in,
    pleural_in,
    without,
)
from ..notation.line import Descriptor, NotationLine
from ..notation.scanning import Scanner, impossible
from .canonical_form import write_tnm
from .category_checks import issues
from .edition_choice import default_edition
from .lugano_reading import read_lugano
from .reading_result import Findings, NotationReading
from .table_loading import shipped_tables
from .tables import StagingTable, UnknownEdition

EXAMPLE = "Write it such as cT2b cN2b pM1c2."


def read_tnm(
    text: str,
    primary: str | None = None,
    edition: str | None = None,
    *,
    usual: str | None = None,
) -> NotationReading:
    """Read a line such as "pT2, pN1a (2/14), M0, L1, V0, R0 (AJCC 8)", in any order; for lymphoma a stage.

    With a primary the categories are held against its table in the edition: the one given, else the one
    that the line names, else the usual one, by default that of a primary without a recorded date. Without a
    primary only the grammar is checked. Raises UnknownPrimary and UnknownEdition for arguments that no table
    has, and OverLimit for a text longer than a notation can be.
    """
    given = _table_given(primary, edition)
    NOTATION.check(len(text))
    return _LineReader(text, primary, edition, given, usual).read()


def _table_given(primary: str | None, edition: str | None) -> StagingTable | None:
    tables = shipped_tables()
    if primary is None:
        if edition is not None and edition.upper() not in tables.edition_tokens:
            raise UnknownEdition(edition, "not an edition", tables.edition_tokens)
        return None
    tables.editions(primary)
    return tables.table(primary, edition) if edition else None


@dataclass
class _LineReader:
    """One reading; `edition` and its table `given` are those that the caller asks for.

    `usual` is the edition of a line that names none.
    """

    text: str
    primary: str | None
    edition: str | None
    given: StagingTable | None
    usual: str | None = None
    named: str | None = None

    def read(self) -> NotationReading:
        self.folded = fold(self.text)
        self.low = self.folded.low
        self.findings = Findings(self.folded)
        usual = shipped_tables().editions(self.primary)[0] if self.primary else None
        if usual is not None and not usual.has_stage:
            self.findings.error("E_NO_TNM", f"{usual.label} has no TNM, and no stage here.")
            return NotationReading(False, None, usual.edition, findings=self.findings.in_order())
        self._take_editions()
        table = self.table = self._table_meant()
        for change in self.folded.changes:
            self.findings.say("W_NORMALISED", "warning", _changed(change), (change.place, change.place + 1))
        if table is not None and not table.is_tnm:
            line = Scanner(self.folded, self.low, self._prefers).read()
            return replace(read_lugano(line, self.low, table, self.findings), edition_given=self.named)
        return self._read_categories()

    def _read_categories(self) -> NotationReading:
        stages = self._take_stages()
        self._take_labels()
        pleural = pleural_in(self.folded.text) if self.primary == "lung" else []
        self.low = without(self.low, pleural)
        line = Scanner(self.folded, self.low, self._prefers).read()
        line.unread += pleural
        categories = self._once(line)
        self._say(line)
        self._say_stages(stages, line)
        self._check(categories)
        descriptors = self._descriptors(line)
        self._say_missing(line)
        return self._result({each.element: each for each in categories}, descriptors)

    # What stands around the categories

    def _take_editions(self) -> None:
        editions = editions_in(self.folded.text, self.low)
        self.low = without(self.low, [(each.start, each.end) for each in editions])
        for each in editions:
            fault = self._edition_fault(each)
            if fault:
                self.findings.error(*fault, each.start, each.end)
            else:
                self.named = each.token

    def _edition_fault(self, edition: NamedEdition) -> tuple[str, str] | None:
        """Why an edition cannot be the one to read by: a code and a sentence."""
        token, written = edition.token, f'"{quoted(edition.written)}"'
        wanted = self.edition.upper() if self.edition else None
        held = (
            tuple(table.edition for table in shipped_tables().editions(self.primary)) if self.primary else ()
        )
        if self.named and token != self.named:
            return "E_EDITION_CONFLICT", f"Two editions are named: {self.named} and {written}."
        if wanted and token and wanted != token:
            return "E_EDITION_CONFLICT", f"The notation says {token} but the edition chosen is {wanted}."
        if held and token not in held:
            message = f"{token or written} is not an edition for {self.primary}. Allowed: {', '.join(held)}."
            return "E_EDITION_NOT_FOR_PRIMARY", message
        if not token:
            return "E_SYNTAX", f"{written} is not an edition held here. Allowed: {', '.join(EDITION_TOKENS)}."
        return None

    def _table_meant(self) -> StagingTable | None:
        if self.primary is None or self.given is not None:
            return self.given
        edition = self.named or self.usual or default_edition(self.primary, None)
        return shipped_tables().table(self.primary, edition)

    def _take_stages(self) -> list[tuple[int, int]]:
        """Stage groups: they are derived, and taken out before T, N and M are looked for."""
        spans = [found.span() for found in STAGE.finditer(self.low)]
        self.low = without(self.low, spans)
        bare = [
            found.span()
            for found in BARE_GROUP.finditer(self.folded.text)
            if not found["other"] and self.low[slice(*found.span())] == found[0].lower()
        ]
        self.low = without(self.low, bare)
        return sorted([*spans, *bare])

    def _take_labels(self) -> None:
        labels = list(LABEL.finditer(self.low))
        self.low = without(self.low, [label.span() for label in labels])
        for label in labels:
            if label["prefix"]:
                given = self.folded.text[slice(*label.span())].strip(" :=")
                message = f'The {label["prefix"]} of "{given}" is not read: write it before each element.'
                self.findings.warn("W_NOT_READ", message, label.start(), label.end())

    def _say_stages(self, stages: list[tuple[int, int]], line: NotationLine) -> None:
        for start, end in stages[:1]:
            given = quoted(self.folded.text[start:end].strip())
            derived = "the stage group is derived from T, N and M and is not entered."
            if line.categories or line.faults:
                self.findings.warn("W_NOT_READ", f'"{given}" is not read: {derived}', start, end)
            else:
                whose = " Lugano stages are for lymphoma." if _is_lymphomas(given) else ""
                self.findings.error(
                    "E_STAGE_GROUP", f'"{given}" is a stage, no TNM: {derived}{whose}', start, end
                )

    # Categories and descriptors

    def _prefers(self, prefix: str, category: str) -> bool | None:
        """Whether the primary has a category that begins so, by the list of the prefix."""
        table = self.table
        if table is None or not table.lists(category[0]):
            return None
        kind = Category(category[0], prefix, category[1:]).kind
        return any(each.startswith(category) for each in table.allowed(category[0], kind))

    def _once(self, line: NotationLine) -> tuple[Category, ...]:
        """Each element's category, the first where it is given twice; two that differ are one error."""
        first: dict[str, Category] = {}
        told = False
        for category in line.categories:
            held = first.setdefault(category.element, category)
            if held is category:
                continue
            if held.token == category.token:
                self.findings.warn(
                    "W_NORMALISED", f"{category.token} is given twice.", category.start, category.end
                )
            elif not told:
                told = True
                self._two_stagings(line, category)
        return tuple(first[element] for element in ELEMENTS if element in first)

    def _two_stagings(self, line: NotationLine, again: Category) -> None:
        before = [each for each in line.categories if each.start < again.start]
        after = [each for each in line.categories if each.start >= again.start]
        one = quoted(self.folded.text[before[0].start : before[-1].end])
        other = quoted(self.folded.text[again.start : after[-1].end])
        message = f'Two stagings are given: "{one}" and "{other}". Give one of them.'
        self.findings.error("E_TWO_STAGINGS", message, again.start, after[-1].end)

    def _descriptors(self, line: NotationLine) -> tuple[str, ...]:
        found: dict[str, Descriptor] = {}
        told: set[str] = set()
        for each in line.descriptors:
            held = found.setdefault(each.name, each)
            if held.value != each.value and each.name not in told:
                told.add(each.name)
                message = f"{each.name} is given twice: {each.name}{held.value} and {each.name}{each.value}."
                self.findings.error("E_DUP_DESCRIPTOR", message, each.start, each.end)
        if "S" in found and self.primary not in (None, "testis"):
            message = "S (serum markers) is for testis only."
            self.findings.error("E_DESCRIPTOR_NOT_IN_SITE", message, found["S"].start, found["S"].end)
        return tuple(name + found[name].value for name in DESCRIPTORS if name in found)

    def _say(self, line: NotationLine) -> None:
        for fault in line.faults:
            self.findings.error(fault.code, fault.message, fault.start, fault.end, fault.nearest)
        for said in line.said:
            self.findings.warn(said.code, said.message, said.start, said.end)
        for start, end in sorted(line.unread):
            message = f'"{quoted(self.folded.text[start:end])}" is not read.'
            self.findings.warn("W_NOT_READ", message, start, end)

    def _check(self, categories: tuple[Category, ...]) -> None:
        for category in categories:
            if category.impossible and self.table is None:
                fault = impossible(category)
                self.findings.error(fault.code, fault.message, fault.start, fault.end)
        possible = tuple(each for each in categories if self.table or not each.impossible)
        for issue in issues(possible, self.table):
            place = self.folded.place(issue.category.start, issue.category.end)
            self.findings.say(issue.code, issue.level, issue.message, place, issue.nearest)

    def _say_missing(self, line: NotationLine) -> None:
        missing = [element for element in ELEMENTS if not line.has(element)]
        if len(missing) < len(ELEMENTS):
            if missing:
                stays = (
                    "is not given: it stays as it is"
                    if len(missing) == 1
                    else "are not given: they stay as they are"
                )
                end = self.folded.length
                self.findings.say("W_NOT_GIVEN", "warning", f"{joined(missing)} {stays}.", (end, end))
        elif self.findings.is_ok:
            given = quoted(self.text.strip())
            what = f'In "{given}" no T, N or M is found' if given else "There is nothing to read"
            self.findings.drop("W_NOT_READ")
            self.findings.error("E_SYNTAX", f"{what}. {EXAMPLE}")

    # The answer

    def _result(self, read: dict[str, Category], descriptors: tuple[str, ...]) -> NotationReading:
        t, n, m = (read[element].token if element in read else None for element in ELEMENTS)
        edition = self.table.edition if self.table else self.edition or self.named
        edition = edition.upper() if edition else None
        ok = self.findings.is_ok
        return NotationReading(
            ok=ok,
            canonical=write_tnm(t, n, m, edition, descriptors) if ok else None,
            edition=edition,
            t=t,
            n=n,
            m=m,
            descriptors=descriptors,
            findings=self.findings.in_order(),
            sites=read["M"].sites if "M" in read else (),
            counts=read["N"].counts if "N" in read else None,
            edition_given=self.named,
        )


def _is_lymphomas(given: str) -> bool:
    return given.lower().startswith(("lugano", "ann"))


def _changed(change: FoldedCharacters) -> str:
    many = len(change.given) - MOST_NAMED
    more = f" and {many} more" if many > 0 else ""
    points = [f"U+{ord(each):04X}" for each in change.given[:MOST_NAMED]]
    if change.kind == INVISIBLE:
        return f"Invisible characters are left out: {', '.join(points)}{more}."
    pairs = [
        f'"{given}" ({point}) as "{to}"'
        for given, point, to in zip(change.given, points, change.written, strict=False)
    ]
    what = (
        "Characters of another script are" if change.kind == LOOK_ALIKE else "Other forms of characters are"
    )
    return f"{what} read as the plain ones: {', '.join(pairs)}{more}."
