"""By whose clock somebody reads and types times."""

from kidmet_site.accounts.models import User


def keep_zone(*, person: User, time_zone: str) -> None:
    """The name of a zone, or "" for the site's; what they were told before is not told anew."""
    person.time_zone = time_zone
    person.save(update_fields=["time_zone"])
