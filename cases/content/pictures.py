"""A picture that somebody uploads, written anew: nothing of its file is kept but what can be seen.

What a picture carries besides (place and camera, names, comments, thumbnails, colour profiles, other files
that hide behind it) stays behind because the picture is decoded and encoded again, never copied.
"""

import hashlib
import struct
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from threading import Lock
from typing import Any

from PIL import Image, ImageCms, ImageOps

from guidance.domain.limits import PICTURE_BYTES, PICTURE_KEPT_BYTES, PICTURE_PIXELS
from guidance.domain.recognising import Look, look_of

FORMATS = ("PNG", "JPEG", "WEBP")
MEDIA_TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp"}
THUMBNAIL_TYPE = "image/webp"
ALLOWED = "a picture in PNG, JPEG or WebP"
LONGEST_EDGE = 4_096
"""Pixels; what is larger is made smaller. The most that a screen shows of a slice, zoomed in."""
THUMBNAIL_EDGE = 320
MOST_PASSES = 200
"""A progressive JPEG comes in passes, about ten. Each costs as much as a picture, however little it holds."""
TWELVE_BITS, SIXTEEN_BITS = 4_095, 65_535
QUALITIES = (90, 78)
SMALLER = 0.85
MOST_ROUNDS = 6
WEBP_PIXELS = 2_000_000
"""WebP is slow to write, and cannot hold all that a large picture may be full of."""
LARGE = 1_000_000
"""Pixels from which on a picture is written fast rather than as small as can be."""
NAME_SHOWN = 80
HOW_TO = {
    "dicom": "DICOM is not taken: its files carry the patient's name, number and dates. Show the slice in "
    "your viewer, with a window and without the overlay of names, and export or save it as PNG or JPEG; "
    "for a stack, one file for each slice.",
    "svg": "SVG is not taken: such a drawing can carry scripts. Open it in your drawing program or browser "
    "and export it as PNG.",
    "pdf": "Open it and save the page, or a screenshot of the picture in it, as PNG.",
    "zip": "Unpack it and choose the pictures in it; several can be chosen at once.",
}
_NOT_TAKEN = "Open it and save it as PNG or JPEG."

# The number of pixels is asked before anything is decoded, and lower than where Pillow would warn.
Image.MAX_IMAGE_PIXELS = None
_one_at_a_time = Lock()
"""Forty megapixels take some hundred megabytes while they are decoded: once at a time in a process."""


class PictureRefused(ValueError):
    """A file that is not kept, in a sentence that names it and says what is allowed."""


@dataclass(frozen=True)
class NewPicture:
    """A picture as it is kept."""

    content: bytes
    media_type: str
    width: int
    height: int
    thumbnail: bytes

    @cached_property
    def hash(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def read_picture(raw: bytes, name: str) -> NewPicture:
    """The picture in a file, written anew. `name` is what the file is called, for sentences alone.

    Raises PictureRefused.
    """
    shown = f"“{name if len(name) <= NAME_SHOWN else name[: NAME_SHOWN - 1] + '…'}”"
    try:
        _check_file(raw)
        with _one_at_a_time, warnings.catch_warnings():
            # What Pillow doubts of metadata is of no interest: none of it is kept.
            warnings.simplefilter("ignore")
            image = _decoded(raw)
            return _written(image, "PNG" if image.format is None else image.format)
    except PictureRefused as refusal:
        raise PictureRefused(f"{shown} {refusal}") from None


# Before it is decoded


def _check_file(raw: bytes) -> None:
    """Raises PictureRefused."""
    if len(raw) > PICTURE_BYTES.most:
        raise PictureRefused(f"was not kept. {PICTURE_BYTES.refusal(len(raw))}")
    look = look_of(raw)
    if look.kind == "empty":
        raise PictureRefused(f"is empty. Choose {ALLOWED}.")
    if look.kind not in ("png", "jpeg", "webp"):
        raise PictureRefused(f"looks like {look.name}, not like {ALLOWED}. {_how_to(look)}".rstrip())
    other = _second_nature(raw)
    if other:
        raise PictureRefused(
            f"is a picture and {other} in one, and was not kept. Save it anew with an image program."
        )


def _how_to(look: Look) -> str:
    return HOW_TO.get(look.kind) or (_NOT_TAKEN if look.kind == "image" else "")


def _second_nature(raw: bytes) -> str:
    """What else the file is to another program; "" where it is a picture alone."""
    if zipfile.is_zipfile(BytesIO(raw)):
        return "a zip archive"
    start = raw[:1_024].lower()
    if b"%pdf-" in start:
        return "a PDF"
    return "a page in HTML" if b"<html" in start or b"<script" in start else ""


def _check_size(width: int, height: int) -> None:
    """Raises PictureRefused."""
    if width * height > PICTURE_PIXELS.most:
        given = f"{width:,} × {height:,} pixels, {-(-width * height // 100_000) / 10:g} megapixels"
        most = PICTURE_PIXELS.most // 1_000_000
        raise PictureRefused(f"has {given}; a picture takes at most {most} megapixels. Save it smaller.")


def _size_of_webp(raw: bytes) -> tuple[int, int]:
    """What its header claims: Pillow takes the memory for all of it as soon as it opens one."""
    kind, data = raw[12:16], raw[20:30]
    if len(data) < 10:
        return 0, 0
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L":
        both = int.from_bytes(data[1:5], "little")
        return (both & 0x3FFF) + 1, (both >> 14 & 0x3FFF) + 1
    return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF


# Decoding


def _decoded(raw: bytes) -> Image.Image:
    """Upright, in eight bits of grey or of sRGB, with transparency where there is some.

    Its `format` is the one that it came in. Raises PictureRefused.
    """
    try:
        if raw.startswith(b"RIFF"):
            _check_size(*_size_of_webp(raw))
        image: Image.Image = Image.open(BytesIO(raw), formats=FORMATS)
        _check_size(*image.size)
        _check_is_one(image)
        if raw.count(b"\xff\xda") > MOST_PASSES and image.format in ("JPEG", "MPO"):
            raise PictureRefused(
                "comes in more passes than a camera writes, and was not kept. Save it as PNG."
            )
        form = "JPEG" if image.format == "MPO" else image.format
        profile = image.info.get("icc_profile")
        image.thumbnail((LONGEST_EDGE, LONGEST_EDGE), Image.Resampling.LANCZOS)
        image.load()
        image = ImageOps.exif_transpose(image)
        image = _in_plain_colours(image, profile)
    except PictureRefused:
        raise
    except (Image.DecompressionBombError, MemoryError):
        raise PictureRefused("claims to be far larger than a picture, and was not kept.") from None
    except (OSError, ValueError, SyntaxError, EOFError, struct.error, IndexError, KeyError, TypeError):
        raise PictureRefused(
            "is damaged or cut off: it could not be read to its end. Save it anew, or choose another."
        ) from None
    image.format, image.info = form, {}
    return image


def _check_is_one(image: Image.Image) -> None:
    """Raises PictureRefused. What a telephone puts behind a JPEG, such as depths, is left aside."""
    frames = getattr(image, "n_frames", 1)
    if frames > 1 and image.format != "MPO":
        raise PictureRefused(
            f"is animated: it has {frames} pictures in one file. Save each as a picture of its own; "
            "as a stack they can be scrolled through."
        )


def _in_plain_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    if image.mode in ("I", "F") or image.mode.startswith("I;"):
        return _eight_bits(image)
    has_alpha = "A" in image.getbands() or "transparency" in image.info
    is_grey = image.mode in ("1", "L", "LA", "La")
    if profile and not is_grey:
        image = _in_srgb(image, profile, has_alpha)
    if has_alpha:
        image = image.convert("RGBA")
        has_alpha = image.getchannel("A").getextrema() != (255, 255)
    return image.convert(
        "LA" if is_grey and has_alpha else "L" if is_grey else "RGBA" if has_alpha else "RGB"
    )


def _eight_bits(image: Image.Image) -> Image.Image:
    """Grey of sixteen bits, as scans are exported. Where none uses more than twelve of them, of twelve.

    Pillow's own conversion would make white of all that is above 255.
    """
    image = image.convert("I")
    lightest: Any = image.getextrema()[1]
    scale = 255 / (TWELVE_BITS if lightest <= TWELVE_BITS else SIXTEEN_BITS)
    return image.point(lambda value: value * scale + 0.5).convert("L")


def _in_srgb(image: Image.Image, profile: bytes, has_alpha: bool) -> Image.Image:
    """Its colours as its profile means them, since that is left behind; as they are where it is unusable."""
    try:
        mode = "RGBA" if has_alpha else "RGB"
        if image.mode not in ("RGB", "RGBA", "CMYK"):
            image = image.convert(mode)
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB"), outputMode=mode) or image
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image


# Writing


def _written(image: Image.Image, form: str) -> NewPicture:
    """In its own format, smaller until it fits. Raises PictureRefused."""
    for content, kind, size in _tries(image, form):
        if len(content) <= PICTURE_KEPT_BYTES.most:
            return NewPicture(content, MEDIA_TYPES[kind], *size, _thumbnail(image))
    raise PictureRefused(
        f"could not be made smaller than {PICTURE_KEPT_BYTES.allowed}. Save a smaller part of it."
    )


def _tries(image: Image.Image, form: str) -> Iterator[tuple[bytes, str, tuple[int, int]]]:
    """What loses nothing is written so if it fits; else as a photograph, with less and less detail."""
    if form == "PNG":
        yield _encoded(image, "PNG"), "PNG", image.size
        form = "WEBP" if "A" in image.getbands() else "JPEG"
    pixels = image.width * image.height
    if form == "WEBP" and pixels > WEBP_PIXELS:
        if "A" in image.getbands():
            image = _smaller(image, (WEBP_PIXELS / pixels) ** 0.5)
        else:
            form = "JPEG"
    content = b""
    for _ in range(MOST_ROUNDS):
        for quality in QUALITIES:
            content = _encoded(image, form, quality)
            yield content, form, image.size
        # Bytes go with the area, and a little more slowly.
        image = _smaller(image, min(SMALLER, (PICTURE_KEPT_BYTES.most / len(content)) ** 0.5))


def _smaller(image: Image.Image, share: float) -> Image.Image:
    size = (max(1, int(image.width * share)), max(1, int(image.height * share)))
    return image.resize(size, Image.Resampling.LANCZOS)


def _encoded(image: Image.Image, form: str, quality: int = 0) -> bytes:
    held = BytesIO()
    is_large = image.width * image.height > LARGE
    if form == "PNG":
        image.save(held, "PNG", compress_level=6 if is_large else 9)
    elif form == "JPEG":
        image.save(held, "JPEG", quality=quality, subsampling=0)
    else:
        image.save(held, "WEBP", quality=quality, method=0 if is_large else 4)
    return held.getvalue()


def _thumbnail(image: Image.Image) -> bytes:
    small = image.copy()
    small.thumbnail((THUMBNAIL_EDGE, THUMBNAIL_EDGE), Image.Resampling.LANCZOS)
    return _encoded(small, "WEBP", 80)
