"""A kind of job that the tests alone have: it counts."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from kidmet_site.accounts.models import User
from kidmet_site.work import jobs
from kidmet_site.work.jobs import GivesUp, Progress
from kidmet_site.work.models import Job
from tests.working import NOW

COUNTING = SimpleNamespace(tries=4)


@dataclass
class Counted:
    written: list[int] = field(default_factory=list)
    given_up: list[int] = field(default_factory=list)
    fails_at: int | None = None
    gives_up: bool = False
    meanwhile: Callable[[], object] = lambda: None


@contextmanager
def counting() -> Iterator[Counted]:
    """While it lasts there is the kind `counting`."""
    counted = Counted()

    @jobs.kind(
        "counting",
        title="Counting",
        tries=COUNTING.tries,
        failed=lambda job: counted.given_up.append(job.pk),
    )
    def count(job: Job, *, now: datetime, until: float) -> Progress:
        at = job.done + 1
        counted.meanwhile()
        if at == counted.fails_at:
            raise (
                GivesUp(f"Nothing can be counted beyond {job.done}.")
                if counted.gives_up
                else ValueError("secret")
            )
        return Progress(
            done=at,
            is_done=at == job.total,
            keep=None if at == job.total else {"at": at},
            result={"sum": at},
            write=lambda: counted.written.append(at),
        )

    try:
        yield counted
    finally:
        del jobs.KINDS["counting"]


def begun(total: int, *, by: User | None, once: str = "") -> Job:
    return jobs.begin("counting", by=by, now=NOW, total=total, once=once)
