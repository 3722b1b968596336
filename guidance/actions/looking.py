"""An administrator looks at what is another's: with a reason, for an hour, and told to whom it belongs."""

from collections.abc import Collection
from datetime import datetime

import structlog
from django.db import transaction

from guidance.actions.free_text import checked_text
from guidance.actions.telling import tell
from guidance.domain.limits import INSIGHT_REASON
from guidance.permissions import INSIGHT_HOLDS, check_can_look
from kidmet_site.accounts.models import Insight, User

log = structlog.get_logger(__name__)
SHORTEST_REASON = 20
TOLD_AT = "/account/insights/"


@transaction.atomic
def look_inside(
    *, kind: Insight.Kind, number: int, people: Collection[User], reason: str, by: User, now: datetime
) -> list[Insight]:
    """Open one thing to an administrator, to read, and tell everybody whose it is.

    `people` own it or wrote in it. Raises NotAnAdministrator; TextRefused for a reason that is too short or
    too long.
    """
    check_can_look(by)
    said = checked_text(reason, shortest=SHORTEST_REASON, longest=INSIGHT_REASON.most)
    opened = [
        Insight(
            kind=kind,
            number=number,
            owner=person,
            by=by,
            name=str(by)[:254],
            reason=said,
            at=now,
            until=now + INSIGHT_HOLDS,
        )
        for person in people
    ]
    Insight.objects.bulk_create(opened)
    told = [person for person in people if person != by]
    tell(told, f"{by} {DID[kind]}. Why: {said}", path=TOLD_AT, now=now, by=by)
    log.info("looked_inside", kind=str(kind), number=number, by=by.pk)
    return opened


DID = {
    Insight.Kind.CASE: "looked at a case of yours",
    Insight.Kind.ATTEMPT: "looked at an attempt of yours",
    Insight.Kind.DRAFT: "looked at the draft of a teaching case that you wrote in",
    Insight.Kind.LIBRARY: "looked at a library of yours",
    Insight.Kind.ACCOUNT: "changed how you sign in",
}
"""What an administrator did, as the person is told whose it is."""
