"""A case while it is worked: who is where, and what the group chose at a step, for a projector."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cases.actions.cohorts import archive_cohort, leave_cohort
from cases.models import AssignedCase, Attempt, TeachingCaseVersion
from cases.queries.teaching import teaching_case_at, teaching_case_in
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, begun, commit, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.cases.group import group_with, people, wrong_option

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
POLLS = {"HTTP_HX_REQUEST": "true"}


def at(case: AssignedCase, step: str = "") -> str:
    kept = [case.assignment_id, case.pk]
    return reverse("teach_live_step", args=[*kept, step]) if step else reverse("teach_live", args=kept)


def seen(client: Client, address: str, **more: Any) -> str:
    page = client.get(address, **more).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def rows_of(client: Client, address: str) -> list[str]:
    page = client.get(address).content.decode()
    table = page[page.index('aria-label="Who is where"') :]
    return re.findall(r'<th class="written" scope="row">([^<]+)</th>', table)


@pytest.fixture
def at_work(educator: User) -> tuple[AssignedCase, list[User]]:
    """Five: not begun, at the first step, at the third of it, with all steps committed, handed in."""
    now = timezone.now()
    case, members = group_with(educator, 5, now=now - timedelta(hours=2), due_at=now + timedelta(days=1))
    begun(members[1], now=now - timedelta(minutes=70))
    attempt = begun(members[2], now=now - timedelta(minutes=60))
    commit(attempt, members[2], steps=2, now=now - timedelta(minutes=12))
    commit(begun(members[3], now=now - timedelta(minutes=50)), members[3], now=now - timedelta(minutes=1))
    submitted(members[4], now=now - timedelta(hours=1))
    return case, members


def test_the_page_says_who_is_where_since_when_and_how_many_are_at_each_step(
    client_of: ClientOf, educator: User, at_work: tuple[AssignedCase, list[User]]
) -> None:
    case, members = at_work
    client = client_of(educator)

    page = seen(client, at(case))

    assert "1 of 5 has handed in." in page and "As it was at" in page
    assert f"{members[0]} Not begun –" in page
    assert f"{members[1]} Step 1 of 6: " in page and "1 h 10 min" in page
    assert f"{members[2]} Step 3 of 6: " in page and "12 min" in page
    assert f"{members[3]} All steps committed, not handed in 1 min" in page
    assert f"{members[4]} Handed in" in page
    assert "A cough that does not go 3 committed What the scan shows 3 committed" in page
    assert "What would you plan? 2 committed" in page
    assert "Not begun 1 Step 1: " in page and "All steps committed, not handed in 1 Handed in 1" in page


def test_people_are_found_and_ordered_by_where_they_are(
    client_of: ClientOf, educator: User, at_work: tuple[AssignedCase, list[User]]
) -> None:
    case, members = at_work
    client = client_of(educator)
    names = [str(each) for each in members]

    assert rows_of(client, at(case)) == names
    assert rows_of(client, at(case) + "?order=longest")[:3] == [names[1], names[2], names[3]]
    assert rows_of(client, at(case) + "?at=step-3") == [names[2]]
    assert "This case has no such step. Everybody is shown." in seen(client, at(case) + "?at=step-77")
    assert "Nobody is there." in seen(client, at(case) + "?at=step-2")


def test_time_left_is_told_where_there_is_a_limit_and_that_it_is_over(
    client_of: ClientOf, educator: User
) -> None:
    now = timezone.now()
    case, members = group_with(educator, 2, now=now - timedelta(hours=2))
    for member, left in zip(members, (10.5, -1), strict=True):
        attempt = begun(member, now=now - timedelta(hours=1))
        Attempt.objects.filter(pk=attempt.pk).update(deadline_at=now + timedelta(minutes=left))

    page = seen(client_of(educator), at(case) + "?order=time")

    assert "Time left" in page
    assert f"{members[0]} Step 1 of 6" in page and "10 min" in page
    assert f"{members[1]} Time is over, not handed in" in page
    assert page.count("Give more time") == 2


def test_hidden_names_stay_hidden_and_a_reader_sees_the_page(
    client_of: ClientOf, educator: User, resident: User, administrator: User
) -> None:
    cohort = cohort_of(educator, resident, hides_names=True)
    taught_with(cohort, administrator, "reader", educator)
    case = assigned(cohort, educator, now=timezone.now()).cases.get()
    begun(resident)
    client = client_of(administrator)

    page = client.get(at(case)).content.decode() + client.get(at(case, "history")).content.decode()

    assert "Resident 1" in page and resident.display_name not in page and resident.email not in page


def test_the_page_looks_again_until_nobody_can_move(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    case = assigned(cohort, educator, now=timezone.now(), due_at=None).cases.get()
    client = client_of(educator)
    asks = 'hx-trigger="every 10s"'
    before = client.get(at(case), **POLLS).content.decode()
    long_open = {"HTTP_PAGE_OPENED": (timezone.now() - timedelta(hours=5)).isoformat()}
    tired = client.get(at(case), **POLLS, **long_open).content.decode()
    forged = client.get(at(case), **POLLS, HTTP_PAGE_OPENED="yesterday").content.decode()
    submitted(resident, now=timezone.now())
    done = client.get(at(case)).content.decode()

    assert asks in before and asks in forged and before.strip().startswith('<div id="live"')
    assert asks not in tired and "has been open for 4 hours" in tired
    assert asks not in done and "Nobody is working and nobody can begin" in done


def test_an_archived_cohort_that_nobody_works_in_is_not_looked_at_again(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    cohort = cohort_of(educator, resident)
    case = assigned(cohort, educator, now=timezone.now()).cases.get()
    archive_cohort(cohort=cohort, by=educator, now=timezone.now())

    assert "every 10s" not in client_of(educator).get(at(case)).content.decode()


def test_no_page_of_signing_in_stands_in_a_part_of_another(educator: User) -> None:
    case, _ = group_with(educator, 1)

    for address in (at(case), at(case, "history")):
        answer = Client().get(address, **POLLS)
        assert answer.status_code == 401 and b"<form" not in answer.content


def test_both_pages_ask_the_same_of_the_database_for_many(client_of: ClientOf, educator: User) -> None:
    client = client_of(educator)
    asked = []
    for number in (3, 8):
        case, members = group_with(educator, number, now=timezone.now())
        for member in members:
            commit(begun(member), member, steps=2)
        for address in (at(case), at(case, "scan") + "?bars=1"):
            client.get(address)
            with CaptureQueriesContext(
                connection,
            ) as made:
                client.get(address)
            asked.append(len(made))

    assert asked[:2] == asked[2:] and max(asked) < 20


def test_who_works_another_version_is_told_apart_and_counted_at_no_step(
    client_of: ClientOf, educator: User
) -> None:
    case, members = group_with(educator, 4, now=timezone.now())
    committed_by(members)
    other = TeachingCaseVersion.objects.exclude(teaching_case=lung_case()).first()
    Attempt.objects.filter(resident=members[0]).update(version=other)
    client = client_of(educator)

    assert f"{members[0]} At another version of the case" in seen(client, at(case))
    page = seen(client, at(case, "history"))
    assert "3 of 4 have committed this step." in page and "still writing" not in page


# On the projector


def committed_by(members: list[User], *, wrong: int = 0, steps: int = 1) -> None:
    for place, each in enumerate(members):
        answers = {"first-thought": wrong_option("first-thought")} if place < wrong else {}
        commit(begun(each), each, steps=steps, answers=answers)


def test_what_the_group_chose_is_told_without_names_from_three_on(
    client_of: ClientOf, educator: User
) -> None:
    case, members = group_with(educator, 5, now=timezone.now())
    client = client_of(educator)
    option = next(
        each.text
        for each in teaching_case_in(lung_case().latest).question_by_key["first-thought"].options
        if each.key == wrong_option("first-thought")
    )
    committed_by(members[:2])
    two = seen(client, at(case, "history"))
    committed_by(members[2:3], wrong=1)
    three = client.get(at(case, "history")).content.decode()

    assert "2 of 5 have committed this step." in two and option not in two
    assert "shows once 3 have committed" in two
    page = " ".join(re.sub(r"<[^>]+>", " ", three).split())
    assert "3 of 5 have committed this step." in page and "2 have not begun." in page
    assert f"{option} 33 % 1" in page and "What 3 chose" in page
    assert not [each for each in members if str(each) in three or each.email in three]


def test_who_is_still_writing_is_said_and_bars_wait_for_a_press(client_of: ClientOf, educator: User) -> None:
    case, members = group_with(educator, 5, now=timezone.now())
    client = client_of(educator)
    committed_by(members[:3])
    begun(members[3])

    waits = seen(client, at(case, "history"))
    shown = seen(client, at(case, "history") + "?bars=1")
    polled = client.get(at(case, "history"), **POLLS).content.decode()

    assert "1 is still writing and has not committed it yet; 1 has not begun." in waits
    assert "Show what they chose, although others are still writing" in waits and "What 3 chose" not in waits
    assert "What 3 chose" in shown
    assert polled.strip().startswith('<div id="live-count"') and "group-choices" not in polled


def test_what_an_expert_says_is_on_no_page_before_it_is_pressed_for(
    client_of: ClientOf, educator: User
) -> None:
    case, members = group_with(educator, 3, now=timezone.now(), debrief="by_hand")
    committed_by(members, wrong=1, steps=3)
    client = client_of(educator)
    content = teaching_case_in(lung_case().latest)

    for step in content.steps[:3]:
        before = client.get(at(case, step.key)).content.decode()
        after = client.get(at(case, step.key) + "?bars=1&expert=1").content.decode()
        assert "An expert" not in before and "is-expected" not in before
        assert "whoever sees this screen would read it" in " ".join(before.split())
        assert "What an expert would say</h2>" in after
        assert "is-expected" in after


def test_what_the_key_takes_besides_has_its_tick_and_what_it_earns_once_an_expert_is_asked(
    client_of: ClientOf, educator: User
) -> None:
    case, members = group_with(educator, 3, now=timezone.now())
    committed_by(members, steps=3)
    client = client_of(educator)

    before = seen(client, at(case, "scan") + "?bars=1")
    after = seen(client, at(case, "scan") + "?bars=1&expert=1")

    assert "✓" not in before and "% of the points" not in before
    assert "✓ The key, too: Indeterminate 50 % of the points" in after
    assert "Taken as well: Indeterminate (50 % of the points)" in after


def test_texts_are_counted_and_not_shown(client_of: ClientOf, educator: User) -> None:
    case, members = group_with(educator, 3, now=timezone.now())
    for each in members:
        commit(begun(each), each, steps=3, answers={"immunostains": f"{each} would stain for TTF-1."})

    page = seen(client_of(educator), at(case, "tissue"))

    assert "3 wrote an answer of their own." in page and "would stain" not in page


def test_steps_lead_to_each_other_and_none_is_beyond_the_last(client_of: ClientOf, educator: User) -> None:
    case, _ = group_with(educator, 1, now=timezone.now())
    client = client_of(educator)

    first = client.get(at(case, "history")).content.decode()
    last = client.get(at(case, "plan")).content.decode()

    assert f'rel="next" href="{at(case, "scan")}"' in first and 'rel="prev"' not in first
    assert f'rel="prev" href="{at(case, "blood")}"' in last and 'rel="next"' not in last
    assert client.get(at(case, "no-such-step")).status_code == 404
    assert 'class="bar"' not in first and 'class="foot"' not in first


def test_who_left_is_counted_nowhere(client_of: ClientOf, educator: User) -> None:
    case, members = group_with(educator, 4, now=timezone.now())
    committed_by(members)
    leave_cohort(cohort=case.assignment.cohort, person=members[0].pk, by=members[0], now=timezone.now())

    page = seen(client_of(educator), at(case, "history"))

    assert "3 of 3 have committed this step." in page
    assert str(members[0]) not in seen(client_of(educator), at(case))


def test_an_assignment_and_the_results_of_its_case_lead_here(client_of: ClientOf, educator: User) -> None:
    case, _ = group_with(educator, 1, now=timezone.now())
    client = client_of(educator)

    for page in (
        reverse("teach_assignment", args=[case.assignment_id]),
        reverse("teach_case_results", args=[case.assignment_id, case.pk]),
    ):
        assert f'href="{at(case)}"' in client.get(page).content.decode()


def test_a_case_that_is_drawn_is_watched_for_whom_it_was_drawn(client_of: ClientOf, educator: User) -> None:
    members = people(6)
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    made = assigned(
        cohort_of(educator, *members), educator, lung_case(), melanoma, order="drawn", drawn_count=1,
        now=timezone.now(),
    )  # fmt: skip
    client = client_of(educator)

    found = [seen(client, at(each)) for each in made.cases.all()]

    told = [[str(each) for each in members if str(each) in page] for page in found]
    assert sorted(told[0] + told[1]) == sorted(map(str, members))


def test_many_people_stand_on_pages(client_of: ClientOf, educator: User) -> None:
    members = people(55)
    case = assigned(cohort_of(educator, *members), educator, now=timezone.now()).cases.get()
    client = client_of(educator)

    assert len(rows_of(client, at(case))) == 50
    assert len(rows_of(client, at(case) + "?page=2")) == 5
