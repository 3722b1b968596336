"""Keeping how sure somebody says they are: within the save of the step that asks it, while it is open."""

from collections.abc import Iterable, Mapping

from cases.actions.beginning import AttemptRefused
from cases.domain.sureness import Sureness, SurePlace, places_at
from cases.domain.teaching import TeachingStep
from cases.models import Attempt, GivenSureness

SureAnswers = Mapping[SurePlace, Sureness | None]


def check_sure_places(step: TeachingStep, places: Iterable[SurePlace]) -> None:
    """Raises AttemptRefused."""
    if not set(places) <= {*places_at(step)}:
        raise AttemptRefused(
            f"How sure you are is asked only of what the step “{step.title}” asks. Nothing was changed."
        )


def write_sureness(*, attempt: Attempt, said: SureAnswers) -> None:
    """What is None is taken back. An attempt that does not ask for it keeps none."""
    if not said or not attempt.asks_sureness:
        return
    for subject, key in (place for place, level in said.items() if level is None):
        GivenSureness.objects.filter(attempt=attempt, subject=subject, key=key).delete()
    GivenSureness.objects.bulk_create(
        [
            GivenSureness(attempt=attempt, subject=subject, key=key, level=level.value)
            for (subject, key), level in said.items()
            if level is not None
        ],
        update_conflicts=True,
        unique_fields=["attempt", "subject", "key"],
        update_fields=["level"],
    )
