from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand
from django.utils import timezone

from guidance.actions.demo import load_demo_work
from guidance.queries.draft import NoDraft
from guidance.queries.editions import NoEdition

DEMO_DOMAIN = "@demo.kidmet.example"


class Command(BaseCommand):
    help = (
        "Give the curators of a demonstration something to do: a proposal and a reader's flag (idempotent)."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        people = get_user_model()._default_manager.filter(email__endswith=DEMO_DOMAIN)
        try:
            made = load_demo_work(
                people={person.email.removesuffix(DEMO_DOMAIN): person for person in people},
                now=timezone.now(),
            )
        except (NoDraft, NoEdition) as missing:
            self.stdout.write(f"Nothing to work on yet. {missing}")
            return
        self.stdout.write(f"{made} of a proposal and a flag made.")
