"""Where somebody arrives who enters without having asked for a page."""

from datetime import datetime

from cases.queries.assigned import work_of
from cases.queries.cohorts import cohorts_taught_by
from kidmet_site.accounts.models import User


def what_waits(person: User, now: datetime) -> str:
    """The page where something does: the cohorts that they teach, or assigned work that is open; or ""."""
    if cohorts_taught_by(person).filter(archived_at=None).exists():
        return "teach_cohorts"
    if any(work.is_to_do and work.window.takes_work(now) for work in work_of(person, now).standing):
        return "learning"
    return ""
