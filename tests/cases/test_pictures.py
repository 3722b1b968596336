"""What becomes of a picture that somebody uploads: written anew without what it carried, or refused."""

import hashlib
import re
import zipfile
import zlib
from io import BytesIO

import pytest
from django.utils import timezone
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from cases.actions.pictures import keep_picture
from cases.content.kept_pictures import read_kept
from cases.content.pictures import NewPicture, PictureRefused, read_picture
from cases.models import Picture
from guidance.domain.limits import PICTURE_BYTES, PICTURE_KEPT_BYTES
from kidmet_site.accounts.models import User
from tests.cases.pictures import (
    GREEN,
    RED,
    chunk,
    jpeg_claiming,
    png_claiming,
    saved,
    slice_of,
    two_halves,
    uploaded,
    webp_claiming,
)

ORIENTATION, MAKER, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2


def seen(picture: NewPicture) -> Image.Image:
    return Image.open(BytesIO(picture.content))


def near(colour: object, wanted: tuple[int, ...]) -> bool:
    assert isinstance(colour, tuple)
    return all(abs(one - other) < 12 for one, other in zip(colour, wanted, strict=True))


def refusal(raw: bytes, name: str = "scan.png") -> str:
    with pytest.raises(PictureRefused) as refused:
        read_picture(raw, name)
    return str(refused.value)


# What is kept


@pytest.mark.parametrize(
    ("form", "media_type"), [("PNG", "image/png"), ("JPEG", "image/jpeg"), ("WEBP", "image/webp")]
)
def test_a_picture_looks_as_it_did_and_keeps_its_format(form: str, media_type: str) -> None:
    kept = read_picture(saved(two_halves(), form), "halves")

    assert (kept.media_type, kept.width, kept.height) == (media_type, 60, 40)
    assert seen(kept).format == form
    colours = seen(kept).convert("RGB")
    assert near(colours.getpixel((30, 5)), RED) and near(colours.getpixel((30, 35)), GREEN)
    small = Image.open(BytesIO(kept.thumbnail))
    assert (small.format, max(small.size)) == ("WEBP", 60)


def test_nothing_that_a_file_carries_is_kept() -> None:
    image = two_halves()
    exif = Image.Exif()
    exif[MAKER] = "SECRET-MAKER"
    exif.get_ifd(GPS)[LATITUDE] = (48.0, 8.0, 0.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    text = PngInfo()
    text.add_text("Author", "SECRET-NAME")
    text.add_text("Comment", "SECRET-NAME" * 10, zip=True)
    for form, more in (
        ("JPEG", {"comment": "SECRET-NAME", "xmp": b"SECRET-XMP"}),
        ("PNG", {"pnginfo": text}),
        ("WEBP", {"xmp": b"SECRET-XMP"}),
    ):
        raw = saved(image, form, exif=exif, icc_profile=profile, dpi=(300, 300), **more)
        kept = read_picture(raw, "x")

        assert b"SECRET" in raw and b"SECRET" not in kept.content + kept.thumbnail, form
        for content in (kept.content, kept.thumbnail):
            again = Image.open(BytesIO(content))
            again.load()
            assert not again.getexif(), form
            assert not {"icc_profile", "exif", "xmp", "comment", "Author", "dpi"} & again.info.keys(), form
        assert not re.search(rb"tEXt|zTXt|iTXt|iCCP|eXIf|Exif|ICC_PROFILE|http://ns\.adobe", kept.content)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_that_was_held_sideways_stands_upright(form: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    turned = two_halves().transpose(Image.Transpose.ROTATE_90)
    kept = read_picture(saved(turned, form, exif=exif), "photo")

    assert (kept.width, kept.height) == (60, 40)
    assert near(seen(kept).convert("RGB").getpixel((30, 5)), RED)


@pytest.mark.parametrize(
    ("lightest", "grey"),
    [(65_535, [0, 63, 127, 255]), (4_095, [0, 63, 127, 255]), (32_767, [0, 31, 63, 127])],
)
def test_grey_of_sixteen_bits_keeps_its_shades(lightest: int, grey: list[int]) -> None:
    image = Image.new("I;16", (4, 1))
    for place, part in enumerate((0, 0.25, 0.5, 1)):
        image.putpixel((place, 0), int(lightest * part))
    kept = seen(read_picture(saved(image, "PNG"), "ct.png"))

    assert kept.mode == "L"
    assert [kept.getpixel((place, 0)) for place in range(4)] == pytest.approx(grey, abs=1)


def test_colours_stay_when_their_profile_is_left_behind() -> None:
    swapped = _with_red_and_green_swapped()
    raw = saved(Image.new("RGB", (8, 8), RED), "PNG", icc_profile=swapped)
    kept = seen(read_picture(raw, "x.png")).convert("RGB")

    assert near(kept.getpixel((4, 4)), (RED[1], RED[0], RED[2]))


def _with_red_and_green_swapped() -> bytes:
    """sRGB whose tags of red and green are exchanged, so that red in it is what is green else."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    return bytes(profile)


def test_a_broken_profile_keeps_no_picture_out() -> None:
    kept = read_picture(saved(two_halves(), "PNG", icc_profile=b"\0" * 200), "x.png")

    assert near(seen(kept).convert("RGB").getpixel((30, 5)), RED)


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_what_can_be_seen_through_stays_so(form: str) -> None:
    image = two_halves().convert("RGBA")
    image.putpixel((0, 0), (0, 0, 0, 0))
    again = seen(read_picture(saved(image, form, lossless=True), "overlay")).convert("RGBA")

    assert again.getpixel((0, 0))[3] == 0 and again.getpixel((30, 5))[3] == 255


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK"])
def test_every_way_of_writing_colours_is_read(mode: str) -> None:
    image = (
        two_halves().convert("L").convert(mode) if mode in ("1", "L", "LA") else two_halves().convert(mode)
    )
    kept = read_picture(saved(image, "JPEG" if mode == "CMYK" else "PNG"), "x")

    assert (kept.width, kept.height) == (60, 40)


@pytest.mark.parametrize(
    ("bands", "form", "media_type"),
    [(1, "PNG", "image/jpeg"), (3, "PNG", "image/jpeg"), (4, "PNG", "image/webp"), (3, "WEBP", "image/jpeg")],
)
def test_a_large_picture_is_made_smaller_until_it_fits(bands: int, form: str, media_type: str) -> None:
    noise = [Image.effect_noise((2_100, 1_600), 90) for _ in range(bands)]
    image = Image.merge({3: "RGB", 4: "RGBA"}[bands], noise) if bands > 1 else noise[0]
    more = {"PNG": {"compress_level": 1}, "WEBP": {"quality": 60, "method": 0}}[form]
    kept = read_picture(saved(image, form, **more), "noise")

    assert len(kept.content) <= PICTURE_KEPT_BYTES.most
    assert kept.media_type == media_type
    assert seen(kept).size == (kept.width, kept.height)
    assert max(kept.width, kept.height) >= 1_000


def test_what_is_too_full_for_webp_is_kept_as_a_photograph() -> None:
    noise = Image.merge("RGB", [Image.effect_noise((1_500, 1_500), 60)] * 3).resize((6_000, 6_000), 0)
    kept = read_picture(saved(noise, "WEBP", quality=5, method=0), "noise.webp")

    assert (kept.media_type, len(kept.content) <= PICTURE_KEPT_BYTES.most) == ("image/jpeg", True)


def test_an_edge_is_cut_to_what_a_screen_shows() -> None:
    kept = read_picture(saved(Image.new("L", (6_000, 300), 90), "PNG"), "wide.png")

    assert (kept.width, kept.height) == (4_096, 205)


# What is refused

TELLING = {
    "empty": (b"", "is empty. Choose a picture in PNG, JPEG or WebP."),
    "text": (b"A woman of 68 with flank pain.", "looks like plain text, not like a picture in PNG"),
    "PDF": (b"%PDF-1.7\n\xff", "looks like a PDF, not like a picture in PNG"),
    "GIF": (b"GIF89a\1\0\1\0", "an image in GIF, not like a picture in PNG, JPEG or WebP. Open it and save"),
    "HEIC": (b"\0\0\0\x18ftypheic", "an image in HEIC or AVIF"),
    "TIFF": (b"II*\0....", "an image in TIFF"),
    "a zip": (b"PK\x03\x04....", "Unpack it and choose the pictures in it"),
    "DICOM": (b"\0" * 128 + b"DICM", "its files carry the patient's name, number and dates. Show"),
    "DICOM without a head": (b"\x08\0\x05\0\x0a\0\0\0ISO_IR 100", "DICOM is not taken"),
    "SVG": (
        b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
        "can carry scripts. Open it",
    ),
    "HTML": (b"<!DOCTYPE html><script>alert(1)</script>", "a page in HTML"),
    "a program": (b"MZ\x90\0\3\0\0\0", "something that is no text"),
    "a head alone": (b"\x89PNG\r\n\x1a\n", "is damaged or cut off"),
    "a video": (b"RIFF\0\0\0\0AVI LIST", "a video"),
    "a head of WebP alone": (b"RIFF\0\0\0\0WEBP", "is damaged or cut off"),
    "100 megapixels": (
        png_claiming(10_000, 10_000),
        "has 10,000 × 10,000 pixels, 100 megapixels; a picture takes at most 40 megapixels. Save it smaller.",
    ),
    "100 megapixels of JPEG": (jpeg_claiming(10_000, 10_000), "100 megapixels; a picture takes at most 40"),
    "268 megapixels of WebP": (webp_claiming(16_384, 16_384), "268.5 megapixels; a picture takes at most 40"),
    "as large as can be said": (png_claiming(2**31 - 1, 2**31 - 1), "a picture takes at most 40 megapixels"),
    "less than it claims": (png_claiming(500, 500), "is damaged or cut off"),
    "nothing by nothing": (png_claiming(0, 0), "is damaged or cut off"),
}


@pytest.mark.parametrize("what", TELLING)
def test_what_is_no_picture_is_named_as_what_it_is(what: str) -> None:
    raw, said = TELLING[what]

    assert said in refusal(raw)
    assert refusal(raw).startswith("“scan.png” ")


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_was_cut_off_is_refused(form: str) -> None:
    whole = saved(Image.effect_noise((90, 90), 60), form)

    assert "is damaged or cut off" in refusal(whole[: len(whole) // 2])


def test_a_picture_that_is_something_else_as_well_is_refused() -> None:
    held = BytesIO(slice_of(1))
    held.seek(0, 2)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("evil.html", "<script>alert(1)</script>")
    page = saved(two_halves(), "JPEG", comment="<html><script>alert(1)</script>")
    pdf = saved(two_halves(), "JPEG", comment="%PDF-1.4")

    assert Image.open(BytesIO(held.getvalue())).size == (64, 64)
    assert "is a picture and a zip archive in one" in refusal(held.getvalue())
    assert "is a picture and a page in HTML in one" in refusal(page)
    assert "is a picture and a PDF in one" in refusal(pdf)


def test_what_stands_behind_a_picture_is_left_behind() -> None:
    for form in ("PNG", "JPEG", "WEBP"):
        assert b"STOWAWAY" not in read_picture(saved(two_halves(), form) + b"STOWAWAY" * 9, "x").content


@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_an_animated_picture_is_refused_with_a_way_out(form: str) -> None:
    frames = [Image.new("RGB", (8, 8), colour) for colour in (RED, GREEN, RED)]
    said = refusal(saved(frames[0], form, save_all=True, append_images=frames[1:]))

    assert "is animated: it has 3 pictures in one file" in said and "as a stack they can be scrolled" in said


def test_a_jpeg_of_very_many_passes_is_refused() -> None:
    raw = saved(two_halves(), "JPEG", progressive=True)
    start = raw.rindex(b"\xff\xda")

    assert "more passes" in refusal(raw[:start] + raw[start:-2] * 300 + raw[-2:])


def test_a_text_that_unfolds_to_gigabytes_is_refused() -> None:
    raw = slice_of(1)
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 80_000_000))
    assert refusal(raw[:33] + bomb + raw[33:])


# Pictures that travel


HEADS = {b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp"}


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("mode", ["L", "RGB", "RGBA"])
def test_a_kept_picture_travels_as_it_is(form: str, mode: str) -> None:
    image = two_halves().convert(mode if form != "JPEG" else mode[:3])
    if mode == "RGBA" and form != "JPEG":
        image.putpixel((0, 0), (0, 0, 0, 0))
    kept = read_picture(saved(image, form), "x")
    again = read_kept(kept.content, kept.media_type)

    assert (again.hash, again.media_type, again.width) == (kept.hash, kept.media_type, kept.width)
    assert again.thumbnail


def test_what_is_no_kept_picture_does_not_travel() -> None:
    exif = Image.Exif()
    exif[MAKER] = "SECRET"
    thumbnail = b"\xff\xe0\x00\x13JFIF\0\1\1\0\0\1\0\1\1\1abc"
    bare = {form: read_picture(saved(two_halves(), form), "x").content for form in ("PNG", "JPEG", "WEBP")}
    files = {
        **{f"{form} with more behind it": content + b"more" for form, content in bare.items()},
        **{f"{form} with EXIF": saved(two_halves(), form, exif=exif) for form in bare},
        "a comment": saved(two_halves(), "JPEG", comment="SECRET"),
        "a thumbnail in its head": bare["JPEG"][:2] + thumbnail + bare["JPEG"][20:],
        "text": bare["PNG"][:33] + chunk(b"tEXt", b"Author\0SECRET") + bare["PNG"][33:],
        "cut off": bare["PNG"][:-12],
        "nothing": b"",
        "too large to be kept": bare["PNG"][:33] + chunk(b"IDAT", b"x" * 2_000_000) + bare["PNG"][33:],
    }

    assert [what for what, raw in files.items() if travels(raw)] == []


def travels(raw: bytes) -> bool:
    media_type = next((kind for head, kind in HEADS.items() if raw.startswith(head)), "image/png")
    try:
        read_kept(raw, media_type)
    except PictureRefused:
        return False
    return True


# Rows


def test_the_same_picture_is_one_row_when_it_is_kept_twice(educator: User) -> None:
    now = timezone.now()
    first = keep_picture(upload=uploaded(slice_of(3)), by=educator, now=now)
    again = keep_picture(upload=uploaded(slice_of(3), "other name.png"), by=educator, now=now)
    other = keep_picture(upload=uploaded(slice_of(4)), by=educator, now=now)

    assert first.pk == again.pk != other.pk
    assert Picture.objects.count() == 2
    row = Picture.objects.get(pk=first.pk)
    assert row.pk == hashlib.sha256(row.content).hexdigest()
    assert (row.byte_count, row.width, row.created_by) == (len(row.content), 64, educator)


def test_a_file_that_is_too_large_is_refused_before_it_is_read(educator: User) -> None:
    upload = uploaded(b"\x89PNG" + b"x" * PICTURE_BYTES.most, "huge.png")
    with pytest.raises(PictureRefused) as refused:
        keep_picture(upload=upload, by=educator, now=timezone.now())

    assert str(refused.value) == (
        "“huge.png” was not kept. The file of a picture takes at most 20 MB; this has 20.01 MB."
    )
    assert not Picture.objects.exists()
