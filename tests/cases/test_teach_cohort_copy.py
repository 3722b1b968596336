"""Copying a cohort for another year: what goes along, what stays, dates moved, and two presses."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigned_before import AssigningRefused
from cases.actions.assigning import CaseTerms
from cases.actions.cohorts import archive_cohort
from cases.actions.copying_cohorts import TERMS, AlreadyCopied, CopiedDates, copy_cohort
from cases.models import AssignedCase, Assignment, Cohort, TeachingCase, TeachingCaseVersion
from cases.permissions import NotYourCohort
from cases.queries.teaching import teaching_case_at
from guidance.domain.limits import COHORT_ASSIGNMENTS, FORM_FIELDS
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, granted, taught_with
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
OPENS, DUE = datetime(2026, 9, 4, 8, 0, tzinfo=UTC), datetime(2026, 9, 11, 17, 0, tzinfo=UTC)


def at(cohort: Cohort) -> str:
    return reverse("teach_cohort_copy", args=[cohort.pk])


def seen(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def sent(assignment: Assignment, **more: str) -> dict[str, str]:
    pk = assignment.pk
    return {
        "title": "Urology, 2027", "versions": "latest", "copy": "1", f"copied-{pk}": "on",
        f"opens-{pk}": "2027-09-03T08:00", f"due-{pk}": "2027-09-10T17:00",
    } | more  # fmt: skip


def copy_of(cohort: Cohort) -> Cohort:
    return Cohort.objects.get(copied_from=cohort)


def melanoma() -> TeachingCase:
    return teaching_case_at(LIBRARY, "melanoma-ldh")


def newer_version(case: TeachingCase) -> TeachingCaseVersion:
    """Another version of a shipped case, now the latest."""
    before: Any = case.latest
    version = TeachingCaseVersion.objects.get(pk=before.pk)
    version.pk, version.number, version.hash = None, before.number + 1, "another"
    version.save(force_insert=True)
    TeachingCase.objects.filter(pk=case.pk).update(latest=version)
    return version


@pytest.fixture
def taught(educator: User, resident: User, administrator: User) -> tuple[Cohort, Assignment]:
    """A cohort with a colleague, an accommodation and work handed in, archived."""
    cohort = cohort_of(educator, resident, title="Urology, 2026", hides_names=True)
    taught_with(cohort, administrator, "teacher", educator)
    granted(cohort, resident, "1.5", 2, educator)
    made = assigned(
        cohort, educator, CaseTerms(lung_case(), 2.0, 40), melanoma(),
        title="Before the seminar", instructions="Work it alone.", opens_at=OPENS, due_at=DUE, late="minus",
        late_share=0.2, purpose="counting", time_limit="imposed", debrief="by_hand", pass_share=0.6,
        attempts_allowed=2, counts="last", order="in_order",
    )  # fmt: skip
    submitted(resident, now=OPENS + timedelta(days=1))
    archive_cohort(cohort=cohort, by=educator, now=DUE)
    return cohort, made


def test_the_copy_has_the_terms_and_the_colleagues_and_none_of_the_people(
    client_of: ClientOf, educator: User, administrator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, before = taught

    page = seen(client_of(educator).post(at(cohort), sent(before, colleagues="on"), follow=True))

    copy = copy_of(cohort)
    after = copy.assignments.get()
    assert "Copied. Nobody is in it yet" in page
    assert [getattr(after, name) for name in TERMS] == [getattr(before, name) for name in TERMS]
    assert before.cohort and Assignment.objects.get(pk=before.pk).debrief_opened_at == DUE
    assert len(TERMS) > 12 and after.debrief_opened_at is None
    assert (after.opens_at, after.due_at) == (
        datetime(2027, 9, 3, 8, tzinfo=UTC),
        datetime(2027, 9, 10, 17, tzinfo=UTC),
    )
    columns = ("teaching_case", "version", "position", "weight", "minutes")
    assert list(after.cases.values_list(*columns)) == list(before.cases.values_list(*columns))
    assert (copy.hides_names, copy.archived_at, copy.created_by, copy.is_joinable) == (
        True, None, educator, True,
    )  # fmt: skip
    assert copy.code != cohort.code
    assert set(copy.teachers.values_list("person", "role")) == {
        (educator.pk, "lead"), (administrator.pk, "teacher"),
    }  # fmt: skip
    assert not copy.members.exists() and not after.assignees.exists()


def test_the_dates_are_offered_a_year_on_and_move_with_the_first_day(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    client = client_of(educator)

    offered = seen(client.get(at(cohort)))
    moved = seen(client.post(at(cohort), sent(made, move="1", first="2027-10-02", title="Typed before")))

    assert "Fri 4 Sep 2026, 08:00" in offered
    assert 'value="2027-09-03T08:00"' in offered and 'value="2027-09-10T17:00"' in offered
    assert 'value="2027-10-02T08:00"' in moved and 'value="2027-10-09T17:00"' in moved
    assert "Typed before" in moved and '<span class="day">Sat</span>' in moved


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"title": " "}, "A cohort needs a title."),
        ({"title": "x" * 201}, "Ensure this value has at most 200 characters"),
        ({"versions": "none"}, "Select a valid choice."),
        ({"first": "4027-01-01", "move": "1"}, "The year is from 2000 to 2100; this is 4027."),
        ({"first": "soon", "move": "1"}, "Enter a valid date."),
        ({"due": "2026-01-01T10:00"}, "It has to be due after it opens."),
        ({"opens": "whenever"}, "Enter a valid date/time."),
    ],
)
def test_nothing_is_copied_and_nothing_typed_is_lost_when_it_is_refused(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment], more: dict[str, str], said: str
) -> None:
    cohort, made = taught
    named = {f"{key}-{made.pk}" if key in ("opens", "due") else key: text for key, text in more.items()}
    data = sent(made) | {f"due-{made.pk}": "2027-09-10T17:17"} | named

    page = seen(client_of(educator).post(at(cohort), data))

    assert (said in page and "T17:17" in page) or named.keys() & {"move", f"due-{made.pk}"}
    assert not Cohort.objects.filter(copied_from=cohort).exists()


def test_of_two_presses_the_second_leads_to_the_copy_and_another_day_is_refused(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    client = client_of(educator)

    client.post(at(cohort), sent(made))
    again = seen(client.post(at(cohort), sent(made), follow=True))
    Cohort.objects.filter(copied_from=cohort).update(created_at=timezone.now() - timedelta(days=1))
    later = seen(client.post(at(cohort), sent(made)))
    client.post(at(cohort), sent(made, title="Another"))

    assert "It was copied a moment ago already. This is the copy." in again
    assert "Give another copy another title." in later
    assert Cohort.objects.filter(copied_from=cohort).count() == 2


def test_cases_go_along_in_the_version_that_is_chosen(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    worked = lung_case().latest
    newest = newer_version(lung_case())
    client = client_of(educator)

    page = seen(client.get(at(cohort)))
    for title, versions in (("Newest", "latest"), ("As it was", "kept")):
        client.post(at(cohort), sent(made, title=title, versions=versions))

    found = AssignedCase.objects.filter(teaching_case=lung_case(), assignment__cohort__copied_from=cohort)
    by_title = {each.assignment.cohort.title: each.version for each in found}
    assert by_title == {"Newest": newest, "As it was": worked}
    assert f"version {newest.number}, or {newest.number - 1} as it was worked" in page


def test_what_was_pulled_is_given_in_the_version_that_can_be_begun(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    newest = newer_version(lung_case())
    TeachingCaseVersion.objects.filter(pk=made.cases.first().version_id).update(pulled_at=timezone.now())

    page = seen(client_of(educator).get(at(cohort)))
    client_of(educator).post(at(cohort), sent(made, versions="kept"))

    assert "as the one that was worked was taken out of use" in page
    assert copy_of(cohort).assignments.get().cases.first().version == newest


def test_a_retired_case_is_named_and_left_out_and_so_is_an_assignment_of_nothing_else(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=None)
    alone = assigned(cohort, educator, melanoma(), title="Melanoma alone")
    TeachingCase.objects.filter(pk=melanoma().pk).update(is_open=False)

    page = seen(client_of(educator).get(at(cohort)))
    client_of(educator).post(at(cohort), sent(made) | sent(alone))

    assert "<b>Left out:</b> Four years after a melanoma. It is retired" in page
    assert "<b>Left out: Melanoma alone.</b>" in page
    assert [each.title for each in copy_of(cohort).assignments.all()] == ["Before the seminar"]
    assert copy_of(cohort).assignments.get().cases.get().teaching_case == lung_case()


def test_where_too_few_cases_are_left_to_draw_everybody_works_all(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, _ = taught
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=None)
    drawn = assigned(cohort, educator, lung_case(), melanoma(), order="drawn", drawn_count=1)
    TeachingCase.objects.filter(pk=melanoma().pk).update(is_open=False)

    page = seen(client_of(educator).get(at(cohort)))
    client_of(educator).post(at(cohort), sent(drawn))

    after = copy_of(cohort).assignments.get()
    assert (after.order, after.drawn_count) == ("free", None)
    assert "everybody works all of them" in page


def test_what_is_unticked_is_not_copied_nor_are_colleagues_who_cannot_teach(
    client_of: ClientOf, educator: User, administrator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    gone = person("Gale", is_educator=True)
    taught_with(Cohort.objects.get(pk=cohort.pk), gone, "reader", educator)
    User.objects.filter(pk=gone.pk).update(is_educator=False)
    data = {key: text for key, text in sent(made, colleagues="on").items() if key != f"copied-{made.pk}"}

    page = seen(client_of(educator).get(at(cohort)))
    client_of(educator).post(at(cohort), data)

    assert "cannot teach here any longer: Gale" in page
    assert not copy_of(cohort).assignments.exists()
    assert set(copy_of(cohort).teachers.values_list("person", flat=True)) == {educator.pk, administrator.pk}


def test_a_reader_copies_nothing(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    reader = person("Reed", is_educator=True)
    taught_with(cohort, reader, "reader", educator)
    client = client_of(reader)

    assert client.get(at(cohort)).status_code == 404
    assert str(NotYourCohort()) in seen(client.post(at(cohort), sent(made)))
    assert "Copy it for another year" not in seen(client.get(reverse("teach_cohort", args=[cohort.pk])))
    assert not Cohort.objects.filter(copied_from=cohort).exists()


def test_nothing_is_half_written_when_one_assignment_is_refused(
    educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    Cohort.objects.filter(pk=cohort.pk).update(archived_at=None)
    second = assigned(cohort, educator, title="Second", opens_at=OPENS, due_at=DUE)
    dates = {made.pk: CopiedDates(OPENS, DUE), second.pk: CopiedDates(DUE, OPENS)}

    with pytest.raises(AssigningRefused):
        copy_cohort(
            cohort=cohort, title="Half", dates=dates, keeps_versions=False, with_colleagues=True,
            by=educator, now=DUE,
        )  # fmt: skip

    assert not Cohort.objects.filter(title="Half").exists() and Assignment.objects.count() == 2


def test_the_copy_says_where_it_comes_from_and_the_cohort_leads_to_copying(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    client = client_of(educator)
    client.post(at(cohort), sent(made))

    there = seen(client.get(reverse("teach_cohort", args=[cohort.pk])))
    listed = seen(client.get(reverse("teach_cohorts")))

    assert f'href="{at(cohort)}"' in there
    assert "Urology, 2027" in listed and "A copy of “Urology, 2026”" in listed


def test_the_page_asks_the_same_of_the_database_for_many(client_of: ClientOf, educator: User) -> None:
    client, asked = client_of(educator), []
    for number in (1, 6):
        cohort = cohort_of(educator)
        for each in range(number):
            assigned(cohort, educator, lung_case(), melanoma(), title=f"Number {each}")
        client.get(at(cohort))
        with CaptureQueriesContext(connection) as made:
            client.get(at(cohort))
        asked.append(len(made))

    assert asked[0] == asked[1] < 20


def test_dates_move_by_the_clock_they_were_written_by_and_are_shown_by_ones_own(
    client_of: ClientOf, educator: User, taught: tuple[Cohort, Assignment]
) -> None:
    cohort, made = taught
    # Due on 1 June at 17:00 in London; a year on it is 17:00 there, which is noon in New York.
    due = datetime(2026, 6, 1, 16, 0, tzinfo=UTC)
    Assignment.objects.filter(pk=made.pk).update(opens_at=None, due_at=due, due_zone="Europe/London")
    User.objects.filter(pk=educator.pk).update(time_zone="America/New_York")
    client = client_of(User.objects.get(pk=educator.pk))
    winter = {"first": "2027-03-20", f"opens-{made.pk}": ""}  # summer time has begun in New York alone

    page = seen(client.post(at(cohort), sent(made, move="1", **winter)))
    client.post(at(cohort), sent(made, **winter) | {f"due-{made.pk}": "2027-03-20T13:00"})
    client.post(at(cohort), sent(made, title="Moved", **winter) | {f"due-{made.pk}": "2027-03-20T15:30"})

    assert 'value="2027-03-20T13:00"' in page and "America/New_York" in page
    found = dict(
        Assignment.objects.filter(cohort__copied_from=cohort).values_list("cohort__title", "due_zone")
    )
    assert found == {"Urology, 2027": "Europe/London", "Moved": "America/New_York"}


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_copy(educator: User) -> None:
    cohort = cohort_of(educator)
    assigned(cohort, educator, opens_at=OPENS, due_at=DUE)

    def press(_: int) -> str:
        try:
            copy_cohort(
                cohort=cohort, title="Once", dates={}, keeps_versions=False, with_colleagues=False,
                by=educator, now=DUE,
            )  # fmt: skip
        except AlreadyCopied:
            return "told"
        finally:
            connection.close()
        return "made"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["made", "told", "told", "told"]


def test_the_form_of_as_many_assignments_as_a_cohort_takes_is_no_longer_than_a_form_may_be() -> None:
    fields_of_each, others = 3, 10

    assert COHORT_ASSIGNMENTS.most * fields_of_each + others < FORM_FIELDS.most
