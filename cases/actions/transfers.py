"""What importing and exporting a library share: steps that a page asks for, and an end.

Nothing runs by itself: a transfer that nobody steps stands still, and whoever began it can take it up again.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from cases.models import ImportedCase, LibraryTransfer, TransferChunk
from cases.permissions import check_can_teach
from kidmet_site.accounts.models import User

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
    """A new transfer; one that stands still is stopped, and the oldest are forgotten."""
    for older in LibraryTransfer.objects.filter(by=by, state=TransferState.RUNNING):
        close(older, TransferState.STOPPED, now)
    old = LibraryTransfer.objects.filter(by=by).values_list("pk", flat=True)[KEPT - 1 :]
    LibraryTransfer.objects.filter(pk__in=list(old)).delete()
    return LibraryTransfer.objects.create(by=by, started_at=now, updated_at=now, **columns)


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
    transfer.refresh_from_db()
    return closed


def stop_transfer(*, transfer: LibraryTransfer, by: User, now: datetime) -> None:
    """Nothing of it was in use. Raises TransferRefused, NotAnEducator."""
    check_is_own(transfer, by)
    close(transfer, TransferState.STOPPED, now)
