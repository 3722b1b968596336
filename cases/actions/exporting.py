"""A library into a file: what is published of it when it is begun, written case by case."""

import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Literal

from django.db import transaction

from cases.actions.transfers import TransferState, begin, check_is_own, close, move
from cases.content.library_file import (
    Manifest,
    ManifestCase,
    ManifestPicture,
    put_document,
    put_manifest,
    put_picture,
)
from cases.domain.teaching.pictures import pictures_in
from cases.models import Library, LibraryTransfer, Picture, TeachingCaseVersion
from cases.permissions import check_can_view_library
from cases.queries.stored_files import StoredFile
from guidance.domain.limits import LIBRARY_CASES, LIBRARY_PICTURES
from kidmet_site.accounts.models import User


@transaction.atomic
def start_export(*, library: Library, by: User, now: datetime) -> LibraryTransfer:
    """An export of the versions that are published now: what is published meanwhile changes nothing of it.

    Raises NotYourLibrary, OverLimit.
    """
    check_can_view_library(by, library)
    manifest, versions = _manifest(library)
    LIBRARY_CASES.check(len(manifest.cases))
    LIBRARY_PICTURES.check(len(manifest.pictures))
    transfer = begin(
        by=by,
        now=now,
        way=LibraryTransfer.Way.OUT,
        library=library,
        name=f"{library.slug}.zip",
        title=library.title,
        total=len(manifest.entries),
        versions=versions,
    )
    with _opened(transfer, "w") as file:
        put_manifest(file, manifest)
    transfer.save(update_fields=["size"])
    return transfer


def step_export(
    *, transfer: LibraryTransfer, by: User, now: datetime, seconds: float = 0.6
) -> LibraryTransfer:
    """Write what is next until the seconds are used. Raises TransferRefused, NotAnEducator."""
    check_is_own(transfer, by)
    if not transfer.is_running:
        return transfer
    until = time.monotonic() + seconds
    with transaction.atomic():
        row = LibraryTransfer.objects.select_for_update().get(pk=transfer.pk)
        if row.done != transfer.done:
            return row  # another step was quicker
        with _opened(row, "a") as file:
            for done in range(row.done, row.total):
                _put(file, row, done)
                row.done = done + 1
                if time.monotonic() >= until:
                    break
        move(transfer, now, done=row.done, size=row.size)
    if transfer.done >= transfer.total:
        close(transfer, TransferState.DONE, now)
    return transfer


@contextmanager
def _opened(transfer: LibraryTransfer, mode: Literal["w", "a"]) -> Iterator[zipfile.ZipFile]:
    """The file as a zip to go on with; its size is in `transfer` afterwards."""
    with StoredFile(transfer) as stored:
        with zipfile.ZipFile(stored, mode) as file:
            yield file
        transfer.size = stored.size


def _put(file: zipfile.ZipFile, transfer: LibraryTransfer, place: int) -> None:
    versions, pictures = transfer.versions["cases"], transfer.versions["pictures"]
    if place < len(versions):
        version = TeachingCaseVersion.objects.select_related("teaching_case").get(pk=versions[place])
        put_document(file, ManifestCase(version.teaching_case.slug, version.hash), version.document)
    else:
        picture = Picture.objects.get(pk=pictures[place - len(versions)])
        put_picture(file, ManifestPicture(picture.hash, picture.media_type), bytes(picture.content))


def _manifest(library: Library) -> tuple[Manifest, dict[str, list[Any]]]:
    """What is published and not retired, in the order of the library, with the pictures that it names."""
    versions = TeachingCaseVersion.objects.filter(
        latest_of__library=library, latest_of__is_open=True, pulled_at__isnull=True
    ).order_by("latest_of__position", "latest_of__slug")
    cases, pks, named = [], [], dict[str, None]()
    for version in versions.select_related("teaching_case").iterator(chunk_size=20):
        cases.append(ManifestCase(version.teaching_case.slug, version.hash))
        pks.append(version.pk)
        named |= dict.fromkeys(pictures_in(version.document))
    kinds = dict(Picture.objects.filter(pk__in=named).values_list("hash", "media_type"))
    pictures = [ManifestPicture(hash, kinds[hash]) for hash in named if hash in kinds]
    manifest = Manifest(
        slug=library.slug,
        title=library.title,
        summary=library.summary,
        objectives=library.objectives,
        licence=library.licence,
        credits=tuple(library.credits),
        cases=tuple(cases),
        pictures=tuple(pictures),
    )
    return manifest, {"cases": pks, "pictures": [each.hash for each in pictures]}
