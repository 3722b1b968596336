"""The library of teaching cases that is shipped: an index, and one YAML file for each case."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from cases.content.case_checks import validator_for
from cases.content.library_index import SLUG, Index, read_index
from cases.content.library_texts import text_faults
from cases.domain.teaching import (
    FIRST_FORMAT,
    FORMAT,
    TeachingCaseError,
    TeachingContent,
    read_teaching_case,
)
from cases.domain.teaching.checking import checks_of_content
from cases.domain.teaching.part_places import place_at
from guidance.domain.characters import shown
from guidance.domain.faults import Fault, Faults, FaultsError
from guidance.domain.limits import LIBRARY_BYTES
from guidance.domain.recognising import BINARY, TABLE, TEACHING_CASE, TEXT, YAML, look_of, look_of_text
from guidance.domain.vocabulary import VOCABULARY, nearest_word
from guidance.pack.file_reading import NotText, text_of
from guidance.pack.places import along
from guidance.pack.schema import schema_faults
from guidance.pack.yaml_reading import FileReading, read_yaml

FOLDER = Path(__file__).parent / "library"
SCHEMAS = {
    FIRST_FORMAT: Path(__file__).parent / "schema" / "teaching-case-1.json",
    FORMAT: Path(__file__).parent / "schema" / "teaching-case-2.json",
}
"""Where the schema of each format is published."""
INDEX = "index.yaml"
TAB = "is indented with a tab. YAML takes spaces alone."
SAVE = " Save it as UTF-8."


class LibraryFaults(FaultsError):
    """Every fault in the files of a library. Nothing of it was loaded."""


@dataclass(frozen=True)
class ShippedLibrary:
    slug: str
    title: str
    summary: str
    objectives: Mapping[str, str]
    cases: tuple[TeachingContent, ...]
    changes: Mapping[str, str] = field(default_factory=dict)
    """What the newest version of a case has that the one before it had not, by slug."""


@cache
def shipped_library() -> ShippedLibrary:
    return read_library(FOLDER)


def read_library(folder: Path) -> ShippedLibrary:
    """A library from its folder, checked as a whole. Raises LibraryFaults with all that is wrong."""
    reader = _LibraryReader(folder)
    index = reader.index()
    cases = [reader.case(slug, index.objectives) for slug in reader.names(index.cases)]
    if reader.faults:
        raise LibraryFaults(sorted(reader.faults, key=lambda fault: (fault.file, fault.line)))
    return ShippedLibrary(
        slug=index.slug,
        title=index.title,
        summary=index.summary,
        objectives=index.objectives or {},
        cases=tuple(case for case in cases if case is not None),
        changes=index.changes,
    )


class _LibraryReader:
    """Reads the files of one folder and gathers what is wrong with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def fault(self, file: str, line: int, message: str) -> None:
        self.faults.append(Fault("", message, file=file, line=line))

    def tell(self, file: str, reading: FileReading, found: Iterable[Fault]) -> None:
        """Each where a person finds it. Its own line is that of a text, which begins below its name if it has
        several."""
        for fault in found:
            line = reading.lines.near(fault.place) or 1
            if fault.line and "\n" in str(_value_at(reading.data, fault.place)):
                line += fault.line
            self.faults.append(replace(fault, place=shown(fault.place), file=file, line=line))

    def index(self) -> Index:
        if not (self.folder / INDEX).is_file():
            self.fault(INDEX, 1, "is missing, so this folder is no library of teaching cases.")
            return Index("", "", "", None, (), {})
        reading = self.read(INDEX)
        if reading is None:
            return Index("", "", "", None, (), {})
        index, found = read_index(reading.data)
        self.tell(INDEX, reading, found)
        return index

    def names(self, named: tuple[str, ...]) -> Iterator[str]:
        """Every case of the index, and of an index that names none each file, so that all is told at once."""
        files = {path.name for pattern in ("*.yaml", "*.yml") for path in self.folder.glob(pattern)} - {INDEX}
        strays = sorted(files - {f"{slug}.yaml" for slug in named})
        for stray in strays if named else ():
            self.fault(stray, 1, f"is not named in {INDEX}.")
        yield from named or (Path(stray).stem for stray in strays if stray.endswith(".yaml"))

    def case(self, slug: str, objectives: Mapping[str, str] | None) -> TeachingContent | None:
        file = f"{slug}.yaml"
        if not SLUG.fullmatch(slug) or not (self.folder / file).is_file():
            self.fault(shown(file, 80), 1, f"is named in {INDEX} and is not there.")
            return None
        reading = self.read(file)
        if reading is None:
            return None
        before = len(self.faults)
        if not isinstance(reading.data, dict):
            said = look_of_text((self.folder / file).read_text(encoding="utf-8-sig")).instead_of(
                "a teaching case"
            )
            self.fault(file, 1, f"{said} One begins with format: {FORMAT}.")
            return None
        self.tell(file, reading, text_faults(reading.data))
        self.tell(file, reading, schema_faults(reading.data, validator_for(reading.data)))
        if len(self.faults) > before:
            return None
        return self._read_meaning(file, slug, reading, objectives)

    def _read_meaning(
        self, file: str, slug: str, reading: FileReading, objectives: Mapping[str, str] | None
    ) -> TeachingContent | None:
        document: Any = reading.data
        self.tell(file, reading, _at_odds(document, slug))
        try:
            known = dict.fromkeys(document["objectives"], "") if objectives is None else objectives
            case = read_teaching_case(document, known)
        except TeachingCaseError as error:
            self.tell(file, reading, error.faults)
            return None
        self.tell(file, reading, _checked(case, document))
        return case

    def read(self, file: str) -> FileReading | None:
        """None where it cannot be read, which is told."""
        size = (self.folder / file).stat().st_size
        if size > LIBRARY_BYTES.most:
            self.fault(file, 1, f"is too large. {LIBRARY_BYTES.refusal(size)}")
            return None
        raw = (self.folder / file).read_bytes()
        try:
            text = text_of(raw)
        except NotText as error:
            look = look_of(raw)
            is_text = look in (TEACHING_CASE, YAML, TEXT, TABLE, BINARY)
            said = f"{str(error).removesuffix(SAVE)}{SAVE}" if is_text else look.instead_of("YAML")
            self.fault(file, _first_line_not_in_utf_8(raw), said)
            return None
        reading = read_yaml(text)
        for line, message in reading.faults:
            self.fault(file, line, TAB if "a tab character" in message or "\\t" in message else message)
        return None if reading.faults else reading


def _value_at(data: Any, place: str) -> Any:
    return list(along(data, place))[-1]


def _checked(case: TeachingContent, document: Mapping[str, Any]) -> Faults:
    """What stops its author from publishing it stops it here. The first format knows none of that."""
    if case.format == FORMAT:
        for check in checks_of_content(case, None, datetime.now(UTC).date()):
            if check.is_fault:
                yield Fault(place_at(document, check.address), check.message)


def _at_odds(document: Mapping[str, Any], slug: str) -> Faults:
    """What a document says of itself that the library cannot follow."""
    if document["slug"] != slug:
        given = shown(document["slug"], 60)
        said = f'"{given}" is not the name of its file. Write "{slug}", or call the file {given}.yaml.'
        yield Fault("slug", said)
    topics = VOCABULARY["primary_site"].choice_values
    if document["topic"] not in topics:
        given = shown(document["topic"], 60)
        said = f'"{given}" is no topic: it is the primary. Allowed: {", ".join(topics)}.'
        yield Fault("topic", said, nearest=nearest_word(document["topic"], topics))


def _first_line_not_in_utf_8(raw: bytes) -> int:
    try:
        raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        return raw[: error.start].count(b"\n") + 1
    return 1
