"""Pictures as rows. Who may have one is asked of the document that names it, never here."""

from collections.abc import Iterable

from cases.models import Picture
from kidmet_site.accounts.models import User


def picture(hash: str) -> Picture | None:
    return Picture.objects.filter(pk=hash).first()


def picture_sizes(hashes: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Width and height by hash, of those that are kept here: in one query, or none."""
    wanted = set(hashes)
    if not wanted:
        return {}
    rows = Picture.objects.filter(pk__in=wanted).values_list("hash", "width", "height")
    return {hash: (width, height) for hash, width, height in rows}


def uploaded_by(user: User, hashes: Iterable[str]) -> set[str]:
    """Those of these pictures that the person has uploaded, who else did so too."""
    wanted = set(hashes)
    if not wanted:
        return set()
    return set(Picture.objects.filter(pk__in=wanted, sent_by=user).values_list("pk", flat=True))
