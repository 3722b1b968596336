"""A picture that another KidMet has kept: taken byte for byte, so that its hash stays."""

from collections.abc import Callable, Iterator, Mapping

from cases.content.pictures import NewPicture, PictureRefused, read_picture
from guidance.domain.limits import PICTURE_KEPT_BYTES

PNG_PARTS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
WEBP_PARTS = frozenset((b"VP8 ", b"VP8L", b"VP8X", b"ALPH"))
JPEG_STANDALONE = frozenset((0xD8, 0xD9, *range(0xD0, 0xD8)))
JFIF, SCAN, END = 0xE0, 0xDA, 0xD9
JFIF_LENGTH = 16
"""Of its head without a thumbnail, which could be of another picture."""
CARRIES_MORE = "carries more than a picture, so it is none that KidMet has written"


def read_kept(raw: bytes, media_type: str) -> NewPicture:
    """The picture as it stands. Raises PictureRefused for bytes that KidMet would not have written."""
    if len(raw) > PICTURE_KEPT_BYTES.most:
        raise PictureRefused(PICTURE_KEPT_BYTES.refusal(len(raw)))
    try:
        is_plain = _IS_PLAIN[media_type](raw)
    except (IndexError, ValueError):
        is_plain = False
    if not is_plain:
        raise PictureRefused(f"{CARRIES_MORE}. Upload it in the editor instead: there it is written anew.")
    read = read_picture(raw, "The picture")
    if read.media_type != media_type and media_type != "image/png":
        raise PictureRefused("is of another kind than the manifest says.")
    return NewPicture(raw, media_type, read.width, read.height, read.thumbnail)


def _is_plain_png(raw: bytes) -> bool:
    at, last = 8, b""
    while at < len(raw):
        size, last = int.from_bytes(raw[at : at + 4]), raw[at + 4 : at + 8]
        if last not in PNG_PARTS:
            return False
        at += size + 12
    return last == b"IEND" and at == len(raw)


def _is_plain_webp(raw: bytes) -> bool:
    if raw[8:12] != b"WEBP" or int.from_bytes(raw[4:8], "little") + 8 != len(raw):
        return False
    at = 12
    while at < len(raw):
        size = int.from_bytes(raw[at + 4 : at + 8], "little")
        if raw[at : at + 4] not in WEBP_PARTS:
            return False
        at += 8 + size + size % 2
    return at == len(raw)


def _is_plain_jpeg(raw: bytes) -> bool:
    """Its segments are those of a picture alone, and nothing follows the end."""
    return all(_is_of_a_picture(kind) for kind in _jpeg_segments(raw)) and raw.endswith(b"\xff\xd9")


def _is_of_a_picture(kind: int) -> bool:
    return kind in JPEG_STANDALONE or kind == JFIF or 0xC0 <= kind <= 0xDF


def _jpeg_segments(raw: bytes) -> Iterator[int]:
    """The kind of each segment; what cannot be one is -1. The first end has to be that of the file."""
    at = 0
    while at < len(raw):
        kind = raw[at + 1] if raw[at] == 0xFF else -1
        yield kind
        if kind == JFIF and int.from_bytes(raw[at + 2 : at + 4]) != JFIF_LENGTH:
            yield -1
        if kind == -1 or (kind == END and at + 2 != len(raw)):
            yield -1
            return
        at += 2 if kind in JPEG_STANDALONE else 2 + int.from_bytes(raw[at + 2 : at + 4])
        if kind == SCAN:
            at = _end_of_scan(raw, at)


def _end_of_scan(raw: bytes, at: int) -> int:
    """Where the compressed data ends: at a mark that is neither data nor a restart."""
    while True:
        at = raw.index(b"\xff", at)
        if raw[at + 1] != 0 and not 0xD0 <= raw[at + 1] <= 0xD7:
            return at
        at += 2


_IS_PLAIN: Mapping[str, Callable[[bytes], bool]] = {
    "image/png": _is_plain_png,
    "image/jpeg": _is_plain_jpeg,
    "image/webp": _is_plain_webp,
}
