"""What a copy of everything leaves out until a debrief opens: it would tell the key."""

from typing import Any

from django.utils import timezone

from cases.queries.withheld import withheld_cases
from kidmet_site.accounts.models import User

SAID = "Left out until the debrief of your assignment opens: export again then."
OF_THE_KEY = ("earned", "possible", "difference", "guidance_edition")
"""What of an attempt tells how it was marked."""


def waits(person: User, teaching_case: int) -> bool:
    """Asked once for all rows of a person that one step exports."""
    held: Any = person
    if not hasattr(held, "withheld_from_export"):
        held.withheld_from_export = waiting_cases(person)
    return teaching_case in held.withheld_from_export


def waiting_cases(person: User) -> frozenset[int]:
    return withheld_cases(person.pk, timezone.now())
