"""Pictures to test with, drawn here: none is of a patient."""

import struct
import zlib
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

GREY, RED, GREEN = 128, (200, 30, 30), (30, 200, 30)


def saved(image: Image.Image, form: str, **more: Any) -> bytes:
    held = BytesIO()
    image.save(held, form, **more)
    return held.getvalue()


def slice_of(number: int, form: str = "PNG", edge: int = 64) -> bytes:
    """A grey disc that grows with the number, so that no two slices are alike."""
    image = Image.new("L", (edge, edge), 20)
    ImageDraw.Draw(image).ellipse([8, 8, 16 + 2 * number, 16 + 2 * number], fill=120 + number)
    return saved(image, form)


def two_halves(width: int = 60, height: int = 40) -> Image.Image:
    """Red above, green below: turned, one sees it."""
    image = Image.new("RGB", (width, height), RED)
    image.paste(GREEN, (0, height // 2, width, height))
    return image


def uploaded(raw: bytes, name: str = "slice.png") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, raw)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_claiming(width: int, height: int) -> bytes:
    """The head of a PNG of that size, and next to nothing behind it."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 100))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


def jpeg_claiming(width: int, height: int) -> bytes:
    raw = bytearray(saved(two_halves(), "JPEG"))
    at = raw.index(b"\xff\xc0") + 5
    raw[at : at + 4] = struct.pack(">HH", height, width)
    return bytes(raw)


def webp_claiming(width: int, height: int) -> bytes:
    raw = bytearray(saved(two_halves().convert("RGBA"), "WEBP", exif=b"Exif\0\0x"))
    assert raw[12:16] == b"VP8X"
    raw[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(raw)
