"""Brings database, guidance, demonstration and static files up to date; safe to repeat."""

import hashlib
import os
from collections.abc import Callable, Iterator

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

# What load_guidance ends with where curators have edited the draft.
DRAFT_EDITED = 3


def prepare(say: Callable[[str], None]) -> None:
    for sentence, step in _steps(say):
        say(sentence)
        step()


def _steps(say: Callable[[str], None]) -> Iterator[tuple[str, Callable[[], None]]]:
    yield "Bringing the database up to date", _bring_database_up_to_date
    yield "Loading the guidance", lambda: _load_guidance(say)
    if settings.DEMO_MODE:
        yield "Loading the demonstration's people", lambda: _run("load_demo_people")
        yield "Loading the demonstration's work on the guidance", lambda: _run("load_demo_work")
    yield "Loading the cases", lambda: _load_cases(say)
    if settings.DEMO_MODE:
        yield "Asking the worker for the demonstration's courses", _ask_for_courses
    yield "Collecting the static files", collect_static_files


def refuse_newer_database() -> None:
    """An older version would write over what it does not know. Raises CommandError, and DatabaseError."""
    loader = MigrationLoader(connection)
    known = loader.disk_migrations
    apps = {app for app, _ in known}
    unknown = sorted(each for each in loader.applied_migrations if each not in known and each[0] in apps)
    if unknown:
        raise CommandError(
            f"the database was written by a newer version than this, {settings.VERSION}: it knows "
            f"{'.'.join(unknown[0])}. Start that version, or restore a backup of before."
        )


def _bring_database_up_to_date() -> None:
    refuse_newer_database()
    _run("migrate", interactive=False)
    # Makes a table that CACHE_URL names; the usual one has come with the migrations.
    _run("createcachetable")


def _load_guidance(say: Callable[[str], None]) -> None:
    """What curators keep stays: the site starts with it, and says that there is something newer."""
    try:
        _run("load_guidance", from_the_first=True)
    except CommandError as fault:
        if fault.returncode != DRAFT_EDITED:
            raise
        say(
            "The guidance that ships with this version differs from the draft that curators keep here, which "
            "stays; they take it over as changes to be reviewed, at /curate/exchange/"
        )


def _load_cases(say: Callable[[str], None]) -> None:
    """Curators may retire what a teaching case links to; the site starts with the cases that it has."""
    from cases.actions.teaching import CitationFaults  # has models, and this is imported before there are any

    try:
        _run("load_case_library")
    except CommandError as fault:
        lacking = fault.__cause__
        if not isinstance(lacking, CitationFaults):
            raise
        first, *others = dict.fromkeys(lacking.faults)
        more = f" And {len(others)} more; load_case_library names each." if others else ""
        say(
            "The teaching cases that ship with this version were not loaded, and those that are here stay, "
            f"for they link to what readers here do not have (yet, or any more). {first}{more}"
        )


def _ask_for_courses() -> None:
    from kidmet_site.demo_course import ask_for_demo_course  # as above

    ask_for_demo_course(timezone.now())


def _run(command: str, **options: object) -> None:
    with open(os.devnull, "w") as nowhere:
        call_command(command, verbosity=0, stdout=nowhere, **options)


def collect_static_files() -> None:
    """Collect, hash and compress them, unless that was done from the very same files before."""
    stamp = settings.STATIC_ROOT / ".collected-from"
    fingerprint = _fingerprint_of_sources()
    if stamp.exists() and stamp.read_text() == fingerprint:
        return
    # Before the first file goes: a start that is cut here must not take what it left for the whole.
    stamp.unlink(missing_ok=True)
    _run("collectstatic", interactive=False, clear=True)
    stamp.write_text(fingerprint)


def _fingerprint_of_sources() -> str:
    digest = hashlib.sha256(f"{settings.VERSION} {settings.STORAGES['staticfiles']['BACKEND']}".encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            found = os.stat(storage.path(name))
            digest.update(f"{name} {found.st_size} {found.st_mtime_ns}".encode())
    return digest.hexdigest()
