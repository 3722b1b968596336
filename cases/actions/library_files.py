"""A library from a file that lies on the server, for who runs the site: read and loaded in one go."""

from datetime import datetime
from pathlib import Path

from django.db import transaction

from cases.actions.pictures import keep_as_it_is
from cases.actions.teaching import LoadedLibrary, load_library
from cases.content.case_checks import checks_of
from cases.content.library import LibraryFaults, ShippedLibrary
from cases.content.library_file import LibraryFile, LibraryFileError
from cases.content.pictures import PictureRefused
from cases.domain.teaching import read_teaching_case
from guidance.domain.faults import Fault


@transaction.atomic
def load_library_file(*, path: Path, now: datetime) -> tuple[ShippedLibrary, LoadedLibrary]:
    """The library of the file, its pictures and its cases, in whole. Raises LibraryFaults, CitationFaults."""
    try:
        with path.open("rb") as raw:
            file = LibraryFile(raw)
            library = _read(file, now)
            loaded = load_library(library=library, now=now)
            for picture in file.manifest.pictures:
                keep_as_it_is(raw=file.picture(picture), media_type=picture.media_type, by=None, now=now)
    except (LibraryFileError, PictureRefused) as error:
        raise LibraryFaults(getattr(error, "faults", (Fault("", str(error), file=path.name),))) from error
    return library, loaded


def _read(file: LibraryFile, now: datetime) -> ShippedLibrary:
    manifest, cases, faults = file.manifest, [], []
    pictures = frozenset(picture.hash for picture in manifest.pictures)
    for case in manifest.cases:
        document = file.document(case)
        found = checks_of(document, manifest.objectives, None, now.date(), pictures)
        stopping = [Fault("", check.message, file=case.file) for check in found if check.is_fault]
        faults += stopping
        if not stopping:
            cases.append(read_teaching_case(document, manifest.objectives))
    if faults:
        raise LibraryFaults(faults)
    return ShippedLibrary(
        slug=manifest.slug,
        title=manifest.title,
        summary=manifest.summary,
        objectives=manifest.objectives,
        cases=tuple(cases),
    )
