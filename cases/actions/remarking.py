"""A corrected key over what was marked before: a dry run is asked for, then applied, and undone in one step.

A worker does each. Of two educators at once the second is told.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from cases.actions.marking import said_with
from cases.actions.remarking_steps import apply_some, count_some, undo_some
from cases.models import Remarking, RemarkPolicy, TeachingCase, TeachingCaseVersion
from cases.permissions import check_can_put_right
from cases.queries.assigned import in_words
from cases.queries.marking import GONE
from cases.queries.remarking import attempts_marked, changed_by, earlier_versions
from guidance.domain.vocabulary import upper_first
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import GivesUp, Progress, at_start, begin, kind
from kidmet_site.work.models import Job

REMARKING = "remarking"


class RemarkingRefused(Exception):
    """Something that does not go with this key, in a sentence. Nothing was changed."""


class RemarkedMeanwhile(RemarkingRefused):
    """Somebody else was at the same key first."""


@transaction.atomic
def start_dry_run(*, version: TeachingCaseVersion, by: User, now: datetime) -> Remarking:
    """Work out what every attempt before would come to by this key; nothing is changed.

    One that waits to be applied gives way to it. Raises RemarkingRefused, NotYourLibrary.
    """
    case = _held(version, by)
    open_one = case.remarkings.filter(state__in=Remarking.OPEN).select_related("asked_by").first()
    if open_one is not None and open_one.is_at_work:
        raise RemarkedMeanwhile(
            f"{upper_first(str(open_one.asked_by or GONE))} had the marks of this case worked out on "
            f"{in_words(open_one.asked_at)}, and that is under way. Nothing was begun."
        )
    numbers = _corrected_by(version)
    if open_one is not None:
        open_one.delete()
    made = Remarking.objects.create(
        teaching_case=case,
        version=version,
        corrects=numbers,
        total=attempts_marked(case, numbers).count(),
        asked_at=now,
        asked_by=by,
    )
    return _given_a_job(made, by, now)


def _held(version: TeachingCaseVersion, by: User) -> TeachingCase:
    """The case, so that of two who act on its key one waits for the other."""
    rows = TeachingCase.objects.select_for_update(of=("self",)).select_related("library")
    case = rows.get(pk=version.teaching_case_id)
    check_can_put_right(by, case.library)
    return case


def _corrected_by(version: TeachingCaseVersion) -> list[int]:
    """The numbers of the versions whose attempts can be marked with its key. Raises RemarkingRefused."""
    if version.pulled_at is not None:
        raise RemarkingRefused("This version is out of use itself. Nothing was begun.")
    earlier = earlier_versions(version)
    numbers = [each.version.number for each in earlier if not each.bars]
    if not earlier:
        raise RemarkingRefused("This is the first version: there is nothing before it to mark anew.")
    if not numbers:
        raise RemarkingRefused(
            f"Nobody can be marked with this key who was asked otherwise. {earlier[0].bars[0]} "
            "Nothing was begun."
        )
    if changed_by(version, numbers).is_empty:
        raise RemarkingRefused("This key marks every answer as the keys before it. Nothing was begun.")
    return numbers


def _given_a_job(remarking: Remarking, by: User | None, now: datetime) -> Remarking:
    remarking.job = begin(
        REMARKING,
        by=by,
        now=now,
        payload={"remarking": remarking.pk},
        title=f"A corrected key: {remarking.version.title}",
        path=reverse("teach_remark", args=[remarking.teaching_case_id, remarking.version.number]),
        total=remarking.total,
    )
    remarking.save(update_fields=["job"])
    return remarking


@transaction.atomic
def apply_remarking(*, remarking: Remarking, policy: str, reason: str, by: User, now: datetime) -> Remarking:
    """Have the new marks put beside the old, by a policy and with a reason that the residents read.

    Raises RemarkingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter.
    """
    _held(remarking.version, by)
    held = _standing(remarking)
    if policy not in RemarkPolicy.values:
        raise RemarkingRefused("Choose whose marks change. Nothing was changed.")
    said = said_with(reason, "The reason", RemarkingRefused)
    if held.state != Remarking.State.COUNTED:
        raise _other(held)
    held.state, held.at, held.done, held.changed = Remarking.State.APPLYING, 0, 0, 0
    held.policy, held.reason, held.applied_at, held.applied_by = policy, said, now, by
    held.total = attempts_marked(held.teaching_case, held.corrects).count()
    held.save()
    return _given_a_job(held, by, now)


def _standing(remarking: Remarking) -> Remarking:
    """As it stands now. Raises RemarkedMeanwhile where another dry run took its place."""
    rows = Remarking.objects.select_for_update(of=("self",)).select_related(
        "teaching_case", "version", "applied_by", "undone_by"
    )
    held = rows.filter(pk=remarking.pk).first()
    if held is None:
        raise RemarkedMeanwhile("Somebody had the marks worked out anew since. Look at that first.")
    return held


def _other(held: Remarking) -> RemarkedMeanwhile:
    who, at = held.applied_by, held.applied_at
    did = "applied this"
    if held.undone_at is not None:
        who, at, did = held.undone_by, held.undone_at, "took this back"
    if at is None:
        return RemarkedMeanwhile("It is being worked out yet. Nothing was changed.")
    return RemarkedMeanwhile(
        f"{upper_first(str(who or GONE))} {did} on {in_words(at)}, since you opened this page. "
        "Nothing was changed by you."
    )


@transaction.atomic
def undo_remarking(*, remarking: Remarking, reason: str, by: User, now: datetime) -> Remarking:
    """Have the marks from before stand again, in one step; what educators changed since stays.

    Raises RemarkingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter.
    """
    case = _held(remarking.version, by)
    held = _standing(remarking)
    said = said_with(reason, "The reason", RemarkingRefused)
    if held.state != Remarking.State.APPLIED:
        raise _other(held)
    if case.remarkings.filter(state__in=Remarking.AT_WORK).exists():
        raise RemarkedMeanwhile("The marks of this case are being worked through. Wait until that is done.")
    newest = case.remarkings.filter(state=Remarking.State.APPLIED).order_by("-applied_at", "-pk").first()
    if newest is not None and newest.pk != held.pk:
        raise RemarkingRefused("A later key was applied over this one. Take that back first.")
    case.remarkings.filter(state=Remarking.State.COUNTED).delete()  # it counted from marks that change now
    held.state, held.at, held.done, held.total = Remarking.State.UNDOING, 0, 0, held.changed
    held.undone_at, held.undone_by, held.undone_reason = now, by, said
    held.save()
    return _given_a_job(held, by, now)


@kind(REMARKING, title="A corrected key")
def step_remarking(job: Job, *, now: datetime, until: float) -> Progress:
    """Portions one after the other: each is committed with how far it is, and is not done twice."""
    rows = Remarking.objects.select_related(
        "version__teaching_case__library", "teaching_case", "applied_by", "undone_by", "job"
    )
    held = rows.defer("version__document").filter(pk=job.payload["remarking"]).first()
    if held is None:
        raise GivesUp("Another dry run took its place.")
    if held.is_at_work:
        step = {
            Remarking.State.COUNTING: count_some,
            Remarking.State.APPLYING: apply_some,
            Remarking.State.UNDOING: undo_some,
        }
        step[Remarking.State(held.state)](held, now=now, until=until)
        held.refresh_from_db(fields=["state", "done", "total"])
    return Progress(done=held.done, total=max(held.done, held.total), is_done=not held.is_at_work)


@at_start
@transaction.atomic
def go_on_with_remarkings(now: datetime) -> None:
    """Those whose job went with the account of whoever asked: what was begun is finished."""
    left = Remarking.objects.filter(state__in=Remarking.AT_WORK, job=None)
    for each in left.select_for_update(of=("self",)).select_related("version"):
        _given_a_job(each, None, now)
