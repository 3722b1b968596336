from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from cases.actions import load_demo_cases
from cases.content.demo_cases import demo_cases
from cases.domain.record import CaseFileError

DEMO_RESIDENT = "resident@demo.kidmet.example"


class Command(BaseCommand):
    help = (
        "Check the demo cases that ship with KidMet and, in a demonstration, give its resident a copy "
        "of each (idempotent: a copy that is there stays as it is)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--for",
            dest="email",
            help="the e-mail address of a person who gets the copies; in a demonstration its resident",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            checked = demo_cases()
        except CaseFileError as error:
            raise CommandError(f"A demo case is faulty:\n{error}") from error
        self.stdout.write(f"{len(checked)} demo cases, all readable.")
        person = _person(options["email"])
        if person is not None:
            added = load_demo_cases(by=person, now=timezone.now())
            self.stdout.write(f"{len(added)} copied for {person.email}.")


def _person(email: str | None) -> Any:
    """Whoever gets copies: the one named, else the resident of a demonstration, else nobody."""
    people = get_user_model()._default_manager
    if email is None:
        return people.filter(email=DEMO_RESIDENT).first() if settings.DEMO_MODE else None
    person = people.filter(email=email.strip().lower()).first()
    if person is None:
        raise CommandError(f"Nobody has the e-mail address {email}.")
    return person
