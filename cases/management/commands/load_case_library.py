from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.actions.cases import load_demo_cases
from cases.actions.demo import load_demo_attempts
from cases.actions.library_files import load_library_file
from cases.actions.teaching import CitationFaults, LoadedLibrary, load_library
from cases.content.demo_cases import demo_cases
from cases.content.library import LibraryFaults, ShippedLibrary, read_library, shipped_library
from cases.domain.record import CaseFileError
from cases.management.case_input import UNREADABLE, name_of
from guidance.queries.editions import NoEdition

DEMO_DOMAIN = "@demo.kidmet.example"
DEMO_RESIDENT = f"resident{DEMO_DOMAIN}"
DEMO_EDUCATOR = f"educator{DEMO_DOMAIN}"


class Command(BaseCommand):
    help = (
        "Load the library of teaching cases that ships with KidMet (a case that changed gets a new version), "
        "check the demo cases and, in a demonstration, give its residents copies and attempts (idempotent: "
        "what is there stays as it is)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--for",
            dest="email",
            help="the e-mail address of a person who gets the copies; in a demonstration its resident",
        )

        parser.add_argument(
            "path",
            metavar="FOLDER|FILE",
            nargs="?",
            help="a folder with another library, or one as the file that KidMet exports; else what ships",
        )
        parser.add_argument("--library", metavar="FOLDER", help="the same, as it was called before")

    def handle(self, *args: Any, **options: Any) -> None:
        # All that may be wrong is found out before anything is said to be done.
        checked, person = _checked(), _person(options["email"])
        library, loaded = _load(options.get("path") or options.get("library"))
        self.stdout.write(f"{len(checked)} demo cases, all readable.")
        count = len(library.cases)
        self.stdout.write(f"{count} teaching cases, {loaded.new_versions} of them new or changed.")
        if person is not None:
            added = load_demo_cases(by=person, now=timezone.now())
            self.stdout.write(f"{len(added)} copied for {person.email}.")
        if settings.DEMO_MODE and options["email"] is None:
            self._load_attempts()

    def _load_attempts(self) -> None:
        people = get_user_model()._default_manager.filter(email__endswith=DEMO_DOMAIN, is_resident=True)
        try:
            made = load_demo_attempts(
                people={person.email.removesuffix(DEMO_DOMAIN): person for person in people},
                educator=get_user_model()._default_manager.filter(email=DEMO_EDUCATOR).first(),
                now=timezone.now(),
            )
        except NoEdition:
            self.stdout.write("No demo attempts: load the guidance first, they are marked against it.")
            return
        self.stdout.write(f"{made} demo attempts made.")


def _checked() -> tuple[Any, ...]:
    try:
        return demo_cases()
    except CaseFileError as error:
        raise CommandError(f"A demo case is faulty:\n{error}") from error


def _load(given: str | None) -> tuple[ShippedLibrary, LoadedLibrary]:
    path = None if given is None else Path(given)
    if path is not None and path.suffix != ".zip" and not path.is_dir():
        raise CommandError(f"{name_of(str(given))} is no folder.", returncode=UNREADABLE)
    if path is not None and not path.exists():
        raise CommandError(f"{name_of(str(given))} is not there.", returncode=UNREADABLE)
    try:
        if path is not None and not path.is_dir():
            return load_library_file(path=path, now=timezone.now())
        library = read_library(path) if path is not None else shipped_library()
        return library, load_library(library=library, now=timezone.now())
    except (LibraryFaults, CitationFaults) as error:
        message = f"The library of teaching cases is faulty; nothing of it was loaded:\n{error}"
        raise CommandError(message, returncode=UNREADABLE) from error


def _person(email: str | None) -> Any:
    """Whoever gets copies: the one named, else the resident of a demonstration, else nobody."""
    people = get_user_model()._default_manager
    if email is None:
        return people.filter(email=DEMO_RESIDENT).first() if settings.DEMO_MODE else None
    person = people.filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(f"Nobody has the e-mail address {name_of(email)}.", returncode=UNREADABLE)
    return person
