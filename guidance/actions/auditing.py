"""The one way into the audit: called inside the transaction of the act that it tells of."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from guidance.domain.characters import shown
from guidance.models import AuditEntry, ChangeSet
from guidance.permissions import can_curate, check_can_curate
from kidmet_site.accounts.models import User

SITE = "this site"
LONGEST_ASKED = 200


def record_act(
    *,
    act: str,
    by: User | None,
    now: datetime,
    subject: str = "",
    why: str = "",
    change_set: ChangeSet | None = None,
    edition: int | None = None,
    **detail: Any,
) -> AuditEntry:
    """`by` is None where the site itself acts, as when it loads the pack that ships with it."""
    return AuditEntry.objects.create(
        at=now,
        by=by,
        name=str(by) if by else SITE,
        role=role_of(by),
        act=act,
        subject=subject[:300],
        why=why.strip(),
        change_set=change_set.pk if change_set else None,
        edition=edition,
        detail=detail,
    )


def record_audit_export(*, by: User, now: datetime, asked: Mapping[str, str]) -> AuditEntry:
    """Somebody takes the audit along, as far as it was asked for. Raises NotACurator."""
    check_can_curate(by)
    said = {shown(name, LONGEST_ASKED): shown(value, LONGEST_ASKED) for name, value in asked.items()}
    return record_act(act="exported", by=by, now=now, subject="the audit", asked=said)


def role_of(by: User | None) -> str:
    """In which role somebody acts on the guidance; whoever holds several acts in the one that allows it."""
    if by is None:
        return "site"
    if by.is_curator:
        return "curator"
    return "administrator" if can_curate(by) else "reader"
