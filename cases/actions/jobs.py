"""What a worker does of the cases: each kind of job is registered as its module is imported."""

import time
from datetime import datetime

from cases.actions import case_results, cohort_lists, covering, remarking, reminding, replaying, waiting_marks
from cases.actions.exporting import step_export
from cases.actions.importing import step_import
from cases.actions.transfers import TransferRefused, TransferState, close
from cases.models import LibraryTransfer
from cases.permissions import NotAnEducator
from kidmet_site.work.jobs import GivesUp, Progress, kind
from kidmet_site.work.models import Job

__all__ = ["case_results", "cohort_lists", "covering", "remarking", "reminding", "replaying", "waiting_marks"]
AT_A_TIME = 0.5
"""Seconds for which a piece of an export keeps others from writing."""


@kind("library", title="A library on its way")
def carry_transfer(job: Job, *, now: datetime, until: float) -> Progress:
    """Short pieces one after the other: each is committed with how far it is, and is not done twice."""
    transfer = LibraryTransfer.objects.filter(pk=job.payload["transfer"]).select_related("by").first()
    if transfer is None:
        raise GivesUp(
            "It is not there any more: the last few imports and exports are kept, and no file that names "
            "somebody who deleted their account."
        )
    if transfer.state == TransferState.STOPPED:
        raise GivesUp("It was stopped, and what was read of it is gone. Begin it anew.")
    step = step_import if transfer.way == LibraryTransfer.Way.IN else step_export
    try:
        while transfer.is_running:
            transfer = step(transfer=transfer, by=transfer.by, now=now, seconds=AT_A_TIME)
            if time.monotonic() >= until:
                break
    except (NotAnEducator, TransferRefused) as refusal:
        close(transfer, TransferState.REFUSED, now, faults=[str(refusal)])
        raise GivesUp(str(refusal)) from refusal
    return Progress(done=transfer.done, total=transfer.total, is_done=not transfer.is_running)
