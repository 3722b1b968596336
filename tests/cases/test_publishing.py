"""From a draft to a version: what stops it, what residents begin, what is pulled, and what a trial leaves."""

from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.attempts import AttemptRefused, SentStep, save_step, start_attempt, submit_attempt
from cases.actions.publishing import (
    CaseDraftMovedOn,
    DraftHasFaults,
    PublishingRefused,
    RemarksUnread,
    checked,
    publish_draft,
    pull_version,
    restore_case,
    retire_case,
)
from cases.actions.trials import end_trials, start_trial
from cases.models import Attempt, CaseDraft, PatientCase, ReviewCard, Tally, TeachingCase, TeachingCaseVersion
from cases.permissions import NotYourLibrary
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_for, teaching_case_in
from guidance.domain.edition import content_hash
from kidmet_site.accounts.models import User
from tests.cases.drafts import library_of
from tests.cases.samples import LATER, NOW
from tests.cases.small_case import OBJECTIVES, case

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(educator: User, edition: object) -> CaseDraft:
    library = library_of(educator)
    library.objectives = OBJECTIVES
    library.save()
    document = case()
    return CaseDraft.objects.create(
        library=library,
        slug=document["slug"],
        title=document["title"],
        document=document,
        hash=content_hash(document),
        created_at=NOW,
        created_by=educator,
        updated_at=NOW,
        updated_by=educator,
    )


def publish(draft: CaseDraft, by: User, **more: Any) -> TeachingCaseVersion:
    held = {"opened": draft.version, "summary": "First", "acknowledged": checked(draft, NOW).token}
    return publish_draft(draft=draft, by=by, now=NOW, **{**held, **more})


def changed(draft: CaseDraft, **parts: Any) -> CaseDraft:
    document = deepcopy(draft.document) | parts
    CaseDraft.objects.filter(pk=draft.pk).update(document=document, version=draft.version + 1)
    draft.refresh_from_db()
    return draft


def test_a_published_draft_is_a_numbered_version_that_residents_begin(
    draft: CaseDraft, educator: User, resident: User
) -> None:
    version = publish(draft, educator)

    draft.refresh_from_db()
    draft.library.visibility = "open"
    draft.library.save()
    found = teaching_case_for(resident, draft.library.slug, "small")
    attempt = start_attempt(teaching_case=found, by=resident, now=NOW)
    assert (version.number, version.change_summary, version.hash) == (
        1,
        "First",
        content_hash(draft.document),
    )
    assert draft.teaching_case == found
    assert attempt.version == version


def test_an_attempt_keeps_its_version_when_another_is_published(
    draft: CaseDraft, educator: User, resident: User
) -> None:
    first = publish(draft, educator)
    attempt = start_attempt(teaching_case=first.teaching_case, by=resident, now=NOW)

    second = publish(changed(draft, title="Another title"), educator, summary="Its title")

    assert (second.number, second.title) == (2, "Another title")
    assert attempt_for(resident, attempt.pk).version == first
    assert start_attempt(teaching_case=second.teaching_case, by=educator, now=NOW).version == second


def test_nothing_is_published_when_the_checks_find_a_fault(draft: CaseDraft, educator: User) -> None:
    faulty = changed(draft, objectives=["m-category", "tissue", "elsewhere"])

    with pytest.raises(DraftHasFaults) as refused:
        publish(faulty, educator)

    assert [check.address for check in refused.value.faults] == ["objectives"]
    assert not TeachingCaseVersion.objects.exists()


def test_nothing_is_published_when_remarks_are_not_acknowledged(draft: CaseDraft, educator: User) -> None:
    remarked = changed(draft, summary="Mrs Miller has a lung cancer.")

    with pytest.raises(RemarksUnread):
        publish(remarked, educator, acknowledged="")
    assert publish(remarked, educator).number == 1


def test_nothing_is_published_when_the_draft_moved_on(draft: CaseDraft, educator: User) -> None:
    with pytest.raises(CaseDraftMovedOn):
        publish(draft, educator, opened=draft.version - 1)


def test_nothing_is_published_when_it_is_so_already(draft: CaseDraft, educator: User) -> None:
    publish(draft, educator)

    with pytest.raises(PublishingRefused, match="published already"):
        publish(draft, educator)


def test_only_those_publish_who_may_write(draft: CaseDraft, administrator: User, resident: User) -> None:
    for person in (administrator, resident):
        with pytest.raises(NotYourLibrary):
            publish(draft, person)


# Retired and pulled


def test_a_retired_case_is_finished_and_not_begun(draft: CaseDraft, educator: User, resident: User) -> None:
    found = publish(draft, educator).teaching_case
    attempt = start_attempt(teaching_case=found, by=resident, now=NOW)

    retire_case(teaching_case=found, by=educator, now=LATER)

    found.refresh_from_db()
    with pytest.raises(AttemptRefused, match="retired"):
        start_attempt(teaching_case=found, by=educator, now=LATER)
    worked(attempt_for(resident, attempt.pk), resident)
    restore_case(teaching_case=found, by=educator, now=LATER)
    found.refresh_from_db()
    assert start_attempt(teaching_case=found, by=educator, now=LATER)


def test_the_version_before_is_given_out_when_one_is_pulled(draft: CaseDraft, educator: User) -> None:
    first = publish(draft, educator)
    second = publish(changed(draft, title="With a wrong key"), educator)

    pull_version(version=second, reason="M was wrong.", by=educator, now=LATER)

    found = TeachingCase.objects.get()
    assert (found.latest, found.is_open) == (first, True)
    assert publish(changed(draft, title="Mended"), educator).number == 3


def test_a_case_is_retired_when_its_only_version_is_pulled(draft: CaseDraft, educator: User) -> None:
    only = publish(draft, educator)

    pull_version(version=only, reason="M was wrong.", by=educator, now=LATER)

    found = TeachingCase.objects.get()
    assert not found.is_open
    with pytest.raises(PublishingRefused, match="Every version"):
        restore_case(teaching_case=found, by=educator, now=LATER)
    with pytest.raises(PublishingRefused, match="Eli pulled that version already"):
        pull_version(version=only, reason="Again.", by=educator, now=LATER)


def test_a_mended_version_opens_a_case_whose_versions_were_pulled(
    draft: CaseDraft, educator: User, resident: User
) -> None:
    only = publish(draft, educator)
    pull_version(version=only, reason="M was wrong.", by=educator, now=LATER)

    mended = publish(changed(draft, title="Mended"), educator)

    found = TeachingCase.objects.get()
    assert (found.latest, found.is_open) == (mended, True)


def test_who_works_an_attempt_is_told_when_its_version_is_pulled_or_its_case_retired(
    draft: CaseDraft, educator: User, resident: User, client_of: Callable[[User], Client]
) -> None:
    version = publish(draft, educator)
    attempt = start_attempt(teaching_case=version.teaching_case, by=resident, now=NOW)
    step = reverse("attempt_step", args=(attempt.pk, "blood"))
    client = client_of(resident)
    assert "taken out of use" not in client.get(step).content.decode()

    retire_case(teaching_case=version.teaching_case, by=educator, now=LATER)
    assert "This case was retired since you began." in client.get(step).content.decode()
    pull_version(version=version, reason="M was wrong.", by=educator, now=LATER)
    shown = client.get(step).content.decode()
    assert "taken out of use" in shown
    assert "M was wrong." in shown

    worked(attempt_for(resident, attempt.pk), resident)
    debrief = client.get(reverse("attempt_debrief", args=(attempt.pk,))).content.decode()
    assert "M was wrong." in debrief


# Trials


def worked(attempt: Attempt, by: User) -> Attempt:
    content = teaching_case_in(attempt.version)
    for step in content.steps:
        sent = SentStep(attempt.saved)
        save_step(attempt=attempt, step_key=step.key, sent=sent, by=by, now=NOW, commit=True)
    return submit_attempt(attempt=attempt, by=by, now=NOW + timedelta(minutes=5))


def test_a_trial_is_worked_as_any_attempt_and_leaves_nothing(draft: CaseDraft, educator: User) -> None:
    trial = start_trial(draft=draft, by=educator, now=NOW)
    done = worked(attempt_for(educator, trial.pk), educator)

    assert done.earned is not None
    assert not Tally.objects.exists()
    assert not ReviewCard.objects.exists()

    end_trials(by=educator)

    left = (Attempt, PatientCase, TeachingCase, TeachingCaseVersion)
    assert [model.__name__ for model in left if model._default_manager.exists()] == []


def test_a_trial_is_of_no_published_case_and_no_resident_sees_it(
    draft: CaseDraft, educator: User, resident: User
) -> None:
    draft.library.visibility = "open"
    draft.library.save()
    start_trial(draft=draft, by=educator, now=NOW)

    with pytest.raises(TeachingCase.DoesNotExist):
        teaching_case_for(resident, draft.library.slug, "small")


def test_a_trial_ends_when_another_begins(draft: CaseDraft, educator: User) -> None:
    first = start_trial(draft=draft, by=educator, now=NOW)
    second = start_trial(draft=draft, by=educator, now=LATER)

    assert [attempt.pk for attempt in Attempt.objects.all()] == [second.pk] != [first.pk]


def test_a_draft_that_does_not_hang_together_cannot_be_tried(draft: CaseDraft, educator: User) -> None:
    with pytest.raises(PublishingRefused, match="cannot be tried yet"):
        start_trial(draft=changed(draft, topic=""), by=educator, now=NOW)
