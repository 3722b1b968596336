"""A library as one file: a zip of its cases as JSON, its pictures, and a manifest with the hash of each.

Nothing of a file is believed: names are those of the manifest alone, sizes are counted while they are read,
and what does not have its hash is refused.
"""

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import IO, Any

from cases.content.library_index import SLUG, TAKEN
from guidance.domain.characters import shown
from guidance.domain.edition import content_hash
from guidance.domain.faults import Fault, Faults, FaultsError
from guidance.domain.json_text import GivenTwice, read_json_text
from guidance.domain.limits import (
    ITEMS,
    LIBRARY_BYTES,
    LIBRARY_CASES,
    LIBRARY_FILE_BYTES,
    LIBRARY_PICTURES,
    MANIFEST_BYTES,
    NAMES,
    PICTURE_KEPT_BYTES,
    TEACHING_CASE_DEPTH,
    Limit,
)
from guidance.pack.payload_characters import character_faults
from guidance.pack.schema import Validator, schema_faults

FORMAT = "kidmet.library/1"
MANIFEST = "manifest.json"
KINDS: Mapping[str, str] = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}


class LibraryFileError(FaultsError):
    """A file that is no library, or one that was changed on its way. Nothing of it was taken."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(faults)


@dataclass(frozen=True)
class ManifestCase:
    slug: str
    hash: str

    @property
    def file(self) -> str:
        return f"cases/{self.slug}.json"


@dataclass(frozen=True)
class ManifestPicture:
    hash: str
    media_type: str

    @property
    def file(self) -> str:
        return f"pictures/{self.hash}.{KINDS[self.media_type]}"


@dataclass(frozen=True)
class Manifest:
    """What a file says of itself. `cases` are in the library's order."""

    slug: str
    title: str
    summary: str
    objectives: Mapping[str, str]
    licence: str
    credits: Sequence[Mapping[str, str]]
    cases: tuple[ManifestCase, ...]
    pictures: tuple[ManifestPicture, ...]

    @property
    def entries(self) -> tuple["ManifestCase | ManifestPicture", ...]:
        return (*self.cases, *self.pictures)

    def as_data(self) -> dict[str, Any]:
        held = {
            "format": FORMAT,
            "library": {
                "slug": self.slug,
                "title": self.title,
                "summary": self.summary,
                "objectives": dict(self.objectives),
                "licence": self.licence,
                "credits": [dict(each) for each in self.credits],
            },
            "cases": [{"slug": each.slug, "file": each.file, "sha256": each.hash} for each in self.cases],
            "pictures": [
                {"file": each.file, "sha256": each.hash, "media_type": each.media_type}
                for each in self.pictures
            ],
        }
        return held | {"sha256": content_hash(held)}


# The shape of a manifest

_TEXT = {"type": "string", "minLength": 1, "maxLength": 2_000}
_NAME = {
    "type": "string",
    "pattern": f"^{SLUG.pattern}$",
    "maxLength": 60,
    "description": "small letters, digits and hyphens.",
}
_HASH = {"type": "string", "pattern": "^[0-9a-f]{64}$", "description": "64 digits of a SHA-256."}


def _object(properties: Mapping[str, Any], *optional: str) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


_CREDIT = _object({"name": _TEXT, "role": {"type": "string", "maxLength": 200}}, "role")
_LIBRARY = _object(
    {
        "slug": _NAME,
        "title": {**_TEXT, "maxLength": 200},
        "summary": {"type": "string", "maxLength": 2_000},
        "objectives": {"type": "object", "additionalProperties": _TEXT},
        "licence": {"type": "string", "maxLength": 100},
        "credits": {"type": "array", "items": _CREDIT},
    },
    "licence",
    "credits",
)
SCHEMA = _object(
    {
        "format": {"const": FORMAT},
        "library": _LIBRARY,
        "cases": {
            "type": "array",
            "minItems": 1,
            "items": _object({"slug": _NAME, "file": _TEXT, "sha256": _HASH}),
        },
        "pictures": {
            "type": "array",
            "items": _object({"file": _TEXT, "sha256": _HASH, "media_type": {"enum": list(KINDS)}}),
        },
        "sha256": _HASH,
    }
)


@cache
def _validator() -> Validator:
    return Validator(SCHEMA)


# Writing


def put_manifest(file: zipfile.ZipFile, manifest: Manifest) -> None:
    _put(file, MANIFEST, _in_lines(manifest.as_data()))


def put_document(file: zipfile.ZipFile, case: ManifestCase, document: Mapping[str, Any]) -> None:
    _put(file, case.file, _in_lines(document))


def put_picture(file: zipfile.ZipFile, picture: ManifestPicture, raw: bytes) -> None:
    _put(file, picture.file, raw, zipfile.ZIP_STORED)  # it is compressed already


def _in_lines(value: object) -> bytes:
    # In the order of their names: a database may give an object's back in an order of its own.
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True).encode()


def _put(file: zipfile.ZipFile, name: str, raw: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
    """The same content gives the same bytes: no entry carries the time at which it was written."""
    entry = zipfile.ZipInfo(name)  # of 1 January 1980
    entry.compress_type, entry.external_attr = how, 0o644 << 16
    file.writestr(entry, raw)


# Reading

_END = struct.Struct("<4s4H2LH")
_LONG_LOCATOR, _LONG_LOCATOR_SIZE = b"PK\x06\x07", 20
"""Leads to a second end of the file (zip64), which tells another number of entries."""
_DIRECTORY_BYTES = 2_000_000
"""Of the list of a zip's entries, which is read whole: some ten thousand of them."""


class LibraryFile:
    """The file of a library, opened: its manifest at once, each case and picture when it is asked for.

    Raises LibraryFileError, here and at each reading.
    """

    def __init__(self, file: IO[bytes]) -> None:
        _check_directory(file)
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
            raise _refused("", f"is no zip that can be read ({error}). Export the library again.") from error
        self.manifest = self._manifest()
        self._check_names()

    def document(self, case: ManifestCase) -> Mapping[str, Any]:
        """The document of a case, with the content that the manifest says."""
        held = self._json(case.file, LIBRARY_BYTES)
        if not isinstance(held, dict) or content_hash(held) != case.hash:
            raise _refused(
                case.file, "does not have the content that the manifest says: it was changed on its way."
            )
        if held.get("slug") != case.slug:
            raise _refused(
                case.file, f'says that it is "{shown(str(held.get("slug")), 60)}", not "{case.slug}".'
            )
        return held

    def picture(self, picture: ManifestPicture) -> bytes:
        raw = self._bytes(picture.file, PICTURE_KEPT_BYTES)
        if hashlib.sha256(raw).hexdigest() != picture.hash:
            raise _refused(
                picture.file, "does not have the content that the manifest says: it was changed on its way."
            )
        return raw

    def _manifest(self) -> Manifest:
        if MANIFEST not in self._zip.namelist():
            raise _refused(
                "",
                f"holds no {MANIFEST}, so it is no library. Export one from KidMet to see what it is like.",
            )
        held: Any = self._json(MANIFEST, MANIFEST_BYTES)
        faults = [*character_faults(held), *schema_faults(held, _validator())]
        faults = faults or list(_at_odds(held))
        if faults:
            raise LibraryFileError(
                *(Fault(each.place, each.message, file=MANIFEST, nearest=each.nearest) for each in faults)
            )
        return _manifest_in(held)

    def _check_names(self) -> None:
        """What the manifest does not name has no business here, whatever it is called."""
        named = {MANIFEST, *(each.file for each in self.manifest.entries)}
        times = Counter(self._zip.namelist())
        faults = [
            Fault("", "is named in the manifest and is not there.", file=name)
            for name in sorted(named - times.keys())
        ]
        for name, count in times.items():
            if name not in named:
                faults.append(Fault("", "is not named in the manifest.", file=shown(name, 80)))
            elif count > 1:
                faults.append(Fault("", f"is there {count} times.", file=name))
        if faults:
            raise LibraryFileError(*faults[:100])

    def _json(self, name: str, limit: Limit) -> object:
        try:
            text = self._bytes(name, limit).decode("utf-8-sig")
            return read_json_text(text, size=limit, depth=TEACHING_CASE_DEPTH, names=NAMES, items=ITEMS)
        except GivenTwice as error:
            raise _refused(name, f"gives {', '.join(error.names)} twice.") from error
        except LibraryFileError:
            raise
        except ValueError as error:
            raise _refused(name, f"is no JSON that can be read: {error}") from error

    def _bytes(self, name: str, limit: Limit) -> bytes:
        entry = self._zip.getinfo(name)
        if entry.flag_bits & 1:
            raise _refused(name, "is encrypted.")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise _refused(
                name, "is packed in a way that KidMet does not read. Allowed: stored and deflated."
            )
        try:
            with self._zip.open(entry) as packed:
                raw = packed.read(limit.most + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError) as error:
            raise _refused(name, "is broken and cannot be unpacked.") from error
        if len(raw) > limit.most:
            raise _refused(name, f"is too large. {limit.refusal()}")
        return raw


def _check_directory(file: IO[bytes]) -> None:
    """Before `zipfile` makes an object of each entry: their number is told at the end of the file."""
    size = file.seek(0, os.SEEK_END)
    if size > LIBRARY_FILE_BYTES.most:
        raise _refused("", LIBRARY_FILE_BYTES.refusal(size))
    tail = min(size, _LONG_LOCATOR_SIZE + _END.size + 65_535)
    file.seek(size - tail)
    end = file.read(tail)
    at = end.rfind(b"PK\x05\x06")
    if at < 0 or len(end) - at < _END.size:
        raise _refused("", "is no zip. The file of a library is one, as KidMet exports it.")
    is_long = end[max(0, at - _LONG_LOCATOR_SIZE) : at].startswith(_LONG_LOCATOR)
    if is_long or _END.unpack_from(end, at)[5] > _DIRECTORY_BYTES:
        raise _refused("", "names more files than a library has.")
    file.seek(0)


def _refused(file: str, message: str) -> LibraryFileError:
    return LibraryFileError(Fault("", message, file=file or "The file"))


def _at_odds(held: Mapping[str, Any]) -> Faults:
    """What a manifest of the right shape says of itself that cannot be."""
    told = {name: value for name, value in held.items() if name != "sha256"}
    if content_hash(told) != held["sha256"]:
        yield Fault("sha256", "is not the hash of this manifest: it was changed on its way.")
    if held["library"]["slug"] == TAKEN:
        yield Fault("library.slug", f'"{TAKEN}" is taken.')
    for limit, name in ((LIBRARY_CASES, "cases"), (LIBRARY_PICTURES, "pictures")):
        if len(held[name]) > limit.most:
            yield Fault(name, limit.refusal(len(held[name])))
    for name, key in (("cases", "slug"), ("pictures", "sha256")):
        for value, times in Counter(each[key] for each in held[name]).items():
            if times > 1:
                yield Fault(name, f'"{value}" is there {times} times.')
    given = (*held["cases"], *held["pictures"])
    for each, entry in zip(given, _manifest_in(held).entries, strict=True):
        if each["file"] != entry.file:
            yield Fault("", f'"{shown(each["file"], 80)}" needs to be "{entry.file}".')


def _manifest_in(held: Mapping[str, Any]) -> Manifest:
    library = held["library"]
    return Manifest(
        slug=library["slug"],
        title=library["title"],
        summary=library["summary"],
        objectives=library["objectives"],
        licence=library.get("licence", ""),
        credits=tuple(library.get("credits", ())),
        cases=tuple(ManifestCase(each["slug"], each["sha256"]) for each in held["cases"]),
        pictures=tuple(ManifestPicture(each["sha256"], each["media_type"]) for each in held["pictures"]),
    )
