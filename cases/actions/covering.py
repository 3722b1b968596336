"""The coverage of a draft by stored cases: worked out by a job, block by block, and kept until the next."""

import time
from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases.actions.replaying import tables_from, tried_edition
from cases.actions.watching import tell_who_left
from cases.models import StoredCoverage
from cases.queries.coverage import Seen, stored_stamp
from cases.queries.replaying import stored_case_count
from guidance.domain.engine.replaying import Survey
from guidance.permissions import check_can_curate
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import GivesUp, Progress, begin, kind
from kidmet_site.work.models import Job

FAULTY = "The draft has faults. Mend them, then work the coverage out again."


@transaction.atomic
def start_coverage(*, change_set: int | None, by: User, now: datetime) -> StoredCoverage:
    """Have it worked out, unless it is being so already. Raises NotACurator."""
    check_can_curate(by)
    draft = change_set or 0
    StoredCoverage.objects.get_or_create(draft=draft)
    row = StoredCoverage.objects.select_for_update(of=("self",)).select_related("job").get(draft=draft)
    if row.is_under_way:
        return row
    path = reverse("curate_coverage") + (f"?change_set={change_set}" if change_set else "")
    row.job = begin(
        "coverage",
        payload={"draft": draft},
        by=by,
        now=now,
        title=str(row),
        path=path,
        total=stored_case_count(),
    )
    row.save(update_fields=["job"])
    return row


@kind("coverage", title="The coverage of a draft")
def _go_on(job: Job, *, now: datetime, until: float) -> Progress:
    """Where it stands is in the job's payload: what a kill cut off is looked at anew, and counted once."""
    draft = job.payload["draft"]
    edition = tried_edition(draft or None)
    if edition is None:
        raise GivesUp(FAULTY)
    held = job.payload.get("seen", {})
    if held.get("edition_hash") != edition.hash:  # at the beginning, and where the draft changed meanwhile
        held = {"edition_hash": edition.hash, "stamp": stored_stamp(), "next_block": 0}
    seen = Seen(set(held.get("sections", ())), held.get("read", 0), held.get("unmatched", 0))
    survey = Survey(edition)
    for number, table in tables_from(held["next_block"], survey.facts):
        seen.look_at(survey, table)
        held |= {"next_block": number + 1, "sections": sorted(seen.sections)}
        held |= {"read": seen.read, "unmatched": seen.unmatched}
        if time.monotonic() >= until:
            return Progress(done=seen.read, is_done=False, keep={"draft": draft, "seen": held})
    return Progress(done=seen.read, total=seen.read, write=lambda: _keep(job, draft, held, seen, now))


def _keep(job: Job, draft: int, held: dict, seen: Seen, now: datetime) -> None:
    found = {
        "edition_hash": held["edition_hash"],
        "stamp": held["stamp"],
        "sections": sorted(seen.sections),
        "read": seen.read,
        "unmatched": seen.unmatched,
        "worked_out_at": now,
    }
    row, _ = StoredCoverage.objects.update_or_create(draft=draft, defaults=found)
    tell_who_left(job, f"{row} is worked out.", path=job.path, now=now)
