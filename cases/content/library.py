"""The library of teaching cases that is shipped: an index, and one YAML file for each case."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from cases.domain.teaching import TeachingCase, TeachingCaseError, read_teaching_case
from guidance.pack.places import around
from guidance.pack.schema import schema_faults
from guidance.pack.yaml_reading import Reading, read_yaml

FOLDER = Path(__file__).parent / "library"
SCHEMA = Path(__file__).parent / "schema" / "teaching-case-1.json"


@dataclass(frozen=True)
class LibraryFault:
    """One fault where a person finds it: "lung-adrenal.yaml:41: key.marks[2].fact: …"."""

    file: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}"


class LibraryFaults(ValueError):
    """Every fault in the files of a library. Nothing of it was loaded."""

    def __init__(self, faults: list[LibraryFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


@dataclass(frozen=True)
class ShippedLibrary:
    slug: str
    title: str
    summary: str
    objectives: Mapping[str, str]
    cases: tuple[TeachingCase, ...]


@cache
def shipped_library() -> ShippedLibrary:
    return read_library(FOLDER)


def read_library(folder: Path) -> ShippedLibrary:
    """A library from its folder, checked as a whole. Raises LibraryFaults with all that is wrong."""
    index: Any = read_yaml((folder / "index.yaml").read_text(encoding="utf-8")).data
    objectives: dict[str, str] = index["objectives"]
    faults: list[LibraryFault] = []
    cases = [_case(folder / f"{slug}.yaml", objectives, faults) for slug in index["cases"]]
    named = {f"{slug}.yaml" for slug in index["cases"]} | {"index.yaml"}
    for stray in sorted(path.name for path in folder.glob("*.yaml") if path.name not in named):
        faults.append(LibraryFault(stray, 1, "is not named in index.yaml."))
    if faults:
        raise LibraryFaults(faults)
    return ShippedLibrary(
        slug=index["slug"],
        title=index["title"],
        summary=index["summary"],
        objectives=objectives,
        cases=tuple(case for case in cases if case is not None),
    )


def _case(path: Path, objectives: Mapping[str, str], faults: list[LibraryFault]) -> TeachingCase | None:
    if not path.exists():
        faults.append(LibraryFault(path.name, 1, "is named in index.yaml and is not there."))
        return None
    reading = read_yaml(path.read_text(encoding="utf-8"))
    found = list(_faults_of_shape(path, reading))
    if not found:
        try:
            return read_teaching_case(reading.data, objectives)  # type: ignore[arg-type]  # the schema says so
        except TeachingCaseError as error:
            found = [_at(path, reading, fault.place, fault.message) for fault in error.faults]
    faults += found
    return None


def _faults_of_shape(path: Path, reading: Reading) -> Iterator[LibraryFault]:
    if reading.faults:
        yield from (LibraryFault(path.name, line, message) for line, message in reading.faults)
        return
    for place, message, nearest in schema_faults(reading.data, _validator()):
        hint = f' Did you mean "{nearest}"?' if nearest else ""
        yield _at(path, reading, place, message + hint)


def _at(path: Path, reading: Reading, place: str, message: str) -> LibraryFault:
    line = next((reading.lines[each] for each in around(place) if each in reading.lines), 1)
    return LibraryFault(path.name, line, f"{place}: {message}" if place else message)


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))
