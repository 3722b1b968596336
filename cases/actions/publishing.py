"""From a draft to a version that residents work: checked and numbered; retired, pulled, restored."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from cases.actions.drafting import free_slug
from cases.actions.teaching import publish_case
from cases.actions.telling_of_keys import tell_of_pulled, tell_of_returned
from cases.actions.waiting_marks import mark_what_waits
from cases.content.case_checks import checks_of
from cases.domain.teaching import read_teaching_case
from cases.domain.teaching.checking import CaseCheck, remarks_hash
from cases.domain.teaching.kept_in_key import kept_in_key
from cases.domain.teaching.pictures import pictures_in
from cases.models import CaseDraft, TeachingCase, TeachingCaseVersion
from cases.permissions import check_can_edit_library, check_can_put_right
from cases.queries.marking import GONE
from cases.queries.pictures import picture_sizes
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import REMARK
from guidance.domain.vocabulary import upper_first
from guidance.queries.editions import current_edition_if_any
from kidmet_site.accounts.models import User


class PublishingRefused(Exception):
    """Something that publishing does not allow, in a sentence. Nothing was changed."""


class DraftHasFaults(PublishingRefused):
    def __init__(self, faults: tuple[CaseCheck, ...]) -> None:
        self.faults = faults
        count = "1 fault stops" if len(faults) == 1 else f"{len(faults)} faults stop"
        super().__init__(f"{count} this case from being published. Nothing was published.")


class RemarksUnread(PublishingRefused):
    def __init__(self) -> None:
        super().__init__(
            "There are remarks that you have not acknowledged, or others than those you did. "
            "Nothing was published."
        )


class CaseDraftMovedOn(PublishingRefused):
    def __init__(self) -> None:
        super().__init__(
            "The draft was changed since you opened this page. Look again; nothing was published."
        )


@dataclass(frozen=True)
class Checked:
    """What the checks say of a draft as it stands. `token` names its remarks, for who acknowledges them."""

    faults: tuple[CaseCheck, ...]
    remarks: tuple[CaseCheck, ...]

    @property
    def token(self) -> str:
        return remarks_hash(self.remarks)


def checked(draft: CaseDraft, now: datetime) -> Checked:
    edition = current_edition_if_any()
    named = set(pictures_in(draft.document))
    pictures = frozenset(picture_sizes(named))
    found = checks_of(draft.document, draft.library.objectives, edition, now.date(), pictures)
    return Checked(
        faults=tuple(check for check in found if check.is_fault),
        remarks=(*(check for check in found if not check.is_fault), *kept_in_key(draft.kept_text)),
    )


@transaction.atomic
def publish_draft(
    *, draft: CaseDraft, opened: int, summary: str, acknowledged: str, by: User, now: datetime
) -> TeachingCaseVersion:
    """A new version of the case, with a summary of what changed in it; the draft stays, to go on from.

    `opened` is the version of the draft that was looked at, `acknowledged` the token of its remarks. Raises
    PublishingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter.
    """
    check_can_edit_library(by, draft.library)
    rows = CaseDraft.objects.select_for_update(of=("self",)).select_related("library", "teaching_case")
    draft = rows.get(pk=draft.pk)
    if draft.version != opened:
        raise CaseDraftMovedOn
    check_characters(summary, "The summary")
    REMARK.check(len(summary))
    found = checked(draft, now)
    if found.faults:
        raise DraftHasFaults(found.faults)
    if found.remarks and acknowledged != found.token:
        raise RemarksUnread
    if draft.teaching_case is None and draft.library.teaching_cases.filter(slug=draft.slug).exists():
        draft.slug = free_slug(draft.library, draft.title)  # another case has come in under its address
    content = read_teaching_case({**draft.document, "slug": draft.slug}, draft.library.objectives)
    place = draft.teaching_case.position if draft.teaching_case else draft.library.teaching_cases.count()
    version = publish_case(draft.library, place, content, now=now, by=by, change_summary=seen(summary))
    if version is None:
        raise PublishingRefused("This is what is published already. Nothing was changed.")
    CaseDraft.objects.filter(pk=draft.pk).update(teaching_case=version.teaching_case, slug=draft.slug)
    return version


# What is published


def retire_case(*, teaching_case: TeachingCase, by: User, now: datetime) -> None:
    """Nobody begins it any longer; attempts that were begun can be finished. Raises NotYourLibrary."""
    check_can_edit_library(by, teaching_case.library)
    TeachingCase.objects.filter(pk=teaching_case.pk).update(is_open=False, closed_at=now, closed_by=by)


def restore_case(*, teaching_case: TeachingCase, by: User, now: datetime) -> None:
    """Raises NotYourLibrary, and PublishingRefused where every version was pulled."""
    check_can_edit_library(by, teaching_case.library)
    if teaching_case.latest is None or teaching_case.latest.pulled_at:
        raise PublishingRefused("Every version of this case was pulled. Publish a mended one first.")
    TeachingCase.objects.filter(pk=teaching_case.pk).update(is_open=True, closed_at=None, closed_by=None)


@transaction.atomic
def pull_version(*, version: TeachingCaseVersion, reason: str, by: User, now: datetime) -> None:
    """Take a version with a wrong key out of use at once: the newest of the others is given out.

    Nobody begins it, and what is handed in waits to be marked, until a version that corrects it is published
    or it is put back in use. What was marked stays; whoever opens it is told why it was pulled. Without
    another version the case is retired. Raises PublishingRefused, NotYourLibrary, OverLimit.
    """
    case = _case_of(version, by)
    if not seen(reason):
        raise PublishingRefused("Say what is wrong with it: who works an attempt at it reads that.")
    check_characters(reason, "The reason")
    REMARK.check(len(reason))
    rows = TeachingCaseVersion.objects.filter(pk=version.pk, pulled_at__isnull=True)
    pulled = {"pulled_at": now, "pulled_by": by, "pulled_reason": seen(reason)}
    if not rows.update(**pulled, returned_at=None, returned_by=None):
        held = TeachingCaseVersion.objects.select_related("pulled_by").get(pk=version.pk)
        raise PublishingRefused(
            f"{upper_first(str(held.pulled_by or GONE))} pulled that version already: “{held.pulled_reason}”"
        )
    standing = case.versions.filter(number__gt=0, pulled_at__isnull=True).first()
    if standing is None:
        case.is_open, case.closed_at, case.closed_by = False, now, by
    else:
        case.latest = standing
    case.save(update_fields=["is_open", "latest", "closed_at", "closed_by"])
    tell_of_pulled(version, by=by, now=now)


def _case_of(version: TeachingCaseVersion, by: User) -> TeachingCase:
    """Held, so that of two who act on its versions one waits for the other."""
    rows = TeachingCase.objects.select_for_update(of=("self",)).select_related("library", "latest")
    case = rows.defer("latest__document").get(pk=version.teaching_case_id)
    check_can_put_right(by, case.library)
    return case


@transaction.atomic
def return_version(*, version: TeachingCaseVersion, by: User, now: datetime) -> None:
    """Put a pulled version back in use, its key as it is: what waited is marked with it.

    Where it is the newest in use it is given out again. Raises PublishingRefused, NotYourLibrary.
    """
    case = _case_of(version, by)
    rows = TeachingCaseVersion.objects.filter(pk=version.pk, pulled_at__isnull=False)
    if not rows.update(pulled_at=None, returned_at=now, returned_by=by):
        raise PublishingRefused("That version is in use. Nothing was changed.")
    was_only_one = case.latest is not None and case.latest.pulled_at is not None
    case.latest = case.versions.filter(number__gt=0, pulled_at__isnull=True).first()
    if was_only_one:  # it was retired for want of another
        case.is_open, case.closed_at, case.closed_by = True, None, None
    case.save(update_fields=["is_open", "latest", "closed_at", "closed_by"])
    tell_of_returned(version, by=by, now=now)
    mark_what_waits(case, now)
