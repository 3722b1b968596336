"""Reminders of assigned work: whom they reach, once and by day, what they say, and how they are stopped."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.assigning import extend
from cases.actions.attempts import submit_attempt
from cases.actions.cohorts import archive_cohort, leave_cohort
from cases.actions.reminding import begin_reminding, key_of, remind, remind_some, wish_reminders
from cases.forms.assigning import usual_terms
from cases.models import Reminder, ReminderWish
from cases.queries.reminding import people_to_look_at
from guidance.models import Notice
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job, Letter
from kidmet_site.work.upkeep import begin_what_is_due
from tests.cases.attempts import begun, lung_case, submitted
from tests.cases.cohorts import NOW, assigned, cohort_of, granted
from tests.tables import for_each
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
DUE = datetime(2026, 3, 12, 18, tzinfo=UTC)


def round_at(now: datetime) -> int:
    """What the worker does in an hour; returns how many were told."""
    return remind(people_to_look_at(0, 100, now), now=now)


def told(person: User) -> list[tuple[str, str]]:
    rows = Reminder.objects.filter(assignee__person=person).values_list("stage", "at")
    return [(stage, f"{at:%m-%d %H}") for stage, at in rows]


@pytest.fixture
def cohort(educator: User, resident: User) -> Any:
    return cohort_of(educator, resident)


def test_from_opening_to_the_due_time_one_is_told_three_times_by_day(
    educator: User, resident: User, cohort: Any
) -> None:
    assigned(cohort, educator, due_at=DUE)

    for hours in range(0, 12 * 24, 2):
        round_at(NOW - HOUR + hours * HOUR)

    assert told(resident) == [("opened", "03-02 10"), ("soon", "03-09 08"), ("last", "03-11 08")]
    assert Notice.objects.filter(user=resident).count() == Letter.objects.count() == 3


def test_a_message_says_what_until_when_and_how_to_stop(educator: User, resident: User, cohort: Any) -> None:
    User.objects.filter(pk=resident.pk).update(time_zone="America/New_York")
    made = assigned(cohort, educator, due_at=DUE)
    round_at(datetime(2026, 3, 11, 14, tzinfo=UTC))

    work_off_letters()

    sent = mail.outbox[-1]
    stop = f"https://kidmet.example{reverse('reminders_stop', args=[key_of(resident)])}"
    assert sent.to == [resident.email]
    assert sent.subject == "KidMet: “Before the seminar” is due tomorrow"
    assert "“Before the seminar” is due tomorrow, 12 March 2026 at 14:00 EDT." in sent.body
    assert f"https://kidmet.example{reverse('assignment', args=[made.pk])}" in sent.body
    assert "Times are by the clock of America/New_York." in sent.body and stop in sent.body
    headers = dict(sent.extra_headers)
    assert headers.pop("Message-ID"), "each letter has a number of its own"
    assert headers == {
        "List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }  # fmt: skip
    notice = Notice.objects.get(user=resident)
    assert notice.text == "“Before the seminar” is due tomorrow, 12 March 2026 at 14:00 EDT."


def work_off_letters() -> None:
    Letter.objects.update(good_until=timezone.now() + DAY)  # they were written for another day
    work_off()


def test_of_several_things_one_message_tells(educator: User, resident: User, cohort: Any) -> None:
    assigned(cohort, educator, title="Later", due_at=DUE + DAY)
    assigned(cohort, educator, title="First", due_at=DUE)
    assigned(cohort, educator, title="Without a due time", due_at=None, now=DUE - 2 * DAY)

    round_at(DUE - 2 * DAY)
    work_off_letters()

    [sent] = mail.outbox[-1:]
    assert Notice.objects.filter(user=resident).count() == 3
    assert sent.subject == "KidMet: “First” is due in 2 days, and 2 more"
    places = [
        sent.body.index(title) for title in ("“First”", "“Later”", "“Without a due time” is open: 1 case.")
    ]
    assert places == sorted(places) and sent.body.count("List") == 0


def test_what_is_assigned_on_a_day_of_a_reminder_has_a_notice_at_once_and_stands_in_the_next_mail(
    educator: User, resident: User, cohort: Any
) -> None:
    assigned(cohort, educator, title="First", due_at=DUE)
    round_at(NOW)
    assigned(cohort, educator, title="Second", due_at=DUE + DAY, now=NOW + HOUR)
    assigned(cohort, educator, title="Third", due_at=NOW + 30 * HOUR, now=NOW + HOUR)

    for hour in (1, 2, 5):
        round_at(NOW + hour * HOUR)

    notices = list(Notice.objects.filter(user=resident).order_by("pk").values_list("text", flat=True))
    assert [text.partition(" is open")[0] for text in notices] == ["“First”", "“Third”", "“Second”"]
    assert Letter.objects.count() == 1, "one message a day"
    round_at(NOW + DAY)
    work_off_letters()
    body = mail.outbox[-1].body
    assert "“Second” is open" in body and "“Third” is due today" in body and "“First”" not in body
    notices = list(Notice.objects.filter(user=resident).order_by("pk").values_list("text", flat=True))
    assert len(notices) == 4 and notices[-1].startswith("“Third” is due today"), "no notice says it twice"


def test_who_wants_no_mail_or_no_notices_is_told_of_what_is_new_in_the_other_way(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    wish_reminders(in_app=True, by_mail=False, by=resident, now=NOW)
    wish_reminders(in_app=False, by_mail=True, by=stranger, now=NOW)
    assigned(cohort, educator, due_at=DUE)
    round_at(NOW)
    assigned(cohort, educator, title="Second", due_at=DUE)
    for at in (NOW + HOUR, NOW + DAY, NOW + DAY + HOUR):
        round_at(at)

    assert Notice.objects.filter(user=resident).count() == 2
    assert Letter.objects.filter(owner=stranger).count() == 2
    assert not Notice.objects.filter(user=stranger).exists()
    assert not Letter.objects.filter(owner=resident).exists()


def test_assigning_has_the_worker_tell_at_once(client_of: ClientOf, educator: User, cohort: Any) -> None:
    case = lung_case()
    form = {"title": "Now", f"case-{case.pk}": "on", **usual_terms(timezone.now())}
    client_of(educator).post(reverse("teach_assign", args=[cohort.pk]), {**form, "due_at": ""})

    assert cohort.assignments.count() == 1
    assert Job.objects.filter(kind="cases.reminders", state=Job.State.WAITING).count() == 1


@for_each(
    "away",
    ["handed in", "archived", "left", "closed account", "not open yet", "over", "extended", "more days"],
)
def test_who_has_nothing_to_do_by_then_is_not_reminded(educator: User, edition: object, away: str) -> None:
    resident = User.objects.create_user(f"{away.replace(' ', '.')}@kidmet.example", is_resident=True)
    cohort, eve = cohort_of(educator, resident), DUE - DAY
    opens = DUE - 12 * HOUR if away == "not open yet" else None
    made = assigned(cohort, educator, due_at=DUE, opens_at=opens)
    if away == "handed in":
        submitted_for(made, resident)
    elif away == "archived":
        archive_cohort(cohort=cohort, by=educator, now=NOW)
    elif away == "left":
        leave_cohort(cohort=cohort, person=resident.pk, by=resident, now=NOW)
    elif away == "closed account":
        User.objects.filter(pk=resident.pk).update(is_active=False)
    elif away == "extended":
        extend(
            assignee=made.assignees.get(), due_at=DUE + 9 * DAY, minutes=0, reason="", by=educator, now=NOW
        )
    elif away == "more days":
        granted(cohort, resident, "1", 9, by=educator)

    round_at(DUE + HOUR if away == "over" else eve)

    assert told(resident) == [] and not Notice.objects.filter(user=resident).exists()


def submitted_for(made: Any, resident: User) -> None:
    attempt = submitted(resident)
    attempt.assigned_case = made.cases.get()
    attempt.save()


def test_who_has_more_days_is_reminded_by_their_own_due_time(
    educator: User, resident: User, stranger: User
) -> None:
    cohort = cohort_of(educator, resident, stranger)
    made = assigned(cohort, educator, due_at=DUE)
    granted(cohort, stranger, "1", 30, by=educator)
    made.assignees.update(assigned_at=NOW - 10 * DAY)

    for days in range(45):
        round_at(NOW + days * DAY)

    assert told(resident) == [("soon", "03-09 09"), ("last", "03-11 09")]
    assert told(stranger) == [("soon", "04-08 09"), ("last", "04-10 09")]


def test_after_days_without_a_worker_nobody_is_told_of_what_is_over_or_no_news(
    educator: User, resident: User, cohort: Any
) -> None:
    for days in range(1, 6):
        assigned(cohort, educator, title=f"Day {days}", due_at=NOW + days * DAY)

    round_at(NOW + 4 * DAY + HOUR)  # for the first time

    assert told(resident) == [("last", "03-06 10")]
    assert Notice.objects.get(user=resident).text.startswith("“Day 5” is due tomorrow")
    assert Letter.objects.count() == 1


def test_a_worker_that_is_killed_tells_nobody_twice(educator: User, resident: User, cohort: Any) -> None:
    assigned(cohort, educator, due_at=DUE)
    begin_reminding(NOW)
    step = remind_some(Job.objects.get(kind="cases.reminders"), now=NOW, until=0)
    assert step.write is not None and step.is_done

    with pytest.raises(KeyError), transaction.atomic():
        step.write()
        raise KeyError("killed")
    assert told(resident) == [] and not Letter.objects.exists()
    step.write()
    step.write()  # by another worker that did the same step

    assert told(resident) == [("opened", "03-02 09")] and Letter.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():  # and one that had looked before
        Reminder.objects.create(assignee=Reminder.objects.get().assignee, stage="opened", at=NOW)


def test_people_beyond_a_portion_are_told_in_the_next(educator: User, edition: object) -> None:
    # Their addresses stand in another order than they do.
    people = [User.objects.create_user(f"{letter}@x.example", is_resident=True) for letter in "edcba"]
    assigned(cohort_of(educator, *people), educator, due_at=DUE)

    after, found = 0, []
    while portion := people_to_look_at(after, 2, NOW):
        found += portion
        after = portion[-1]

    assert found == [each.pk for each in people]


def test_the_worker_looks_once_in_an_hour_also_when_clocks_are_put_back(edition: object) -> None:
    begun_jobs = []
    for minutes in (0, 5, 59, 60, 65):
        Job.objects.all().delete()
        begin_what_is_due(datetime(2026, 10, 25, 0, 0, tzinfo=UTC) + timedelta(minutes=minutes))
        begun_jobs.append(Job.objects.filter(kind="cases.reminders").count())

    assert begun_jobs == [1, 0, 0, 1, 0]


def test_many_people_are_told_with_as_many_queries(
    educator: User, resident: User, stranger: User, django_assert_num_queries: Any
) -> None:
    few, many = cohort_of(educator, resident), [User.objects.create_user(f"r{n}@x.example") for n in range(9)]
    assigned(few, educator, due_at=DUE)
    with CaptureQueriesContext(connection) as one:
        round_at(NOW)
    Job.objects.all().delete()
    assigned(cohort_of(educator, *many), educator, due_at=DUE)
    with django_assert_num_queries(len(one)):
        assert round_at(NOW) == 9


# Ways to stop them


def test_the_link_in_a_message_stops_them_without_signing_in(
    client: Client, educator: User, resident: User, cohort: Any
) -> None:
    made = assigned(cohort, educator, due_at=DUE)
    round_at(NOW)
    at = reverse("reminders_stop", args=[key_of(resident)])

    looked = client.get(at).content.decode()
    assert "Stop them" in looked and not ReminderWish.objects.exists()
    pressed = Client(enforce_csrf_checks=True).post(at, {"List-Unsubscribe": "One-Click"})

    assert pressed.status_code == 200 and "No reminder is mailed to you any more." in pressed.content.decode()
    assert not Letter.objects.exists()
    round_at(DUE - DAY)
    assert not Letter.objects.exists() and Notice.objects.filter(user=resident).count() == 2
    assert made.assignees.count() == 1


@for_each(
    "change", [lambda key: "unknown", lambda key: key[:-1], lambda key: "9" + key, lambda key: "x" * 3000]
)
def test_a_forged_link_stops_nothing(client: Client, resident: User, change: Callable[[str], str]) -> None:
    at = reverse("reminders_stop", args=[change(key_of(resident))])

    answers = [client.get(at), client.post(at)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "This link stops no reminders" in answers[1].content.decode()
    assert not ReminderWish.objects.exists()


def test_switches_on_the_account_page_turn_each_kind_off_and_on(
    client_of: ClientOf, educator: User, resident: User, cohort: Any
) -> None:
    client, at = client_of(resident), reverse("account_times")
    assigned(cohort, educator, due_at=DUE)

    client.post(at, {"time_zone": "", "by_mail": "on"})
    round_at(NOW)
    assert (Notice.objects.count(), Letter.objects.count()) == (0, 1)
    client.post(at, {"time_zone": ""})  # neither
    assert not Letter.objects.exists()
    assert round_at(DUE - DAY) == 0
    page = client.get(at).content.decode()
    assert "checked" not in page
    client.post(at, {"time_zone": "", "by_mail": "on", "in_app": "on"})

    assert not ReminderWish.objects.exists() and round_at(DUE - DAY) == 1


def test_handing_in_takes_back_the_message_that_waits(educator: User, resident: User, cohort: Any) -> None:
    made = assigned(cohort, educator, due_at=DUE, now=NOW)
    attempt = begun(resident)
    attempt.assigned_case, attempt.deadline_at = made.cases.get(), NOW
    attempt.save()
    round_at(NOW)
    assert Letter.objects.count() == 1

    submit_attempt(attempt=attempt, by=resident, now=timezone.now())

    assert not Letter.objects.exists()


def test_erasing_leaves_nothing_of_reminders(educator: User, resident: User, cohort: Any) -> None:
    assigned(cohort, educator, due_at=DUE)
    wish_reminders(in_app=False, by_mail=True, by=resident, now=NOW)
    round_at(NOW)
    key = key_of(resident)

    erase_account(person=resident, by=resident, now=timezone.now())
    work_off()

    assert not Reminder.objects.exists() and not ReminderWish.objects.exists() and not Letter.objects.exists()
    assert Client().post(reverse("reminders_stop", args=[key])).status_code == 404


def test_people_of_the_demonstration_are_told_in_the_app_alone(educator: User, cohort: Any) -> None:
    person = User.objects.create_user("r1@demo.kidmet.example", is_resident=True)
    assigned(cohort_of(educator, person), educator, due_at=DUE)

    round_at(NOW)

    assert Notice.objects.filter(user=person).count() == 1 and not Letter.objects.exists()
