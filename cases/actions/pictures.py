"""Keeping pictures: written anew, and once each, however often the same is uploaded."""

import re
from collections.abc import Iterable
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile

from cases.content.kept_pictures import read_kept
from cases.content.pictures import NewPicture, PictureRefused, read_picture
from cases.models import Picture
from guidance.domain.limits import PICTURE_BYTES
from kidmet_site.accounts.models import User


def keep_picture(*, upload: UploadedFile, by: User, now: datetime) -> Picture:
    """The picture in an uploaded file, as a row. Raises PictureRefused.

    Decoding takes a second at worst; so it is not to be called within a transaction.
    """
    name = upload.name or "The file"
    size = upload.size or 0
    if size > PICTURE_BYTES.most:
        raise PictureRefused(f"“{name}” was not kept. {PICTURE_BYTES.refusal(size)}")
    return _row(read_picture(upload.read(), name), by, now)


def keep_as_it_is(*, raw: bytes, media_type: str, by: User | None, now: datetime) -> Picture:
    """A picture that another KidMet has kept, under the hash that it has there. Raises PictureRefused."""
    return _row(read_kept(raw, media_type), by, now)


def keep_pictures(
    *, uploads: Iterable[UploadedFile], by: User, now: datetime
) -> tuple[list[Picture], list[str]]:
    """Those of several that can be kept, in the order of their names, and a sentence for each that cannot."""
    kept, refusals = [], []
    for upload in sorted(uploads, key=_in_order):
        try:
            kept.append(keep_picture(upload=upload, by=by, now=now))
        except PictureRefused as refusal:
            refusals.append(str(refusal))
    return kept, refusals


def _in_order(upload: UploadedFile) -> list[tuple[int, str]]:
    """ "slice 9" before "slice 10"."""
    parts = re.split(r"(\d{1,18})", str(upload.name).lower())
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _row(new: NewPicture, by: User | None, now: datetime) -> Picture:
    row, _ = Picture.objects.get_or_create(
        hash=new.hash,
        defaults={
            "content": new.content,
            "media_type": new.media_type,
            "width": new.width,
            "height": new.height,
            "byte_count": len(new.content),
            "thumbnail": new.thumbnail,
            "created_at": now,
            "created_by": by,
        },
    )
    if by is not None:
        row.sent_by.add(by)
    return row
