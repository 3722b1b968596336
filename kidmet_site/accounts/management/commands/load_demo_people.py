from typing import Any

from django.core.management.base import BaseCommand

from kidmet_site.accounts.demo import load_demo_people


class Command(BaseCommand):
    help = "Make the demonstration's people, one for each role (idempotent)."

    def handle(self, *args: Any, **options: Any) -> None:
        people = load_demo_people()
        self.stdout.write(f"{len(people)} demo people: {', '.join(person.email for person in people)}")
