"""A case of the demonstration's educator whose key had a slip: copied, published, pulled and put right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from cases.actions.demo_acting import NOT_MADE, DemoCourse
from cases.actions.drafting import begin_draft, save_draft
from cases.actions.publishing import checked, publish_draft, pull_version
from cases.actions.remarking import apply_remarking, start_dry_run
from cases.content.demo_plan import DemoCopy
from cases.domain.teaching.beginning import copied_document
from cases.domain.teaching.drafting import with_part
from cases.models import CaseDraft, Remarking, RemarkPolicy, TeachingCaseVersion
from kidmet_site.work.models import Job


def copy_case(copy: DemoCopy, course: DemoCourse) -> None:
    """As one who copies a case and ticks the wrong option; published at once."""
    if copy.key in course.made:
        return
    source, at = course.case(copy.case), course.when(copy.written)
    latest, library = source.latest, source.library
    if latest is None:
        return
    origin = {
        "library": library.slug,
        "slug": source.slug,
        "version": latest.number,
        "title": latest.title,
        "credits": latest.document.get("credits") or library.credits,
    }
    document = copied_document(latest.document, copy.title, "", origin)
    slipped = document
    for address, credit in _credits(copy, document, rightly=False).items():
        slipped = with_part(slipped, address, credit)
    draft = begin_draft(
        document=slipped,
        by=course.educator,
        now=at,
        said=f"Copied “{latest.title}”, version {latest.number}",
        objectives={key: library.objectives.get(key, key) for key in document["objectives"]},
    )
    version = _publish(draft, "", course, at)
    course.made[copy.key] = version.teaching_case_id


def pull_copy(copy: DemoCopy, course: DemoCourse) -> None:
    version = _versions(copy, course).get(number=1)
    if version.pulled_at is None and version.returned_at is None:
        pull_version(version=version, reason=copy.why, by=course.educator, now=course.when(copy.pulled))


def correct_copy(copy: DemoCopy, course: DemoCourse) -> None:
    """The key as the shipped case has it, published, and what that would change worked out."""
    draft = CaseDraft.objects.select_related("library", "teaching_case").get(
        teaching_case=course.made.get(copy.key, NOT_MADE)
    )
    if draft.teaching_case is None or draft.teaching_case.remarkings.exists():
        return
    at = course.when(copy.corrected)
    save_draft(
        draft=draft,
        changes=_credits(copy, draft.document, rightly=True),
        opened=draft.version,
        by=course.educator,
        now=at,
        said="Put the key right",
    )
    version = _publish(CaseDraft.objects.get(pk=draft.pk), copy.summary, course, at)
    start_dry_run(version=version, by=course.educator, now=at)


def is_counted(copy: DemoCopy, course: DemoCourse) -> bool:
    """Whether a worker is through with the dry run, or none was begun."""
    rows = Remarking.objects.filter(teaching_case=course.made.get(copy.key, NOT_MADE))
    return not rows.filter(state=Remarking.State.COUNTING, job__state__in=Job.OPEN).exists()


def mark_anew(copy: DemoCopy, course: DemoCourse) -> None:
    apply_remarking(
        remarking=Remarking.objects.select_related("version__teaching_case").get(
            teaching_case=course.made.get(copy.key, NOT_MADE)
        ),
        policy=RemarkPolicy.ALL,
        reason=copy.reason,
        by=course.educator,
        now=course.when(copy.corrected),
    )


def _versions(copy: DemoCopy, course: DemoCourse) -> QuerySet[TeachingCaseVersion]:
    return TeachingCaseVersion.objects.filter(teaching_case=course.made.get(copy.key, NOT_MADE))


def _credits(copy: DemoCopy, document: Mapping[str, Any], *, rightly: bool) -> dict[str, Any]:
    """What the two options earn, by their addresses; None is nothing."""
    asked = (
        f"steps/{step['key']}/questions/{copy.question}/options"
        for step in document["steps"]
        if any(question["key"] == copy.question for question in step.get("questions", ()))
    )
    at = next(asked)
    right, slip = (1, None) if rightly else (None, 1)
    return {f"{at}/{copy.right}/credit": right, f"{at}/{copy.slip}/credit": slip}


def _publish(draft: CaseDraft, summary: str, course: DemoCourse, at: datetime) -> TeachingCaseVersion:
    """With what the checks remark on looked at."""
    return publish_draft(
        draft=draft,
        opened=draft.version,
        summary=summary,
        acknowledged=checked(draft, at).token,
        by=course.educator,
        now=at,
    )
