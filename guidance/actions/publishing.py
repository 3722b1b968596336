"""From the draft to what readers see, and back to what they saw before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from guidance import models
from guidance.actions.auditing import record_act
from guidance.actions.change_sets import path_of, step_change_set
from guidance.actions.telling import tell, tell_subscribers
from guidance.domain.changing import State
from guidance.domain.characters import check_characters
from guidance.domain.characters import seen as visible
from guidance.domain.edition import content_hash
from guidance.domain.faults import Fault
from guidance.domain.limits import REMARK
from guidance.domain.naming import Names
from guidance.pack import PackFaults, changes_between, counts_of, faults_in
from guidance.pack.mending import in_words, named_in
from guidance.permissions import check_can_publish
from guidance.queries.draft import guidance_document, held_document, payload_of
from guidance.queries.editions import NoEdition
from kidmet_site.accounts.models import User

SHORTEST_SUMMARY = 10


class NothingToPublish(RuntimeError):
    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or "The draft says what readers see already: there is nothing to publish.")


class DraftMovedOn(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "The draft has changed since you opened this page: something else was accepted or taken back "
            "out. Nothing was published. Look again at what would be."
        )


class EditionMovedOn(RuntimeError):
    def __init__(self) -> None:
        super().__init__(
            "Readers see another edition than when you opened this page. Nothing was published. Look again "
            "at what would change for them."
        )


class SummaryTooShort(ValueError):
    def __init__(self, given: str, what: str = "Tell readers what changed") -> None:
        asked = f"{what}, in {SHORTEST_SUMMARY} characters or more."
        super().__init__(f"“{given.strip()}” is too short. {asked}" if given.strip() else asked)


@transaction.atomic
def publish_edition(
    *, document: models.Document, by: User | None, now: datetime, note: str = ""
) -> models.Edition:
    """Publish the draft under the next number. Raises NotACurator, and PackFaults for a draft with faults.

    `by` is None where the site itself loads the pack that ships with it.
    """
    check_can_publish(by)
    payload = payload_of(document)
    faults = faults_in(payload)
    if faults:
        names = Names(named_in(payload))
        raise PackFaults([Fault("", str(in_words(each, payload, names)), file="draft") for each in faults])
    edition = publish_payload(payload, by=by, now=now, note=note)
    accepted = models.ChangeSet.objects.filter(document=document, state=State.ACCEPTED)
    authors = list(accepted.filter(author__is_active=True).exclude(author=by).select_related("author"))
    accepted.update(state=State.PUBLISHED, edition=edition, updated_at=now)
    for each in authors:
        said = f"Your change set “{each}” is in {edition}, which readers see now."
        tell([each.author] if each.author else [], said, path=path_of(each), now=now)
    return edition


@transaction.atomic
def publish_draft(
    *, by: User, now: datetime, summary: str, seen: str, over: int | None = None
) -> models.Edition:
    """Publish what has been accepted, as the draft stood when the page was opened (`seen`, its hash).

    `over` is the edition that readers saw then (None: whichever).

    Raises NotACurator, NothingToPublish, DraftMovedOn, PackFaults, NoDraft.
    """
    check_can_publish(by)
    document = held_document(guidance_document().pk)
    _check_is_as_seen(document, seen, over)
    check_characters(summary, "What readers are told")
    REMARK.check(len(summary.strip()))
    if len(visible(summary)) < SHORTEST_SUMMARY:
        raise SummaryTooShort(summary)
    return publish_edition(document=document, by=by, now=now, note=summary.strip())


def _check_is_as_seen(document: models.Document, seen: str, over: int | None) -> None:
    latest = models.Edition.objects.order_by("-number").values_list("hash", "number").first()
    if latest and document.hash == latest[0]:
        raise NothingToPublish
    if document.hash != seen:
        raise DraftMovedOn
    if over is not None and over != (latest[1] if latest else 0):
        raise EditionMovedOn


@transaction.atomic
def accept_and_publish(
    *,
    change_set: models.ChangeSet,
    by: User,
    now: datetime,
    summary: str,
    seen: str,
    seen_draft: str,
    over: int,
) -> models.Edition:
    """Accept a set and publish the draft with it: both or neither.

    `seen` is the digest of the set as it was looked at, `seen_draft` and `over` what it was looked at on.
    Raises what accepting and publishing raise.
    """
    check_can_publish(by)
    if held_document(change_set.document_id).hash != seen_draft:
        raise DraftMovedOn
    step_change_set(change_set=change_set, step="accept", by=by, now=now, seen=seen)
    draft = guidance_document()
    return publish_draft(by=by, now=now, summary=summary, seen=draft.hash, over=over)


@transaction.atomic
def publish_again(*, number: int, by: User, now: datetime, note: str = "") -> models.Edition:
    """Go back to an older edition by publishing it under a new number. Raises NoEdition, NotACurator."""
    check_can_publish(by)
    older = models.Edition.objects.filter(number=number).first()
    if older is None:
        raise NoEdition(number)
    return publish_payload(older.payload, by=by, now=now, note=note, repeats=number)


@transaction.atomic
def publish_payload(
    payload: Mapping[str, Any], *, by: User | None, now: datetime, note: str, repeats: int | None = None
) -> models.Edition:
    """Write the row. Of two who publish at once the documents' lock lets one go first."""
    list(models.Document.objects.select_for_update().filter(is_guidance=True).values_list("pk"))
    latest = models.Edition.objects.order_by("-number").first()
    edition = models.Edition.objects.create(
        number=latest.number + 1 if latest else 1,
        hash=content_hash(payload),
        payload=payload,
        published_at=now,
        published_by=by,
        note=note,
        repeats=repeats,
        counts=counts_of(payload),
        changes=changes_between(latest.payload, payload) if latest else {},
    )
    record_act(
        act="published again" if repeats else "published",
        by=by,
        now=now,
        subject=f"{edition}{f', which repeats edition {repeats}' if repeats else ''}",
        why=note,
        edition=edition.number,
        hash=edition.hash,
    )
    _overtake(edition, now)
    if latest:
        tell_subscribers(
            f"Edition {edition.number} of the guidance is published. {note}".strip(),
            path=f"{reverse('guidance_changes')}?from={latest.number}&to={edition.number}",
            now=now,
        )
    return edition


def _overtake(edition: models.Edition, now: datetime) -> None:
    """Whoever proposed to go back had another edition before them: they look again."""
    waiting = models.GoingBack.objects.filter(outcome=models.GoingBack.WAITING).select_related("proposed_by")
    for each in waiting.defer("target__payload"):
        each.outcome, each.decided_at = "overtaken", now
        each.save(update_fields=["outcome", "decided_at"])
        if each.proposed_by:
            said = f"{edition} is published since you proposed to go back. Look whether it is still wanted."
            tell([each.proposed_by], said, path=f"{reverse('draft_publish')}#going-back", now=now)
