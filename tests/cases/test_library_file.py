"""The file of a library: what goes out comes in; what was done to it on its way is refused."""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from cases.content.library_file import (
    LibraryFile,
    LibraryFileError,
    Manifest,
    ManifestCase,
    ManifestPicture,
    content_hash,
    put_document,
    put_manifest,
    put_picture,
)

PICTURE = b"\x89PNG\r\n\x1a\n of one slice"
DOCUMENT = {"slug": "lung", "title": "Lung, and a müsli of µ", "steps": [{"key": "history"}]}


def manifest(**more: Any) -> Manifest:
    held: dict[str, Any] = {
        "slug": "ours",
        "title": "Our cases",
        "summary": "",
        "objectives": {"m-category": "Derive M"},
        "licence": "CC-BY-4.0",
        "credits": ({"name": "A clinic"},),
        "cases": (ManifestCase("lung", content_hash(DOCUMENT)),),
        "pictures": (ManifestPicture(hashlib.sha256(PICTURE).hexdigest(), "image/png"),),
    }
    return Manifest(**held | more)


def written(**more: Any) -> bytes:
    out = io.BytesIO()
    made = manifest(**more)
    with zipfile.ZipFile(out, "w") as file:
        put_manifest(file, made)
        put_document(file, made.cases[0], DOCUMENT)
        put_picture(file, made.pictures[0], PICTURE)
    return out.getvalue()


def changed(change: Callable[[dict[str, bytes]], None], raw: bytes | None = None) -> bytes:
    """The file with other entries."""
    with zipfile.ZipFile(io.BytesIO(raw or written())) as file:
        entries = {name: file.read(name) for name in file.namelist()}
    change(entries)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, held in entries.items():
            file.writestr(name, held)
    return out.getvalue()


def resigned(**more: Any) -> bytes:
    """With another manifest that has the hash of what it says."""

    def change(entries: dict[str, bytes]) -> None:
        held = {name: each for name, each in json.loads(entries["manifest.json"]).items() if name != "sha256"}
        held |= more
        entries["manifest.json"] = json.dumps(held | {"sha256": content_hash(held)}).encode()

    return changed(change)


def read_all(raw: bytes) -> tuple[Manifest, list[Any], list[bytes]]:
    file = LibraryFile(io.BytesIO(raw))
    return (
        file.manifest,
        [file.document(case) for case in file.manifest.cases],
        [file.picture(each) for each in file.manifest.pictures],
    )


def test_what_was_written_is_read_when_nobody_changed_it() -> None:
    assert read_all(written()) == (manifest(), [DOCUMENT], [PICTURE])


def test_the_bytes_are_the_same_when_the_content_is() -> None:
    assert written() == written()


def bomb(entries: dict[str, bytes]) -> None:
    entries["cases/lung.json"] = b" " * 300_000_000


def stranger(entries: dict[str, bytes]) -> None:
    entries["../../etc/cron.d/kidmet"] = b"*"


def other_case(entries: dict[str, bytes]) -> None:
    entries["cases/lung.json"] = json.dumps(DOCUMENT | {"title": "Another"}).encode()


def other_picture(entries: dict[str, bytes]) -> None:
    name = next(name for name in entries if name.startswith("pictures/"))
    entries[name] = PICTURE + b"PK"


def without_manifest(entries: dict[str, bytes]) -> None:
    del entries["manifest.json"]


def without_case(entries: dict[str, bytes]) -> None:
    del entries["cases/lung.json"]


def twice(entries: dict[str, bytes]) -> None:
    entries["cases/lung.json"] = b'{"slug": "lung", "slug": "lung"}'


def unsigned(entries: dict[str, bytes]) -> None:
    entries["manifest.json"] = entries["manifest.json"].replace(b"Our cases", b"My cases!")


def crowded(raw: bytes) -> bytes:
    at = raw.rindex(b"PK\x05\x06")
    return raw[: at + 12] + struct.pack("<L", 4_000_000) + raw[at + 16 :]


def crowded_in_a_second_end(raw: bytes) -> bytes:
    """The first end tells of few entries; the second, which counts where it is there, of many."""
    at = raw.rindex(b"PK\x05\x06")
    size, begin = struct.unpack_from("<LL", raw, at + 12)
    second = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 3, 3, size, begin)
    return raw[:at] + second + struct.pack("<4sLQL", b"PK\x06\x07", 0, at, 1) + raw[at:]


REFUSED: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "is no zip"),
    "a text": (b"slug: lung\n", "is no zip"),
    "a case": (json.dumps(DOCUMENT).encode(), "is no zip"),
    "half a zip": (written()[:400], "is no zip"),
    "another zip": (changed(without_manifest), "holds no manifest.json"),
    "a bomb": (changed(bomb), "takes at most 200 KB"),
    "too many entries": (crowded(written()), "more files than a library has"),
    "entries in a second end": (crowded_in_a_second_end(written()), "more files than a library has"),
    "a way out": (changed(stranger), "../../etc/cron.d/kidmet: is not named in the manifest"),
    "another case": (changed(other_case), "cases/lung.json: does not have the content"),
    "another picture": (changed(other_picture), "does not have the content"),
    "a case is missing": (
        changed(without_case),
        "cases/lung.json: is named in the manifest and is not there",
    ),
    "a name twice": (changed(twice), "gives slug twice"),
    "another manifest": (changed(unsigned), "sha256: is not the hash of this manifest"),
    "another format": (resigned(format="kidmet.library/9"), 'needs to be "kidmet.library/1"'),
    "no cases": (resigned(cases=[]), "needs at least 1"),
    "a forged path": (
        resigned(cases=[{"slug": "lung", "file": "/etc/passwd", "sha256": content_hash(DOCUMENT)}]),
        'needs to be "cases/lung.json"',
    ),
    "a case twice": (
        resigned(cases=2 * [{"slug": "lung", "file": "cases/lung.json", "sha256": content_hash(DOCUMENT)}]),
        '"lung" is there 2 times',
    ),
    "a picture of another kind": (
        resigned(pictures=[{"file": "pictures/x.svg", "sha256": "0" * 64, "media_type": "image/svg+xml"}]),
        '"image/svg+xml" is not allowed',
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_file_is_refused_in_a_sentence_when_it_is(what: str) -> None:
    raw, said = REFUSED[what]

    with pytest.raises(LibraryFileError) as refused:
        read_all(raw)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value) or what == "a way out"
