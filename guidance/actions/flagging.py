"""Readers doubt a statement, an addition or a note; curators answer."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.urls import reverse

from guidance.actions.auditing import record_act
from guidance.actions.free_text import checked_text
from guidance.actions.telling import tell
from guidance.models import Flag
from guidance.models.reader import FLAGGED, SHORTEST_REASON
from guidance.permissions import check_can_curate, check_signed_in
from guidance.queries.editions import current_edition
from guidance.queries.editions import edition as edition_numbered
from guidance.queries.flags import can_be_flagged, entry_in
from kidmet_site.accounts.models import User

SHORTEST_REPLY = 3
PAGES = {kind: f"guidance_{kind}" for kind in FLAGGED}


class FlagRefused(RuntimeError):
    """A flag that cannot be raised or resolved; the message says why."""


class AlreadyFlagged(FlagRefused):
    def __init__(self, what: str) -> None:
        super().__init__(
            f"You have flagged this {what} already, and nobody has answered yet. "
            "You can flag it again when somebody has."
        )


class FlagIsResolved(FlagRefused):
    def __init__(self, flag: Flag) -> None:
        who = str(flag.resolved_by) if flag.resolved_by else "Another curator"
        super().__init__(f"{who} has answered this before you: “{flag.reply}” Nothing was saved.")
        self.flag = flag


def raise_flag(*, kind: str, entry_id: str, edition: int, reason: str, by: User, now: datetime) -> Flag:
    """Tell the curators that a statement, an addition or a note of an edition is doubtful, and why.

    Raises NotSignedIn, TextRefused, AlreadyFlagged, NoEdition, NotInEdition.
    """
    check_signed_in(by)
    entry = entry_in(edition_numbered(edition), kind, entry_id)
    reason = checked_text(reason, shortest=SHORTEST_REASON)
    if Flag.objects.filter(kind=kind, entry_id=entry_id, by=by, resolved_at=None).exists():
        raise AlreadyFlagged(FLAGGED[kind].lower())
    try:
        return _raised(kind, entry_id, edition, reason, entry.text, by, now)
    except IntegrityError as error:
        # The same reader did it from two tabs at once.
        raise AlreadyFlagged(FLAGGED[kind].lower()) from error


@transaction.atomic
def _raised(kind: str, entry_id: str, edition: int, reason: str, text: str, by: User, now: datetime) -> Flag:
    flag = Flag.objects.create(
        kind=kind, entry_id=entry_id, edition=edition, reason=reason, text=text, by=by, at=now
    )
    record_act(act="flagged", by=by, now=now, subject=f"{kind} {entry_id}", why=reason, edition=edition)
    return flag


@transaction.atomic
def resolve_flag(*, flag: Flag, reply: str, by: User, now: datetime) -> Flag:
    """Answer the reader, once. Of two curators at once the second is told what the first has said.

    Raises NotACurator, TextRefused, FlagIsResolved.
    """
    check_can_curate(by)
    reply = checked_text(reply, shortest=SHORTEST_REPLY)
    open_flag = Flag.objects.filter(pk=flag.pk, resolved_at=None)
    if not open_flag.update(reply=reply, resolved_by=by, resolved_at=now):
        raise FlagIsResolved(Flag.objects.select_related("resolved_by").get(pk=flag.pk))
    flag = Flag.objects.select_related("by").get(pk=flag.pk)
    what = f"{flag.kind} {flag.entry_id}"
    record_act(act="resolved the flag on", by=by, now=now, subject=what, why=reply, edition=flag.edition)
    if flag.by is not None and flag.by != by:
        said = f"Your flag on {what} was answered: “{reply}”"
        tell([flag.by], said, path=_page_of(flag), now=now, by=by)
    return flag


def _page_of(flag: Flag) -> str:
    """Where the reader finds the answer: in the edition that readers see, if it still has the entry."""
    held = can_be_flagged(current_edition(), flag.kind)
    at = "" if flag.entry_id in held else f"?edition={flag.edition}"
    return f"{reverse(PAGES[flag.kind], args=[flag.entry_id])}{at}#flags"
