"""The results of an assigned case: worked out by the worker, hidden below ten, told without names."""

import csv
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from io import BytesIO, StringIO
from itertools import takewhile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions.assigning import change_assignment
from cases.actions.attempts import start_assigned, submit_attempt
from cases.actions.case_results import _catch_up, keep_results, worked_out
from cases.actions.cohorts import leave_cohort
from cases.actions.marking import override_mark
from cases.domain.results.case_statistics import FEWEST
from cases.models import AssignedCase, Assignee, Attempt, Cohort, StoredResults
from cases.queries.assigned import work_for
from cases.queries.case_results import counted_attempts, counting_at
from cases.queries.group_work import work_in
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.erasing import erase_account
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job
from tests.cases.attempts import begun, commit, submitted
from tests.cases.cohorts import NOW
from tests.cases.group import group_with, handed_in_by_all
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]


def at(case: AssignedCase, name: str = "teach_case_results") -> str:
    return reverse(name, args=[case.assignment_id, case.pk, *KIND.get(name, ())])


KIND = {"teach_case_results_file": ("csv",)}


def page_of(client: Client, case: AssignedCase) -> str:
    return " ".join(client.get(at(case)).content.decode().split())


def seen_in(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def results_of(case: AssignedCase) -> StoredResults:
    return StoredResults.objects.get(assigned_case=case)


def test_a_group_of_ten_is_told_with_its_key_its_numbers_and_no_name(
    client_of: ClientOf, educator: User
) -> None:
    case = handed_in_by_all(educator, FEWEST)
    work_off()

    page = page_of(client_of(educator), case)

    seen = seen_in(page)
    assert "from 10 attempts, the one that counts of each person." in seen
    assert "95 % confidence interval" in seen and "Script concordance" in seen
    assert "The key: M1" in seen and "✓ in the key" in seen
    assert "✗ not in the key 5 (50 %) 0 2 3" in seen  # none of the upper third was wrong
    assert "Texts of one&#x27;s own are not told here" in seen
    names = Attempt.objects.values_list("resident__display_name", "resident__email")
    assert not [each for both in names for each in both if each in page]


def test_nothing_of_a_group_is_told_or_kept_below_ten(client_of: ClientOf, educator: User) -> None:
    case = handed_in_by_all(educator, 2)
    work_off()

    page = seen_in(page_of(client_of(educator), case))

    assert "Results are shown from 10 attempts that count; there are 2." in page
    assert "Facility" not in page and "The key" not in page
    assert results_of(case).document == {}
    assert client_of(educator).get(at(case, "teach_case_results_file")).status_code == 404


def test_why_nothing_is_told_of_few_is_true_whether_names_are_shown_or_hidden(
    client_of: ClientOf, educator: User
) -> None:
    case = handed_in_by_all(educator, 2)
    work_off()
    client = client_of(educator)

    named = seen_in(page_of(client, case))
    Cohort.objects.update(hides_names=True)
    hidden = seen_in(page_of(client, case))

    assert "Numbers of fewer people are chance" in named and "make out" not in named
    assert "could make out whose answers they are. To the attempts" in hidden


def test_the_page_says_that_nobody_handed_in_and_then_that_the_worker_is_to_come(
    client_of: ClientOf, educator: User
) -> None:
    case, (first,) = group_with(educator, 1)
    client = client_of(educator)

    empty = page_of(client, case)
    submitted(first)
    waiting = page_of(client, case)

    assert "Nobody has handed in this case yet" in empty
    assert re.findall(r'aria-current="page">(\w+)', empty) == ["Cohorts"]
    assert "Being worked out" in waiting and "1 attempt was handed in and is not counted yet." in waiting


def test_what_was_handed_in_since_is_said_and_then_counted(client_of: ClientOf, educator: User) -> None:
    case, (first, second) = group_with(educator, 2)
    submitted(first)
    work_off()
    client = client_of(educator)
    submitted(second)

    before, kept = page_of(client, case), results_of(case).count
    work_off()

    assert kept == 1 and "1 attempt handed in since is not counted yet." in before
    assert results_of(case).count == 2 and "handed in since" not in page_of(client, case)


def test_one_job_waits_for_a_case_however_many_hand_it_in(educator: User) -> None:
    case, members = group_with(educator, 3)
    for each in members:
        submitted(each)

    waiting = Job.objects.filter(kind="case_results").values_list("key", "path", "owner")
    assert list(waiting) == [(str(case.pk), at(case), None)]
    work_off()
    assert not Job.objects.filter(kind="case_results").exists()


def test_no_job_is_begun_where_a_submission_is_refused_or_is_for_nobody(
    educator: User, resident: User
) -> None:
    submitted(resident)  # free practice
    case, (first,) = group_with(educator, 1)
    commit(begun(first), first, steps=1)

    assert not Job.objects.filter(kind="case_results").exists()
    assert not StoredResults.objects.filter(assigned_case=case).exists()


def test_of_several_attempts_of_a_person_the_one_counts_that_the_terms_say(educator: User) -> None:
    case, (first,) = group_with(educator, 1, counts="last")
    submitted(first)
    work = work_for(first, case.assignment_id, NOW)
    assert work is not None
    again = start_assigned(work=work, case=work.cases[0], by=first, now=NOW, timed=False)
    commit(again, first, is_empty=True)
    submit_attempt(attempt=again, by=first, now=NOW + timedelta(hours=1))
    work_off()

    (counted,) = counted_attempts(case, teaching_case_in(case.version)).attempts
    assert (results_of(case).count, results_of(case).submitted) == (1, 2)
    assert counted.answers == {}


def test_the_attempts_that_count_are_those_that_the_pages_of_the_assignment_count(educator: User) -> None:
    """Late work costs all of its points; one has more time, one did not draw the case."""
    terms = {"due_at": NOW + timedelta(hours=1), "late": "minus", "late_share": 1.0, "counts": "best"}
    case, members = group_with(educator, 3, **terms)
    for each in members:
        submitted(each, is_empty=True)
    for each in members[:2]:
        work = work_for(each, case.assignment_id, NOW)
        assert work is not None
        again = start_assigned(work=work, case=work.cases[0], by=each, now=NOW, timed=False)
        submit_attempt(attempt=commit(again, each), by=each, now=NOW + timedelta(hours=5))
    first, _, third = case.assignment.assignees.order_by("pk")
    first.extensions.create(due_at=NOW + timedelta(days=1), given_at=NOW)
    Assignee.objects.filter(pk=third.pk).update(drawn=[])

    works = [each.work_on(case.pk) for each in work_in(case.assignment, NOW)]
    assert list(counting_at(case)) == [each.counted.number for each in works if each and each.counted]
    earned = Attempt.objects.filter(pk__in=counting_at(case)).order_by("resident").values_list("earned")
    assert [bool(points) for (points,) in earned] == [True, False]


def test_results_are_worked_out_anew_where_other_attempts_count_or_somebody_left(
    educator: User, resident: User
) -> None:
    case, (first, second) = group_with(educator, 2)
    submitted(first)
    submitted(second)
    work_off()
    cohort, now = case.assignment.cohort, timezone.now()
    assert cohort is not None

    leave_cohort(cohort=cohort, person=second.pk, by=second, now=now)
    work_off()
    left = results_of(case).count
    terms = {"title": "Renamed", "due_at": now + timedelta(days=1)}
    change_assignment(assignment=case.assignment, terms=terms, by=educator, now=now)

    assert left == 1
    assert Job.objects.filter(kind="case_results", key=str(case.pk)).exists()


def test_results_that_were_read_earlier_do_not_replace_later_ones(educator: User) -> None:
    case, (first, second) = group_with(educator, 2)
    submitted(first)
    now = timezone.now()
    early = worked_out(case, now - timedelta(minutes=1))
    submitted(second)

    keep_results(case=case, made=worked_out(case, now))
    keep_results(case=case, made=early)

    assert results_of(case).count == 2


def test_what_no_job_came_to_is_caught_up_with_once_a_day(educator: User) -> None:
    case, (first,) = group_with(educator, 1)
    submitted(first)
    Job.objects.all().delete()

    _catch_up(timezone.now())
    work_off()

    assert results_of(case).submitted == 1
    _catch_up(timezone.now())
    assert not Job.objects.filter(kind="case_results").exists()


def test_an_attempt_at_another_version_is_said_and_in_no_number(client_of: ClientOf, educator: User) -> None:
    case = handed_in_by_all(educator, FEWEST)
    version = case.version
    version.pk, version.number = None, 99
    version.save()
    moved = Attempt.objects.latest("pk")
    Attempt.objects.filter(pk=moved.pk).update(version=version)
    moved.markings.update(key_version=version)
    work_off()

    page = seen_in(page_of(client_of(educator), case))

    assert "there are 9" in page and "1 attempt at another version of the case is not among them." in page


def test_results_are_worked_out_anew_when_a_mark_is_put_right(educator: User) -> None:
    case, (first,) = group_with(educator, 1)
    attempt = submitted(first, entered={"ecog": "3"})
    work_off()
    before = results_of(case).made_at

    mark = attempt.marks.get(key="ecog")
    override_mark(mark=mark, credit=1.0, reason="It was told so.", by=educator, now=timezone.now())
    work_off()

    assert results_of(case).made_at > before


def test_results_are_worked_out_anew_when_somebody_deletes_their_account(educator: User) -> None:
    case, (first,) = group_with(educator, 1)
    submitted(first)
    work_off()
    before = results_of(case).made_at

    erase_account(person=first, by=first, now=timezone.now())
    work_off()

    assert results_of(case).made_at > before


def test_the_spreadsheet_has_the_numbers_of_the_page_and_no_formula(
    client_of: ClientOf, educator: User
) -> None:
    case = handed_in_by_all(educator, FEWEST)
    work_off()
    kept = results_of(case)
    kept.document["items"][0]["label"] = '=HYPERLINK("https://evil.example")'
    kept.document["items"][0]["entries"][0]["text"] = "+1"
    kept.save()
    client = client_of(educator)

    answer = client.get(at(case, "teach_case_results_file"))

    text = b"".join(answer.streaming_content).decode()
    rows = list(csv.reader(StringIO(text.removeprefix("\ufeff"))))
    page = seen_in(page_of(client, case))
    assert answer["Content-Type"] == "text/csv; charset=utf-8" and text.startswith("\ufeff")
    assert "attachment" in answer["Content-Disposition"]
    heading = next(place for place, row in enumerate(rows) if row[:1] == ["number"])
    below = list(takewhile(bool, rows[heading + 1 :]))
    items = [dict(zip(rows[heading], row, strict=False)) for row in below]
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "+", "@")]
    assert {"'+1"} <= {row.get("entry") for row in items}
    alpha = next(row for row in rows if row and row[0].startswith("Cronbach"))
    assert f"{float(alpha[1]):.2f} (95 % confidence interval" in page.replace("−", "-")
    for row in items:
        if row.get("facility %"):
            discrimination = row["discrimination"] and f"{float(row['discrimination']):.2f}"
            said = f"Facility {row['facility %']} %, discrimination {discrimination or '–'}."
            assert said in page.replace("−", "-")


def sheet_of(client: Client, case: AssignedCase) -> list[tuple[object, ...]]:
    address = reverse("teach_case_results_file", args=[case.assignment_id, case.pk, "xlsx"])
    workbook = load_workbook(BytesIO(client.get(address).content))
    assert all(cell.data_type != "f" for row in workbook.active.iter_rows() for cell in row)
    return list(workbook.active.iter_rows(values_only=True))


def table_under(rows: list[tuple[object, ...]], *heading: str) -> list[dict[object, object]]:
    """The rows below a heading, until one that is empty."""
    place = next(place for place, row in enumerate(rows) if row[: len(heading)] == heading)
    below = takewhile(lambda row: row[0] is not None, rows[place + 1 :])
    return [dict(zip(rows[place], row, strict=False)) for row in below]


def said(value: object, places: int = 0) -> str:
    """A cell as the page writes it."""
    if value is None or value == "":
        return "–"
    return f"{value:.2f}" if places else f"{value} %"


def test_the_spreadsheet_agrees_with_each_table_of_the_page_to_the_digit(
    client_of: ClientOf, educator: User
) -> None:
    case = handed_in_by_all(educator, FEWEST)
    work_off()
    kept = results_of(case)
    kept.document["items"][0]["label"] = "=1+1"
    kept.save()
    client = client_of(educator)

    rows, page = sheet_of(client, case), unescape(seen_in(page_of(client, case)).replace("−", "-"))

    whole = {row[0]: row[1:] for row in rows if row[0] is not None and row[1] is not None}
    assert f"Mean share of the points {said(whole['mean share %'][0])}" in page
    assert f"differ from it by {said(whole['standard deviation %'][0])}" in page
    alpha = next(value for name, value in whole.items() if str(name).startswith("Cronbach"))
    told = tuple(said(each, 2) for each in alpha[:3])
    assert "{} (95 % confidence interval {} to {})".format(*told) in page
    items = table_under(rows, "number", "step")
    assert items[0]["item"] == "'=1+1"
    for row in items:
        item = str(row["item"]).removeprefix("'")
        numbers = f"{said(row['facility %'])} {said(row['discrimination'], 2)}"
        remark = f"{row['remark']} " if row["facility %"] is not None and row["remark"] else ""
        assert f"{row['number']}. {item} {remark}{numbers}" in page
        if row["entry"]:
            count = f"{row['people']} ({row['% of people']} %) {row['upper third']} {row['middle third']}"
            assert f"{row['verdict']} {count} {row['lower third']}" in page
    panels = table_under(rows, "number", "item", "panel")
    shares = ("chose its commonest answer %", "two of it agree %", "earned by a member %")
    assert panels
    for row in panels:
        small = "a small panel: its votes are unstable " if int(str(row["panel"])) < 10 else ""
        shown = " ".join(said(row[name]) for name in shares)
        assert f"{row['number']}. {row['item']} {row['panel']} {small}{shown}" in page


def test_the_page_asks_the_database_as_often_for_many_as_for_one(client_of: ClientOf, educator: User) -> None:
    client, asked = client_of(educator), []
    for number in (1, FEWEST):
        case = handed_in_by_all(educator, number)
        work_off()
        client.get(at(case))
        with CaptureQueriesContext(connection) as queries:
            client.get(at(case))
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 8


def test_working_out_asks_the_database_as_often_for_many_as_for_one(educator: User) -> None:
    asked = []
    for number in (1, FEWEST):
        case = handed_in_by_all(educator, number)
        with CaptureQueriesContext(connection) as queries:
            worked_out(AssignedCase.objects.select_related("assignment", "version").get(pk=case.pk), NOW)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_results_are_nothing_to_another_educator_or_under_another_assignment(
    client_of: ClientOf, educator: User, administrator: User
) -> None:
    case, _ = group_with(educator, 1)
    other, _ = group_with(administrator, 1)
    names = ("teach_case_results", "teach_case_results_file")
    assert [client_of(administrator).get(at(case, name)).status_code for name in names] == [404, 404]
    astray = [reverse(name, args=[case.assignment_id, other.pk, *KIND.get(name, ())]) for name in names]
    assert [client_of(educator).get(address).status_code for address in astray] == [404, 404]


def test_the_page_of_an_assignment_leads_to_the_results_of_each_case(
    client_of: ClientOf, educator: User
) -> None:
    case, _ = group_with(educator, 1)
    page = client_of(educator).get(reverse("teach_assignment", args=[case.assignment_id])).content.decode()
    assert f'href="{at(case)}"' in page


def test_residents_are_told_nothing_by_the_results(client_of: ClientOf, educator: User) -> None:
    case = handed_in_by_all(educator, 1)
    work_off()
    member = Attempt.objects.latest("pk").resident
    assert client_of(member).get(at(case)).status_code == 404
