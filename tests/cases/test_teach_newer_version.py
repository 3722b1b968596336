"""A newer version of an assigned case: seen, read, gone on with, and what becomes of attempts and results."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import archive_cohort
from cases.actions.publishing import pull_version
from cases.actions.taken_versions import take_version
from cases.actions.teaching import assign_case, publish_case
from cases.domain.teaching import read_teaching_case
from cases.models import AssignedCase, Attempt, StoredResults, TakenVersion, TeachingCase
from cases.queries.results import assignments_with_cases, results_of
from kidmet_site.accounts.models import User
from tests.cases.attempts import begun, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
SAID = "The scan tells more."


def republished(case: TeachingCase, title: str = "Lung nodules, anew") -> TeachingCase:
    """With another title."""
    content = read_teaching_case(case.latest.document | {"title": title}, case.library.objectives)
    publish_case(case.library, case.position, content, now=timezone.now(), by=None, change_summary=SAID)
    return lung_case()


def pulled(case: TeachingCase) -> None:
    version: Any = case.latest
    admin = User.objects.create_superuser(f"keeper-{version.number}@kidmet.test")
    case.library.__class__.objects.filter(pk=case.library_id).update(slug="own", owner=admin)
    admin.is_educator = True
    admin.save()
    pull_version(version=version, reason="Its key was wrong.", by=admin, now=timezone.now())


def asked_of(educator: User, *residents: User, **terms: Any) -> AssignedCase:
    return assigned(cohort_of(educator, *residents), educator, now=timezone.now(), **terms).cases.get()


def page(client: Client, name: str, *args: object) -> str:
    return " ".join(client.get(reverse(name, args=args), follow=True).content.decode().split())


def take(client: Client, case: AssignedCase, before: int = 1, number: int = 2) -> str:
    at = reverse("teach_newer_version", args=[case.assignment_id, case.pk])
    answer = client.post(at, {"before": before, "number": number}, follow=True)
    return " ".join(answer.content.decode().split())


def test_a_newer_version_is_seen_read_and_gone_on_with(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    case = asked_of(educator, resident, stranger)
    kept = begun(resident, now=timezone.now())
    version: Any = republished(lung_case()).latest
    client = client_of(educator)

    seen = page(client, "teach_assignment", case.assignment_id)
    listed = page(client, "teach_cohort", case.assignment.cohort_id)
    read = page(client, "teach_newer_version", case.assignment_id, case.pk)
    taken = take(client, case)
    other = begun(stranger, now=timezone.now())

    assert "has a newer version: 2" in seen and SAID in seen and ">a newer version</span>" in listed
    assert "<span>Lung nodules, anew</span>" in read and "Keep version 1" in read
    assert "Begun so far: 1 attempt, 0 handed in. Each keeps its version and its marks." in read
    assert "Whoever begins from now on works version 2." in taken and "has a newer version" not in taken
    assert "works version 2; before that it was version 1." in taken
    assert (Attempt.objects.get(pk=kept.pk).version.number, other.version) == (1, version)
    assert "You go on with the version that you began with." in page(
        client_of(resident), "assignment", case.assignment_id
    )


def test_of_two_who_go_on_with_a_version_at_once_the_second_is_told(
    client_of: ClientOf, educator: User, administrator: User
) -> None:
    case = asked_of(educator)
    taught_with(case.assignment.cohort, administrator, "teacher", educator)
    republished(lung_case())

    take(client_of(educator), case)
    second = take(client_of(administrator), case)

    assert f"{educator} had the cohort go on with version 2 on" in second and "Nothing was changed." in second
    assert TakenVersion.objects.count() == 1


def test_a_version_that_is_not_given_out_is_not_taken(client_of: ClientOf, educator: User) -> None:
    case = asked_of(educator)
    republished(lung_case())
    client = client_of(educator)

    older, none = take(client, case, number=1), take(client, case, number=-1)
    republished(lung_case(), "A third title")
    late = take(client, case)
    archive_cohort(cohort=case.assignment.cohort, by=educator, now=timezone.now())
    archived = take(client, case, number=3)

    assert all("is not the one that is given out now" in said for said in (older, none, late))
    assert "This cohort is archived." in archived
    assert AssignedCase.objects.get().version.number == 1


def test_a_reader_sees_what_is_new_and_cannot_choose(
    client_of: ClientOf, educator: User, administrator: User
) -> None:
    case = asked_of(educator)
    taught_with(case.assignment.cohort, administrator, "reader", educator)
    republished(lung_case())
    client = client_of(administrator)

    seen, refused = page(client, "teach_assignment", case.assignment_id), take(client, case)

    assert "has a newer version: 2" in seen and "Read what changed" not in seen
    assert "You may not do this in this cohort." in refused
    at = reverse("teach_newer_version", args=[case.assignment_id, case.pk])
    assert client.get(at).status_code == 404


def test_results_tell_of_one_version_and_say_what_is_left_out(
    educator: User, resident: User, stranger: User, client_of: ClientOf
) -> None:
    case = asked_of(educator, resident, stranger)
    now = timezone.now()
    submitted(resident, entered={"m_category": "cM0"}, now=now)
    StoredResults.objects.create(assigned_case=case, made_at=now, count=1, submitted=1, document={})
    republished(lung_case())
    take_version(case=case, before=1, number=2, by=educator, now=now)
    submitted(stranger, entered={"m_category": "cM0"}, now=now)

    cohort: Any = case.assignment.cohort
    [told] = results_of(cohort, assignments_with_cases(cohort), now).cases
    shown = page(client_of(educator), "teach_results", cohort.pk)

    assert (told.handed_in, told.other_versions) == (1, 1)
    assert {each.people for each in told.wrong} == {1}
    assert "1 more handed in another version of the case, and is not counted here." in shown
    assert not StoredResults.objects.exists()


def test_a_version_taken_out_of_use_is_said_with_the_way_out_to_both(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    case = asked_of(educator, resident)
    pulled(lung_case())
    teacher, learner = client_of(educator), client_of(resident)
    listed = page(teacher, "teach_cohort", case.assignment.cohort_id)

    before = page(teacher, "teach_assignment", case.assignment_id)
    blocked = page(learner, "assignment", case.assignment_id)
    TeachingCase.objects.filter(pk=case.teaching_case_id).update(is_open=True)
    content = read_teaching_case(
        case.version.document | {"title": "Mended"}, case.teaching_case.library.objectives
    )
    publish_case(case.teaching_case.library, 0, content, now=timezone.now(), by=None)
    after = page(teacher, "teach_assignment", case.assignment_id)
    Library = type(case.teaching_case.library)
    Library.objects.filter(pk=case.teaching_case.library_id).update(owner=None)
    take(teacher, case)

    assert ">a version is out of use</span>" in listed
    assert "was taken out of use" in before and "Its key was wrong." in before
    assert "No other version is given out." in before
    assert "Version 1 of this case was taken out of use on" in blocked
    assert "can have you go on with another version" in blocked
    assert "Read what changed in version 2, and have the cohort go on with it" in after
    assert 'class="btn btn-primary">Begin' in page(learner, "assignment", case.assignment_id)


def test_a_retired_case_goes_on_for_the_cohort(client_of: ClientOf, educator: User, resident: User) -> None:
    case = asked_of(educator, resident)
    TeachingCase.objects.filter(pk=case.teaching_case_id).update(is_open=False)

    assert "This cohort can go on with it" in page(
        client_of(educator), "teach_assignment", case.assignment_id
    )
    assert begun(resident, now=timezone.now()).assigned_case_id == case.pk


def test_what_was_asked_of_one_person_goes_on_by_itself(educator: User, resident: User) -> None:
    assignment = assign_case(teaching_case=lung_case(), resident=resident, by=educator, now=timezone.now())
    lung = republished(lung_case())
    first: Any = assignment.cases.get().version
    type(first).objects.filter(pk=first.pk).update(pulled_at=timezone.now())

    assert begun(resident, now=timezone.now()).version == lung.latest
    assert assignment.cases.get().version == lung.latest


def test_practice_of_an_older_version_is_not_handed_in_for_the_cohort(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    practice = begun(resident, now=timezone.now() - timedelta(days=1))
    version: Any = republished(lung_case()).latest
    case = asked_of(educator, resident)
    start = reverse("assignment_start", args=[case.assignment_id, case.pk])

    said = client_of(resident).post(start, follow=True).content.decode()

    made = Attempt.objects.get(assigned_case=case)
    assert (made.version, Attempt.objects.get(pk=practice.pk).assigned_case) == (version, None)
    assert "What you practised of this case before stays as it is" in said
