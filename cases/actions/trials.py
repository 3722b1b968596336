"""A draft as a resident would work it: an attempt that counts nowhere, and of which nothing stays."""

from datetime import datetime

from django.db import transaction

from cases.actions.cases import create_case
from cases.actions.publishing import PublishingRefused, checked
from cases.actions.teaching import new_version
from cases.domain.teaching import read_teaching_case
from cases.models import Attempt, CaseDraft, TeachingCase
from cases.permissions import check_can_view_library
from kidmet_site.accounts.models import User

TRIED = 0
"""The number of a version that nobody has published."""
UNREADABLE = frozenset(("shape", "meaning"))


@transaction.atomic
def start_trial(*, draft: CaseDraft, by: User, now: datetime) -> Attempt:
    """An attempt at the draft as it stands now; another trial of the same person ends.

    Raises PublishingRefused for a draft that does not hang together yet, and NotYourLibrary.
    """
    check_can_view_library(by, draft.library)
    faults = [check for check in checked(draft, now).faults if check.code in UNREADABLE]
    if faults:
        raise PublishingRefused(f"It cannot be tried yet. {faults[0].message}")
    content = read_teaching_case(draft.document, draft.library.objectives)
    end_trials(by=by)
    draft.refresh_from_db(fields=["teaching_case"])
    version = new_version(_case_of(draft), content, number=TRIED, now=now, by=by)
    return Attempt.objects.create(
        resident=by,
        teaching_case=version.teaching_case,
        version=version,
        case=create_case(title=version.title, by=by, now=now, is_record=True),
        is_trial=True,
        started_at=now,
        updated_at=now,
    )


def _case_of(draft: CaseDraft) -> TeachingCase:
    """Its case, which without a published version nobody sees."""
    if draft.teaching_case is None:
        draft.teaching_case, _ = TeachingCase.objects.get_or_create(
            library=draft.library,
            slug=draft.slug,
            defaults={"position": draft.library.teaching_cases.count()},
        )
        draft.save(update_fields=["teaching_case"])
    return draft.teaching_case


@transaction.atomic
def end_trials(*, by: User) -> None:
    """Delete the person's trials with what was entered, answered and marked in them."""
    trials = Attempt.objects.filter(resident=by, is_trial=True)
    for trial in trials.select_related("version__teaching_case", "case"):
        version, tried = trial.version, trial.version.teaching_case
        trial.delete()
        trial.case.delete()
        if not version.attempts.exists():
            version.delete()
        if not tried.versions.exists():
            CaseDraft.objects.filter(teaching_case=tried).update(teaching_case=None)
            tried.delete()
