"""Who sees what is done outside of requests, and who may handle it."""

from kidmet_site.accounts.models import User, Visitor
from kidmet_site.work.models import Job


def signed_in(user: Visitor) -> bool:
    return bool(user.is_authenticated)


def runs_the_site(user: Visitor) -> bool:
    """Administrators see that work waits, runs or failed, whoever asked for it; not what it holds."""
    return bool(user.is_authenticated and user.is_superuser)


def can_view_job(user: User, job: Job) -> bool:
    return job.owner_id == user.pk or runs_the_site(user)
