"""By whose clock somebody reads and types times, and of what they are reminded."""

from datetime import datetime

from django.db import transaction

from cases.actions.reminding import wish_reminders
from kidmet_site.accounts.models import User


@transaction.atomic
def keep_times(*, person: User, time_zone: str, in_app: bool, by_mail: bool, now: datetime) -> None:
    """`time_zone` is the name of one, or "" for the site's."""
    if time_zone != person.time_zone:
        person.time_zone = time_zone
        person.save(update_fields=["time_zone"])
    wish_reminders(in_app=in_app, by_mail=by_mail, by=person, now=now)
