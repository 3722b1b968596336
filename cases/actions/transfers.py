"""What importing and exporting a library share: a job that goes through its entries, and an end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from cases.actions.watching import tell_who_left
from cases.models import ImportedCase, LibraryTransfer, TransferChunk
from cases.permissions import check_can_teach
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import at_start
from kidmet_site.work.jobs import begin as begin_job
from kidmet_site.work.jobs import stop as stop_job

TransferState = LibraryTransfer.State
MOST_FAULTS = 100
KEPT = 5
"""The transfers of a person that stay to be seen; older ones go, with their files."""


class TransferRefused(Exception):
    """Something that a transfer does not allow, in a sentence. Nothing was changed."""


def check_is_own(transfer: LibraryTransfer, by: User) -> None:
    """Raises NotAnEducator, TransferRefused."""
    check_can_teach(by)
    if transfer.by_id != by.pk:
        raise TransferRefused("This import or export is somebody else's.")


def begin(*, by: User, now: datetime, **columns: Any) -> LibraryTransfer:
    """A new transfer with its job; one that is under way is stopped, and the oldest are forgotten."""
    for older in LibraryTransfer.objects.filter(by=by, state=TransferState.RUNNING):
        close(older, TransferState.STOPPED, now)
    old = LibraryTransfer.objects.filter(by=by).values_list("pk", flat=True)[KEPT - 1 :]
    LibraryTransfer.objects.filter(pk__in=list(old)).delete()
    made = LibraryTransfer.objects.create(by=by, started_at=now, updated_at=now, **columns)
    _give_job(made, now)
    return made


def _give_job(transfer: LibraryTransfer, now: datetime) -> None:
    transfer.job = begin_job(
        "library",
        payload={"transfer": transfer.pk},
        by=transfer.by,
        now=now,
        # Administrators see it among all that is done, so it does not say what a private library is called.
        title=f"{transfer.get_way_display()} of a library, number {transfer.pk}",
        path=reverse("teach_transfer", args=[transfer.pk]),
        total=transfer.total,
    )
    transfer.save(update_fields=["job"])


@at_start
@transaction.atomic
def go_on_with_transfers(now: datetime) -> None:
    """Those of versions in which a page went through them, and no job."""
    left = LibraryTransfer.objects.filter(state=TransferState.RUNNING, job=None)
    for transfer in left.select_for_update(of=("self",)).select_related("by"):
        _give_job(transfer, now)


def move(transfer: LibraryTransfer, now: datetime, **columns: Any) -> bool:
    """Write how far it is, if it still stands where it was loaded: of two steps at once one is dropped."""
    standing = LibraryTransfer.objects.filter(pk=transfer.pk, state=TransferState.RUNNING, done=transfer.done)
    moved = bool(standing.update(updated_at=now, **columns))
    transfer.refresh_from_db()
    return moved


@transaction.atomic
def close(transfer: LibraryTransfer, state: str, now: datetime, **columns: Any) -> bool:
    """The end of a transfer: what was read goes, and the file but for one that is to be fetched."""
    rows = LibraryTransfer.objects.filter(pk=transfer.pk, state=TransferState.RUNNING)
    closed = bool(rows.update(state=state, updated_at=now, **columns))
    if closed:
        ImportedCase.objects.filter(transfer=transfer).delete()
        if (transfer.way, state) != (LibraryTransfer.Way.OUT, TransferState.DONE):
            TransferChunk.objects.filter(transfer=transfer).delete()
        _end_job(transfer, state, now)
    transfer.refresh_from_db()
    return closed


def _end_job(transfer: LibraryTransfer, state: str, now: datetime) -> None:
    job = transfer.job
    if state == TransferState.STOPPED and job and job.is_open:
        stop_job(job, by=transfer.by, now=now)
    elif state != TransferState.STOPPED:
        said = "is done" if state == TransferState.DONE else "was refused: the page says why"
        path = reverse("teach_transfer", args=[transfer.pk])
        text = f"The {transfer.get_way_display().lower()} of “{transfer.title}” {said}."
        tell_who_left(job, text, path=path, now=now)


def stop_transfer(*, transfer: LibraryTransfer, by: User, now: datetime) -> None:
    """Nothing of it was in use. Raises TransferRefused, NotAnEducator."""
    check_is_own(transfer, by)
    close(transfer, TransferState.STOPPED, now)
