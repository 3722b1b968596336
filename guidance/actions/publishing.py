"""From the draft to what readers see, and back to what they saw before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from guidance import models
from guidance.actions.drafting import payload_of
from guidance.domain.edition import content_hash
from guidance.pack import Fault, PackFault, PackFaults, changes_between, counts_of, faults_in
from guidance.pack.places import within_entry
from guidance.permissions import check_can_publish
from guidance.queries import NoEdition


@transaction.atomic
def publish_edition(*, document: models.Document, by: Any, now: datetime, note: str = "") -> models.Edition:
    """Publish the draft under the next number. Raises NotACurator, and PackFaults for a draft with faults.

    `by` is None where the site itself loads the pack that ships with it.
    """
    check_can_publish(by)
    payload = payload_of(document)
    faults = faults_in(payload)
    if faults:
        raise PackFaults([_in_draft(fault) for fault in faults])
    return publish_payload(payload, by=by, now=now, note=note)


def _in_draft(fault: Fault) -> PackFault:
    return PackFault("draft", 0, fault.message, fault.id, within_entry(fault.place), fault.nearest)


@transaction.atomic
def publish_again(*, number: int, by: Any, now: datetime, note: str = "") -> models.Edition:
    """Go back to an older edition by publishing it under a new number. Raises NoEdition, NotACurator."""
    check_can_publish(by)
    older = models.Edition.objects.filter(number=number).first()
    if older is None:
        raise NoEdition(number)
    return publish_payload(older.payload, by=by, now=now, note=note, repeats=number)


def publish_payload(
    payload: Mapping[str, Any], *, by: Any, now: datetime, note: str, repeats: int | None = None
) -> models.Edition:
    """Write the row. Of two who publish at once the documents' lock lets one go first."""
    list(models.Document.objects.select_for_update().filter(is_guidance=True))
    latest = models.Edition.objects.order_by("-number").first()
    return models.Edition.objects.create(
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
