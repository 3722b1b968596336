"""What a file looks like, told by its beginning: so that one which is something else is named as that.

A guess for a sentence, never a check: what is taken in is read and checked by its own reader.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

LOOKED_AT = 65_536
"""Bytes, or characters, of the beginning that are looked at; of a zip archive also as many of its end."""
_LINES = 40


@dataclass(frozen=True)
class Look:
    """`kind` is a short code; `name` reads after "This looks like"; `where` says where it would belong."""

    kind: str
    name: str
    where: str = ""

    @property
    def is_definite(self) -> bool:
        """Whether it says more than that it is some text, or none."""
        return self.kind not in ("json", "yaml", "text", "empty", "binary")

    @property
    def is_written(self) -> bool:
        """Whether a text is certainly of that kind: a table or GIFT is only likely."""
        return self.is_definite and self.kind not in ("table", "gift", "hl7")

    def instead_of(self, wanted: str) -> str:
        """ "This looks like a teaching case, not a case file. …"."""
        return f"This looks like {self.name}, not {wanted}. {self.where}".rstrip()


CASE_FILE = Look(
    "case", "a case file (kidmet.case/1)", "Case files are imported on the page Cases, Import a case file."
)
TEACHING_CASE = Look(
    "teaching_case",
    "a teaching case (kidmet.teaching-case)",
    "Teaching cases are loaded with the command load_case_library.",
)
GUIDANCE_PACK = Look(
    "guidance_pack",
    "a guidance pack (kidmet.guidance/1)",
    "Curators bring it in on the page Curate, Exchange; the command load_guidance loads it.",
)
CHANGE_SET = Look(
    "change_set",
    "a change set (kidmet.change-set/1)",
    "Curators bring it in on the page Curate, Exchange.",
)
_NO_RECORDS = "KidMet takes no records of patients; its cases are invented."
FHIR = Look("fhir", "a FHIR resource", _NO_RECORDS)
CDA = Look("cda", "a clinical document in HL7 CDA", _NO_RECORDS)
HL7 = Look("hl7", "a message in HL7 version 2", _NO_RECORDS)
DICOM = Look("dicom", "an image in DICOM", _NO_RECORDS)
XML = Look("xml", "XML")
HTML = Look("html", "a page in HTML")
MOODLE = Look("moodle", "a question bank in Moodle XML")
GIFT = Look("gift", "a question bank in GIFT, as Moodle exports it")
SHEET = Look("spreadsheet", "a spreadsheet")
TABLE = Look("table", "a table in CSV, as spreadsheets write it")
WORD = Look("word", "a document of a word processor")
SLIDES = Look("slides", "a set of slides")
PDF = Look("pdf", "a PDF")
ANKI = Look("anki", "a package of Anki cards", "KidMet exports such packages, and reads none.")
ZIP = Look("zip", "a zip archive", "Unpack it and send the file that is in it.")
ARCHIVE = Look("archive", "a packed archive", "Unpack it and send the file that is in it.")
PNG = Look("png", "an image")
JPEG = Look("jpeg", "an image")
WEBP = Look("webp", "an image")
GIF = Look("image", "an image in GIF")
BMP = Look("image", "an image in BMP")
TIFF = Look("image", "an image in TIFF")
HEIC = Look("image", "an image in HEIC or AVIF")
VIDEO = Look("video", "a video or sound")
SVG = Look("svg", "a drawing in SVG, an image of lines")
DATABASE = Look("database", "a database of SQLite")
YAML = Look("yaml", "YAML")
JSON = Look("json", "JSON of another kind")
TEXT = Look("text", "plain text")
EMPTY = Look("empty", "an empty file")
BINARY = Look("binary", "something that is no text")

_SIGNATURES: tuple[tuple[bytes, Look], ...] = (
    (b"%PDF", PDF),
    (b"\x89PNG", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"GIF8", GIF),
    (b"BM", BMP),
    (b"II*\0", TIFF),
    (b"MM\0*", TIFF),
    (b"{\\rtf", WORD),
    (b"SQLite format 3\0", DATABASE),
    (b"\x1f\x8b", ARCHIVE),
    (b"7z\xbc\xaf", ARCHIVE),
    (b"Rar!", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\x28\xb5\x2f\xfd", ARCHIVE),
)
_BARE_DICOM = (b"\x08\0\x05\0", b"\x08\0\x08\0", b"\x08\0\0\0", b"\x02\0\0\0\x04\0")
"""The first element of a DICOM data set that was written without a head."""
_STILL = (b"heic", b"heix", b"heim", b"mif1", b"msf1", b"avif")
_IN_ZIP: tuple[tuple[bytes, Look], ...] = (
    (b"xl/workbook", SHEET),
    (b"opendocument.spreadsheet", SHEET),
    (b"word/document", WORD),
    (b"opendocument.text", WORD),
    (b"ppt/", SLIDES),
    (b"opendocument.presentation", SLIDES),
    (b"collection.anki2", ANKI),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FORMATS = {
    "kidmet.case": CASE_FILE,
    "kidmet.teaching-case": TEACHING_CASE,
    "kidmet.guidance": GUIDANCE_PACK,
    "kidmet.change-set": CHANGE_SET,
}
_FORMAT = re.compile(r"""(?:^[ \t]*|[{,]\s*)["']?format["']?\s*:\s*["']?(kidmet\.[a-z-]+)/""", re.M)
_RESOURCE = re.compile(r'[{,]\s*"resourceType"\s*:\s*"([A-Za-z]{1,40})"')
_FHIR_ROOT = re.compile(r"<([A-Z][A-Za-z]{1,40})\s[^<>]{0,500}http://hl7\.org/fhir")
_YAML_LINE = re.compile(r"(?:---|[A-Za-z_][\w-]*:(?:\s.*|$)|-\s+\S.*)")
_GIFT = re.compile(
    r"^(?:::[^:\n]{1,200}::|[^\n{}]{1,500}(?<!\\)\{\s*(?:[=~#]|T\s*\}|F\s*\}|TRUE|FALSE))", re.M
)


def look_of(raw: bytes) -> Look:
    """What these bytes look like."""
    if not raw.strip():
        return EMPTY
    found = next((look for start, look in _SIGNATURES if raw.startswith(start)), None)
    if found:
        return found
    if raw.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        both = raw[:LOOKED_AT] + raw[-LOOKED_AT:]
        return next((look for name, look in _IN_ZIP if name in both), ZIP)
    if raw.startswith(_OLD_OFFICE):
        return SHEET if "Workbook".encode("utf-16-le") in raw else WORD
    if raw[128:132] == b"DICM" or raw.startswith(_BARE_DICOM):
        return DICOM
    if raw.startswith(b"RIFF"):
        return WEBP if raw[8:12] == b"WEBP" else VIDEO
    if raw[4:8] == b"ftyp":
        return HEIC if raw[8:12] in _STILL else VIDEO
    head = raw[:LOOKED_AT]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return look_of_text(head.decode("utf-16", errors="replace"))
    return BINARY if b"\0" in head else look_of_text(head.decode("utf-8-sig", errors="replace"))


def look_of_text(text: str) -> Look:
    """What a text looks like."""
    head = text[:LOOKED_AT].lstrip("\ufeff \t\r\n")
    if not head:
        return EMPTY
    named = _FORMAT.search(head)
    if named and named[1] in _FORMATS:
        return _FORMATS[named[1]]
    return next((look for find in (_markup, _json, _message) if (look := find(head))), None) or _lines(head)


def _markup(head: str) -> Look | None:
    if not head.startswith("<"):
        return None
    low = head[:2_000].lower()
    if low.startswith("<!doctype html") or "<html" in low:
        return HTML
    resource = _FHIR_ROOT.search(head)
    if resource:
        return Look("fhir", f"a FHIR resource ({resource[1]}, in XML)", FHIR.where)
    tests: tuple[tuple[str, Look], ...] = (
        ("<clinicaldocument", CDA),
        ("urn:hl7-org:v3", CDA),
        ("<quiz", MOODLE),
        ("<svg", SVG),
    )
    return next((look for mark, look in tests if mark in low), XML)


def _json(head: str) -> Look | None:
    if not head.startswith(("{", "[")):
        return None
    resource = _RESOURCE.search(head)
    if resource:
        return Look("fhir", f"a FHIR resource ({resource[1]})", FHIR.where)
    return JSON


def _message(head: str) -> Look | None:
    return HL7 if head.startswith(("MSH|", "FHS|", "BHS|")) else None


def _lines(head: str) -> Look:
    if _GIFT.search(head):
        return GIFT
    lines = [line for line in head.splitlines()[:_LINES] if line.strip()]
    for sort, look in _SORTS:
        if sort(lines):
            return look
    return TEXT


def _is_table(lines: list[str]) -> bool:
    """Two rows or more, all with the same number of commas, semicolons or tabs."""
    counts = ([line.count(mark) for line in lines] for mark in ",;\t")
    return len(lines) > 1 and any(each[0] > 0 and len(set(each)) == 1 for each in counts)


def _is_yaml(lines: list[str]) -> bool:
    tops = [line for line in lines if not line.startswith((" ", "#"))]
    return bool(tops) and all(_YAML_LINE.fullmatch(line) for line in tops)


_SORTS: tuple[tuple[Callable[[list[str]], bool], Look], ...] = ((_is_yaml, YAML), (_is_table, TABLE))
