"""A library from a file: kept in pieces, read and checked case by case, then taken in whole or not at all."""

import io
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import IO, Any

from django.db import transaction

from cases.actions.drafting import free_library_slug, make_way
from cases.actions.pictures import keep_as_it_is
from cases.actions.teaching import publish_case, publish_new_cases
from cases.actions.transfers import MOST_FAULTS, TransferState, begin, check_is_own, close, move
from cases.content.case_checks import checks_of
from cases.content.kept_pictures import read_kept
from cases.content.library_file import LibraryFile, LibraryFileError, Manifest, ManifestCase, ManifestPicture
from cases.content.pictures import PictureRefused
from cases.domain.teaching.case_reading import content_as_read
from cases.models import ImportedCase, Library, LibraryTransfer, Visibility
from cases.permissions import check_can_teach
from cases.queries.stored_files import CHUNK, StoredFile
from guidance.domain.edition import CompiledEdition
from guidance.queries.editions import current_edition_if_any
from kidmet_site.accounts.models import User


@transaction.atomic
def start_import(*, file: IO[bytes], name: str, by: User, now: datetime) -> LibraryTransfer:
    """Keep the file, once its manifest can be read. Raises LibraryFileError, NotAnEducator."""
    check_can_teach(by)
    manifest = LibraryFile(file).manifest
    transfer = begin(
        by=by,
        now=now,
        way=LibraryTransfer.Way.IN,
        name=name[:200],
        title=manifest.title,
        total=len(manifest.entries),
    )
    file.seek(0)
    with StoredFile(transfer) as kept:
        shutil.copyfileobj(file, kept, CHUNK)
        transfer.size = kept.size
    transfer.save(update_fields=["size"])
    return transfer


def step_import(
    *, transfer: LibraryTransfer, by: User, now: datetime, seconds: float = 0.6
) -> LibraryTransfer:
    """Read and check what is next until the seconds are used; after the last, take all of it in at once.

    The faults of all cases are told together. Raises TransferRefused, NotAnEducator.
    """
    check_is_own(transfer, by)
    if not transfer.is_running:
        return transfer
    try:
        file = LibraryFile(io.BufferedReader(StoredFile(transfer)))
        if transfer.done < transfer.total:
            _read_on(transfer, file, now, time.monotonic() + seconds)
        elif transfer.faults:
            close(transfer, TransferState.REFUSED, now)
        else:
            _take_in(transfer, file, by, now)
    except LibraryFileError as error:
        close(
            transfer, TransferState.REFUSED, now, faults=[str(fault) for fault in error.faults][:MOST_FAULTS]
        )
    return transfer


# Read


@dataclass
class _Reading:
    """What one step reads of a file."""

    transfer: LibraryTransfer
    file: LibraryFile
    edition: CompiledEdition | None
    now: datetime
    done: int
    read: list[ImportedCase] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def case(self, case: ManifestCase) -> None:
        document = self.file.document(case)
        self.faults += _faults_of(case.file, document, self.file.manifest, self.edition, self.now)
        self.read.append(ImportedCase(transfer=self.transfer, place=self.done, document=document))

    def picture(self, picture: ManifestPicture) -> None:
        try:
            read_kept(self.file.picture(picture), picture.media_type)
        except PictureRefused as refusal:
            self.faults.append(f"{picture.file}: {refusal}")


def _read_on(transfer: LibraryTransfer, file: LibraryFile, now: datetime, until: float) -> None:
    reading = _Reading(
        transfer, file, current_edition_if_any(), now, transfer.done, faults=list(transfer.faults)
    )
    for entry in file.manifest.entries[transfer.done :]:
        if isinstance(entry, ManifestCase):
            reading.case(entry)
        else:
            reading.picture(entry)
        reading.done += 1
        if time.monotonic() >= until:
            break
    with transaction.atomic():
        if move(transfer, now, done=reading.done, faults=reading.faults[:MOST_FAULTS]):
            ImportedCase.objects.bulk_create(reading.read)


def _faults_of(
    file: str, document: Mapping[str, Any], manifest: Manifest, edition: CompiledEdition | None, now: datetime
) -> Iterator[str]:
    pictures = frozenset(picture.hash for picture in manifest.pictures)
    for check in checks_of(document, manifest.objectives, edition, now.date(), pictures):
        if check.is_fault:
            yield f"{file}: {check.message}"


# Taken in

TAKEN_AT_ONCE = 20
"""The cases that are held in memory at a time."""
SAID = "Imported"


@transaction.atomic
def _take_in(transfer: LibraryTransfer, file: LibraryFile, by: User, now: datetime) -> None:
    """The library, a version of each case that is new or differs, and the pictures: at once.

    All was checked as it was read, so that this is short: it holds the database against other writers.
    """
    row = LibraryTransfer.objects.select_for_update().get(pk=transfer.pk)
    if not row.is_running:
        return
    library, is_new = _library_for(file.manifest, by, now)
    make_way(library=library, slugs=[case.slug for case in file.manifest.cases])
    for picture in file.manifest.pictures:
        keep_as_it_is(raw=file.picture(picture), media_type=picture.media_type, by=by, now=now)
    known = set(library.teaching_cases.values_list("slug", flat=True))
    counts = {"new": 0, "changed": 0, "known": 0}
    held = row.cases.iterator(chunk_size=TAKEN_AT_ONCE)
    while some := list(islice(held, TAKEN_AT_ONCE)):
        contents = {each.place: content_as_read(each.document) for each in some}
        new = {place: content for place, content in contents.items() if content.slug not in known}
        publish_new_cases(library, new, now=now, by=by, change_summary=SAID)
        counts["new"] += len(new)
        for place in contents.keys() - new.keys():
            version = publish_case(library, place, contents[place], now=now, by=by, change_summary=SAID)
            counts["known" if version is None else "new" if version.number == 1 else "changed"] += 1
    close(transfer, TransferState.DONE, now, library=library, results=counts | {"is_new_library": is_new})


def _library_for(manifest: Manifest, by: User, now: datetime) -> tuple[Library, bool]:
    """The library of one's own that came from such a file, brought up to date; else a new one."""
    texts = {
        "title": manifest.title,
        "summary": manifest.summary,
        "licence": manifest.licence,
        "credits": [dict(each) for each in manifest.credits],
        "updated_at": now,
    }
    own = Library.objects.filter(owner=by)
    found = own.filter(came_as=manifest.slug).first() or own.filter(slug=manifest.slug).first()
    if found is None:
        made = Library.objects.create(
            slug=free_library_slug(manifest.slug),
            came_as=manifest.slug,
            owner=by,
            visibility=Visibility.PRIVATE,
            objectives=dict(manifest.objectives),
            created_at=now,
            **texts,
        )
        return made, True
    for name, text in {**texts, "objectives": {**found.objectives, **manifest.objectives}}.items():
        setattr(found, name, text)
    found.save()
    return found, False
