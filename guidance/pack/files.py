"""The files of a pack as one payload, in which every place knows its file and line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from guidance.domain.entries import ENTRY_KINDS, FORMAT, LISTS, normal_form
from guidance.domain.faults import Fault, FaultsError
from guidance.domain.limits import PACK_BYTES
from guidance.domain.naming import Names
from guidance.domain.recognising import GUIDANCE_PACK, look_of
from guidance.domain.vocabulary import nearest_word
from guidance.pack.bounds import beyond_bounds, more_than_is_taken
from guidance.pack.file_reading import FileReading, Lines, NotText, text_of
from guidance.pack.json_reading import read_json
from guidance.pack.mending import in_words, named_in
from guidance.pack.payload_checks import faults_in
from guidance.pack.places import around, within_entry
from guidance.pack.yaml_reading import read_yaml

SHIPPED = Path(__file__).resolve().parents[1] / "content"
DOCUMENT_FIELDS = tuple(field.name for field in ENTRY_KINDS["document"].of_payload)
# What may stand at the top of which file; folders hold files in the order of their names.
MEMBERS: dict[str, tuple[str, ...]] = {
    "document.yaml": ("format", *DOCUMENT_FIELDS),
    "informative_facts.yaml": ("informative_facts",),
    "sections/*.yaml": ("sections",),
    "additions.yaml": ("additions",),
    "notes.yaml": ("notes",),
    "references.yaml": ("references",),
    "rules/*.yaml": ("rules",),
    "weights.yaml": ("weights",),
}


class PackFaults(FaultsError):
    """Every fault of a pack, in the order of its files and lines."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(sorted(faults, key=lambda fault: (fault.file, fault.line)))


def read_pack(path: Path | str | None = None) -> dict[str, object]:
    """The payload of a pack in its normal form. Raises PackFaults with all that is wrong, or OSError.

    A pack is a folder of YAML files as in `guidance/content`, or one file (JSON or YAML) with the whole.
    """
    root = Path(path or SHIPPED)
    pack = _Pack(root)
    pack.read()
    if not pack.faults:
        names = Names(named_in(pack.payload))
        pack.faults += [pack.located(fault, names) for fault in _faults_in(pack.payload)]
    if pack.faults:
        raise PackFaults(pack.faults)
    return normal_form(pack.payload)


def _faults_in(payload: Mapping[str, Any]) -> tuple[Fault, ...]:
    """As an import has them: what is beyond all bounds, or more than one pack may hold, is told alone."""
    beyond = any(True for _ in beyond_bounds(payload))
    too_much = () if beyond else tuple(more_than_is_taken(payload))
    return too_much or faults_in(payload)


@dataclass
class _Pack:
    root: Path
    payload: dict[str, object] = field(default_factory=dict)
    sources: dict[str, tuple[Path, Lines, str]] = field(default_factory=dict)
    """Of each entry and each field of the document: its file, the lines of that, and its place in it."""
    lines: Lines = field(default_factory=Lines)
    """Those of a pack in one YAML file."""
    faults: list[Fault] = field(default_factory=list)
    whole: str = ""
    """The text of a pack in one JSON file: its lines are looked for where there is a fault to be placed."""
    bytes_read: int = 0
    values_read: int = 0

    def read(self) -> None:
        if self.root.is_dir():
            self.payload = {"document": {}} | {name: [] for name in LISTS}
            for file, allowed in self._files():
                self._read_member(file, allowed)
        else:
            self._read_whole()

    def _files(self) -> Iterator[tuple[Path, tuple[str, ...]]]:
        """The files of the folder in reading order; what is not one of a pack is a fault, not overlooked."""
        known: set[Path] = set()
        for pattern, allowed in MEMBERS.items():
            found = sorted(self.root.glob(pattern))
            known.update(found)
            yield from ((file, allowed) for file in found)
        if self.root / "document.yaml" not in known:
            self._fault(self.root / "document.yaml", 1, "is missing, so this is not a guidance pack.")
        for pattern in ("**/*.yaml", "**/*.yml"):
            for stray in sorted(set(self.root.glob(pattern)) - known):
                self._fault(stray, 1, f"is not a file of a pack: those are {', '.join(MEMBERS)}.")

    def _read_member(self, file: Path, allowed: tuple[str, ...]) -> None:
        reading = self._read(file)
        if not isinstance(reading.data, dict):
            if not reading.faults:
                self._fault(file, 1, f"needs {', '.join(allowed)} at its top.")
            return
        for name, value in reading.data.items():
            if name not in allowed:
                line = reading.lines.near(name) or 1
                message = f"is not known at the top of this file. Allowed: {', '.join(allowed)}."
                self._fault(file, line, message, place=name, nearest=nearest_word(name, allowed))
            elif name in LISTS:
                self._extend(file, reading, name, value)
            else:
                self._put(file, reading, name, value)

    def _extend(self, file: Path, reading: FileReading, name: str, value: object) -> None:
        """Add one file's entries to the list that all of its folder make together."""
        entries = self.payload[name]
        assert isinstance(entries, list)
        if value is not None and not isinstance(value, list):
            self._fault(file, reading.lines.near(name) or 1, "needs a list.", place=name)
            return
        for index, entry in enumerate(value or []):
            self.sources[f"{name}[{len(entries)}]"] = file, reading.lines, f"{name}[{index}]"
            entries.append(entry)

    def _put(self, file: Path, reading: FileReading, name: str, value: object) -> None:
        into = "" if name == "format" else "document."
        self.sources[f"{into}{name}"] = file, reading.lines, name
        target = self.payload["document"] if into else self.payload
        assert isinstance(target, dict)
        if name in target:
            line = reading.lines.near(name) or 1
            self._fault(file, line, "is given in another file already.", place=name)
        target[name] = value

    def _read_whole(self) -> None:
        reading = self._read(self.root)
        if isinstance(reading.data, dict):
            self.payload = {"document": {}, **{name: [] for name in LISTS}, **reading.data}
            self.lines = reading.lines
        elif not reading.faults:
            self._fault(self.root, 1, f'is not a pack: it needs "format": "{FORMAT}" and its parts.')

    def _read(self, file: Path) -> FileReading:
        left = PACK_BYTES.most - self.bytes_read
        try:
            with file.open("rb") as opened:
                raw = opened.read(left + 1)
            self.bytes_read += len(raw)
            if len(raw) > left:
                raise NotText(f"makes this more than the {PACK_BYTES.allowed} that a pack may have.")
            look = look_of(raw)
            if look.is_written and look is not GUIDANCE_PACK:
                raise NotText(f"looks like {look.name}, not a guidance pack. {look.where}".rstrip())
            text = text_of(raw)
        except NotText as fault:
            reading = FileReading(faults=[(1, str(fault))])
        else:
            is_json = file == self.root and file.suffix == ".json"
            self.whole = text if is_json else ""
            reading = read_json(text) if is_json else read_yaml(text, self.values_read)
            self.values_read += reading.values
        for line, message in reading.faults:
            self._fault(file, line, message)
        return reading

    def _fault(
        self, file: Path, line: int, message: str, place: str = "", nearest: str | None = None
    ) -> None:
        self.faults.append(Fault(place, message, nearest=nearest, file=_shown(file), line=line))

    def located(self, fault: Fault, names: Names) -> Fault:
        """With the file and line of its place, or of the nearest thing around it, and in words."""
        spoken = in_words(fault, self.payload, names)
        top = self.root / "document.yaml" if self.root.is_dir() else self.root
        file, lines, place = self._source(fault.place) or (top, self._whole_lines, fault.place)
        line = lines.near(place) or (0 if self.whole else 1)
        words = spoken.at if spoken.kind else ""
        return replace(fault, place=within_entry(fault.place), file=_shown(file), line=line, words=words)

    def _source(self, place: str) -> tuple[Path, Lines, str] | None:
        """The file that a place stands in, its lines, and the place as it is in that file."""
        for each in around(place):
            if each in self.sources:
                file, lines, own = self.sources[each]
                return file, lines, f"{own}{place[len(each) :]}"
        return None

    @cached_property
    def _whole_lines(self) -> Lines:
        return read_json(self.whole, with_lines=True).lines if self.whole else self.lines


def _shown(file: Path) -> str:
    """As one would type it: from where one stands, if it is below that."""
    try:
        return str(file.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(file)
