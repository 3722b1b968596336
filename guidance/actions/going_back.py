"""Going back to an older edition: one curator proposes it, another confirms it."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from guidance.actions.auditing import record_act
from guidance.actions.publishing import SHORTEST_SUMMARY, NothingToPublish, SummaryTooShort, publish_again
from guidance.actions.telling import tell
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import REMARK
from guidance.models import Document, Edition, GoingBack
from guidance.permissions import (
    StepRefused,
    check_can_publish,
    check_has_interests,
    may_accept_own,
)
from guidance.queries.editions import NoEdition
from guidance.queries.work import reviewers
from kidmet_site.accounts.models import User

DECISIONS = {"confirm": "confirmed", "decline": "declined", "withdraw": "withdrawn"}


def path_to_decide() -> str:
    return f"{reverse('draft_publish')}#going-back"


@transaction.atomic
def go_back_to(*, number: int, by: User, now: datetime, reason: str) -> Edition:
    """One person alone, where the installation allows one. Raises as `propose_going_back`."""
    older, _ = _checked(number, by, reason)
    if not may_accept_own():
        raise StepRefused("Nobody goes back alone. Propose it: another curator confirms it.")
    return publish_again(number=older.number, by=by, now=now, note=reason.strip())


@transaction.atomic
def propose_going_back(*, number: int, by: User, now: datetime, reason: str) -> GoingBack:
    """Readers see nothing of it before another curator confirms it.

    Raises NoEdition, NotACurator, NothingToPublish, SummaryTooShort, StepRefused.
    """
    older, latest = _checked(number, by, reason)
    if GoingBack.objects.filter(outcome=GoingBack.WAITING).exists():
        raise StepRefused("Somebody has proposed to go back already. That is decided first.")
    made = GoingBack.objects.create(
        target=older, over=latest.number, reason=reason.strip(), proposed_by=by, proposed_at=now
    )
    record_act(act="proposed to go back", by=by, now=now, subject=str(made), why=reason, edition=older.number)
    said = f"{by} proposes that readers see {older} again: {made.reason[:500]}"
    tell(reviewers(but=by), said, path=path_to_decide(), now=now, by=by)
    return made


def _checked(number: int, by: User, reason: str) -> tuple[Edition, Edition]:
    """The older edition and the one that readers see, with the documents held."""
    check_can_publish(by)
    _hold()
    editions = Edition.objects.defer("payload")
    older, latest = editions.filter(number=number).first(), editions.order_by("-number").first()
    if older is None or latest is None:
        raise NoEdition(number)
    if older.hash == latest.hash:
        raise NothingToPublish(
            f"Edition {latest.number}, which readers see, says the same as edition {number}."
        )
    check_characters(reason, "The reason")
    REMARK.check(len(reason.strip()))
    if len(seen(reason)) < SHORTEST_SUMMARY:
        raise SummaryTooShort(reason, "Say why readers go back")
    return older, latest


def _hold() -> None:
    """Publishing holds the same: of two at once one goes first."""
    list(Document.objects.select_for_update().filter(is_guidance=True).values_list("pk"))


@transaction.atomic
def decide_going_back(*, going_back: GoingBack, decision: str, by: User, now: datetime) -> Edition | None:
    """Confirm it, which publishes the older edition again, decline it, or withdraw one's own.

    Raises KeyError for another word, NotACurator, StepRefused.
    """
    check_can_publish(by)
    outcome = DECISIONS[decision]
    _hold()
    held = GoingBack.objects.select_related("proposed_by", "target").defer("target__payload")
    row = held.get(pk=going_back.pk)
    _check_can_decide(row, decision, by, now)
    row.outcome, row.decided_by, row.decided_at = outcome, by, now
    row.save(update_fields=["outcome", "decided_by", "decided_at"])
    own: dict[str, Any] = {"own": True} if decision == "confirm" and row.proposed_by_id == by.pk else {}
    record_act(act=f"{outcome} going back", by=by, now=now, subject=str(row), why=row.reason, **own)
    if row.proposed_by and row.proposed_by_id != by.pk:
        said = f"{by} {outcome} your proposal that readers see {row.target} again."
        tell([row.proposed_by], said, path=path_to_decide(), now=now, by=by)
    if decision != "confirm":
        return None
    return publish_again(number=row.target.number, by=by, now=now, note=row.reason)


def _check_can_decide(row: GoingBack, decision: str, by: User, now: datetime) -> None:
    if row.outcome != GoingBack.WAITING:
        raise StepRefused(f"This was {row.get_outcome_display()} already.")
    is_own = row.proposed_by_id == by.pk
    if decision == "withdraw" and not is_own:
        raise StepRefused("Only whoever proposed it withdraws it. You can decline it.")
    if decision != "withdraw" and is_own and not may_accept_own():
        raise StepRefused("You proposed it. Another curator confirms or declines it.")
    if decision == "confirm":
        check_has_interests(by, now)
