"""How sure people said they were."""

from collections.abc import Mapping

from cases.domain.sureness import Sureness, SurePlace
from cases.models import Attempt, GivenSureness
from kidmet_site.accounts.models import User


def sureness_given(attempt: Attempt) -> Mapping[SurePlace, Sureness]:
    """By place. Of an attempt that does not ask for it nothing, and no query."""
    if not attempt.asks_sureness:
        return {}
    rows = GivenSureness.objects.filter(attempt=attempt).values_list("subject", "key", "level")
    return {(subject, key): Sureness(level) for subject, key, level in rows}


def wants_sureness(user: User) -> bool:
    """Whether somebody was asked it in the practice that they began last."""
    own = Attempt.objects.filter(resident=user, assigned_case=None, is_trial=False)
    return bool(own.order_by("-started_at", "-pk").values_list("asks_sureness", flat=True).first())
