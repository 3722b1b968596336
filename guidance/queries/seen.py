"""What a person has looked at in a change set."""

from datetime import datetime

from guidance.models import ChangeSeen, ChangeSet
from kidmet_site.accounts.models import User


def seen_by(user: User, change_set: ChangeSet) -> dict[int, datetime]:
    """When, by the number of the change; one query."""
    return dict(ChangeSeen.objects.filter(change__change_set=change_set, by=user).values_list("change", "at"))
