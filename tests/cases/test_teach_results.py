"""The results of a cohort: who needs a word, people and cases, what was wrong and missed, time, files."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.actions.attempts import submit_attempt
from cases.actions.cohorts import leave_cohort
from cases.actions.marking import override_mark
from cases.models import Assignment, Cohort, Mark
from cases.presenting.result_tables import TABLES
from cases.queries.teaching import teaching_case_at
from guidance.domain.limits import RESULTS_WORK, Limit
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, begun, commit, submitted
from tests.cases.cohorts import assigned, cohort_of, taught_with
from tests.conftest import person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
LUNG_TITLE = "A lung mass, and lesions in both kidneys"
WRONG: dict[str, Any] = {
    "entered": {"m_category": "cM0", "treatment_intent": "symptom_control_only"},
    "answers": {"first-thought": "proven"},
}


def page(client: Client, cohort: Cohort, **query: object) -> str:
    answer = client.get(reverse("teach_results", args=[cohort.pk]), query)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def file(client: Client, cohort: Cohort, table: str, **query: object) -> list[dict[str, str]]:
    answer: Any = client.get(reverse("teach_results_file", args=[cohort.pk, table, "csv"]), query)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names_in(client: Client, cohort: Cohort, **query: object) -> list[str]:
    return [row["Resident"] for row in file(client, cohort, "people", **query)]


def hand_in(attempt: Any, user: User) -> None:
    now = timezone.now()
    submit_attempt(attempt=commit(attempt, user, now=now), by=user, now=now)


@pytest.fixture
def group() -> list[User]:
    return [person(f"Res{number}", is_resident=True) for number in range(6)]


@pytest.fixture
def cohort(educator: User, group: list[User]) -> Cohort:
    """Six residents: three right, two wrong alike, and one who had handed in nothing when it was due."""
    now = timezone.now()
    cohort = cohort_of(educator, *group)
    assigned(cohort, educator, now=now - timedelta(hours=2), due_at=now + timedelta(hours=1))
    for each in group[:5]:
        submitted(each, now=now - timedelta(hours=1), **(WRONG if each in group[3:] else {}))
    Assignment.objects.update(due_at=now - timedelta(minutes=5))
    return cohort


def test_what_can_be_told_is_told_when_there_is_nothing_yet(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    client, cohort = client_of(educator), cohort_of(educator)
    nothing = page(client, cohort)
    made = assigned(cohort, educator, now=timezone.now())
    nobody = page(client, cohort)
    late = cohort_of(educator, resident)
    assigned(late, educator, now=timezone.now(), due_at=timezone.now() + timedelta(days=9))
    begun(resident)
    begun_only = page(client, late)

    assert "Nothing is assigned yet" in nothing
    assert "Nobody is to work it" in nobody and made.title in nobody
    assert "Nobody has handed in anything yet." in begun_only
    assert "Nobody: nothing is overdue" in begun_only and "step 1" in begun_only
    assert [file(client, late, table) for table in TABLES if table != "people"] == [[]] * (len(TABLES) - 1)


def test_work_that_is_begun_and_overdue_says_both_and_the_table_has_a_heading_for_each_column(
    client_of: ClientOf, educator: User, resident: User
) -> None:
    now = timezone.now()
    cohort = cohort_of(educator, resident, now=now - timedelta(days=3))
    for title in ("Before the seminar", "After it"):
        assigned(cohort, educator, now=now - timedelta(days=2), title=title, late="marked")
    begun(resident)

    client = client_of(educator)
    shown = page(client, cohort)
    html = client.get(reverse("teach_results", args=[cohort.pk])).content.decode()
    (row,) = file(client, cohort, "people")
    seen = client.get(reverse("teach_assignment", args=[Assignment.objects.earliest("pk").pk]))

    assert "overdue, at step 1" in shown and "overdue, at step 1" in row.values()
    assert "overdue, at step 1" in seen.content.decode()
    heads = html.partition("<thead>")[2].partition("</thead>")[0]
    assert "<td" not in heads and heads.count('rowspan="2"') == 2


def test_who_needs_a_word_stands_first_each_with_the_reason(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    client = client_of(educator)
    shown = page(client, cohort)
    why = {row["Resident"]: row["Why"] for row in file(client, cohort, "words")}

    assert "“Before the seminar” was due on" in why["Res5"] and "nothing of it is begun." in why["Res5"]
    assert list(why) == names_in(client, cohort)[: len(why)]
    assert all(reason in shown for reason in why.values())
    assert names_in(client, cohort, order="name") == [f"Res{number}" for number in range(6)]
    assert names_in(client, cohort, order="result")[:3] == ["Res5", "Res3", "Res4"]


def test_somebody_far_below_the_group_needs_a_word(
    client_of: ClientOf, educator: User, group: list[User]
) -> None:
    cohort = cohort_of(educator, *group[:5])
    assigned(cohort, educator, now=timezone.now())
    for each in group[:5]:
        submitted(each, now=timezone.now(), is_empty=each == group[4])

    (row,) = file(client_of(educator), cohort, "words")

    assert row == {
        "Resident": "Res4",
        "Why": "The result of a case is 100 percentage points below the middle of the group.",
    }


def test_the_commonest_wrong_entry_stands_beside_what_was_expected(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    client = client_of(educator)
    shown = page(client, cohort)
    rows = file(client, cohort, "wrong-entries")
    intent = next(row for row in rows if row["Asked"] == "Intent of treatment")

    assert (intent["Entered"], intent["Expected"]) == ("Control of symptoms only", "Control of the disease")
    assert (intent["Residents"], intent["Of those who handed in"]) == ("2", "5")
    assert f"Intent of treatment {intent['Entered']} Control of the disease 2 of 5" in shown
    assert any(row["Asked"].startswith("Best answer: ") for row in rows)


def test_each_folded_section_says_the_first_row_of_its_table(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    client = client_of(educator)
    shown = page(client, cohort)
    entered = {(row["Entered"], row["Expected"]) for row in file(client, cohort, "wrong-entries")}
    first = {table: file(client, cohort, table)[0] for table in ("objectives", "facts")}

    said = re.search("Wrong entries Most often “(.+?)” instead of “(.+?)”: 2 of 5[.]", shown)
    assert said and any(
        made.startswith(said[1].rstrip("…")) and asked.startswith(said[2].rstrip("…"))
        for made, asked in entered
    )
    weakest = first["objectives"]
    assert f"Weakest, with {weakest['In all, in %']} %: {weakest['Objective'][:40]}" in shown
    assert f"Facts lost Most often “{first['facts']['Fact']}”: {first['facts']['Residents']} of 5." in shown
    assert file(client, cohort, "guidance") == [] and "Guidance missed Nothing." in shown
    assert "Time at work The middle of the group takes no longer than the cases state." in shown


def test_two_wrong_entries_that_go_together_are_told(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    client = client_of(educator)
    rows = file(client, cohort, "pairs")

    assert any(
        {row["Asked first"], row["Asked second"]} == {"Intent of treatment", "M category, category"}
        and (row["Both"], row["With the first"], row["With the second"]) == ("2", "2", "2")
        for row in rows
    )
    assert "both 2 of 5; the first 2, the second 2" in page(client, cohort)


def test_no_file_is_offered_that_would_have_headings_alone(
    client_of: ClientOf, educator: User, resident: User, cohort: Cohort
) -> None:
    """Before anything is handed in, after work without a fault, and where there is something of all."""
    client, quiet = client_of(educator), cohort_of(educator, resident, title="Quiet")
    assigned(quiet, educator, now=timezone.now(), due_at=None)

    def offered(each: Cohort) -> set[str]:
        html = client.get(reverse("teach_results", args=[each.pk])).content.decode()
        return {
            table for table in TABLES if reverse("teach_results_file", args=[each.pk, table, "csv"]) in html
        }

    def filled(each: Cohort) -> set[str]:
        return {table for table in TABLES if file(client, each, table)}

    assert offered(quiet) == filled(quiet) == {"people"}
    submitted(resident)
    assert offered(quiet) == filled(quiet)
    assert offered(quiet).isdisjoint({"middles", "pairs", "wrong-entries", "guidance"})
    assert {"middles", "pairs", "wrong-entries"} <= offered(cohort) == filled(cohort)


def test_only_what_counts_of_assigned_work_is_told(
    client_of: ClientOf, educator: User, resident: User, stranger: User
) -> None:
    """Free practice, another cohort's work, and the worse of two attempts are in no number."""
    now = timezone.now()
    other = cohort_of(educator, stranger)
    assigned(other, educator, now=now)
    submitted(stranger, now=now, **WRONG)
    submitted(resident, now=now - timedelta(days=3), **WRONG)
    cohort = cohort_of(educator, resident)
    assigned(cohort, educator, now=now)
    submitted(resident, now=now, **WRONG)
    pk = cohort.assignments.get().pk
    client_of(resident).post(reverse("assignment_start", args=[pk, cohort.assignments.get().cases.get().pk]))
    again = resident.attempts.get(submitted_at=None)
    assert again.assigned_case_id is not None

    client = client_of(educator)
    before = file(client, cohort, "facts")
    hand_in(again, resident)

    assert [row["Residents"] for row in before] == ["1"] * len(before) and before
    assert [file(client, cohort, table) for table in ("facts", "guidance", "wrong-entries")] == [[], [], []]
    assert file(client, cohort, "people")[0][f"{LUNG_TITLE}, in %"] == "100"


def test_whoever_left_or_has_no_account_any_more_is_counted_nowhere(
    client_of: ClientOf, educator: User, group: list[User], cohort: Cohort
) -> None:
    client = client_of(educator)
    leave_cohort(cohort=cohort, person=group[3].pk, by=educator, now=timezone.now())
    User.objects.filter(pk=group[4].pk).update(is_active=False)

    assert names_in(client, cohort, order="name") == ["Res0", "Res1", "Res2", "Res5"]
    assert file(client, cohort, "wrong-entries") == file(client, cohort, "facts") == []
    assert "Res3" not in page(client, cohort) and "Res4" not in page(client, cohort)
    assert file(client, cohort, "time")[0]["Residents"] == "3"


def test_where_names_are_hidden_neither_page_nor_file_tells_one(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    Cohort.objects.update(hides_names=True)
    User.objects.filter(display_name="Res0").update(display_name="Zora")  # the order would tell a name
    client = client_of(educator)
    told = page(client, cohort) + str([file(client, cohort, table) for table in TABLES])

    assert "With fewer than 10 residents who handed in, whoever knows the group may still" in told
    assert "Resident 6" in told and "Names are hidden, also in the files." in told
    assert re.findall(r"\bRes\d|res\d@|Zora", told) == []
    assert names_in(client, cohort, order="name") == [f"Resident {number}" for number in range(1, 7)]


def test_files_agree_with_the_page_to_the_digit(client_of: ClientOf, educator: User, cohort: Cohort) -> None:
    client = client_of(educator)
    shown = page(client, cohort)
    assert "whoever knows the group" not in shown  # names stand there

    for row in file(client, cohort, "people"):
        result = row[f"{LUNG_TITLE}, in %"]
        state = f"{result} %" if result else "overdue "
        assert re.search(rf"{row['Resident']} (needs a word )?{row['Cases handed in']} of 1 {state}", shown)
    for row in file(client, cohort, "objectives"):
        assert f"{row['Objective']} {row['In all, in %']}" in shown
    for row in file(client, cohort, "facts"):
        numbers = f"{row['Residents']} of 5 {row['Attempts']} {row['Points lost']}"
        assert f"{row['Fact']} {numbers}" in shown
    (middle,) = file(client, cohort, "middles")
    assert f"Middle of the group {middle['Middle of the group, in %']} " in shown
    (time,) = file(client, cohort, "time")
    assert [time[name] for name in ("Middle", "Shortest, in minutes", "Longest")] == ["20", "20", "20"]
    assert f"20 20 20 {time['Stated in the case']} 5" in shown


def test_a_spreadsheet_holds_what_the_csv_file_does(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    Assignment.objects.update(title="=SUM(A1)")
    client = client_of(educator)

    for table in TABLES:
        answer = client.get(reverse("teach_results_file", args=[cohort.pk, table, "xlsx"]))
        (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
        headings, *rows = sheet.iter_rows(values_only=True)
        said = [["" if cell is None else str(cell) for cell in row] for row in rows]
        held = [dict(zip(headings, row, strict=True)) for row in said]
        assert held == file(client, cohort, table) and (held or table == "guidance")
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}


def test_no_cell_of_a_file_is_a_formula(client_of: ClientOf, educator: User, cohort: Cohort) -> None:
    User.objects.filter(display_name="Res5").update(display_name='=HYPERLINK("https://evil.example")')
    Assignment.objects.update(title="@SUM(A1)")
    client = client_of(educator)

    cells = [cell for table in TABLES for row in file(client, cohort, table) for cell in row.values()]

    assert any(cell.startswith("'=HYPERLINK") for cell in cells) and "'@SUM(A1)" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))] == []


def test_one_assignment_is_shown_alone_and_another_cohorts_is_none_of_it(
    client_of: ClientOf, educator: User, administrator: User, cohort: Cohort
) -> None:
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    second = assigned(cohort, educator, melanoma, title="After it", now=timezone.now())
    foreign = assigned(cohort_of(administrator), administrator, title="Elsewhere", now=timezone.now())
    client = client_of(educator)
    whole, alone = page(client, cohort), page(client, cohort, assignment=second.pk)
    forged = page(client, cohort, assignment=foreign.pk, order="zebra")
    at = reverse("teach_results_file", args=[cohort.pk, "people", "csv"])

    assert "All 2 assignments: 5 of 6" in whole and "by assignment" in whole
    assert "“After it”: 0 of 6" in alone and LUNG_TITLE not in alone.partition("People and cases")[2]
    assert "There is no such assignment in this cohort. All of them are shown." in forged
    assert "Choose an order of the list." in forged and "Elsewhere" not in forged
    assert client.get(at, {"assignment": foreign.pk}).status_code == 404
    refused = [at.replace("people", "zebra"), at.replace(".csv", ".pdf")]
    assert [client.get(each).status_code for each in refused] == [404, 404]


def test_only_the_newest_assignments_are_told_that_keep_the_limit_and_the_page_says_so(
    client_of: ClientOf, educator: User, cohort: Cohort, monkeypatch: pytest.MonkeyPatch
) -> None:
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    second = assigned(cohort, educator, melanoma, title="After it", now=timezone.now())
    at, client = reverse("teach_results_file", args=[cohort.pk, "people", "csv"]), client_of(educator)

    def told(most: int) -> str:
        limit = Limit(most, RESULTS_WORK.unit, RESULTS_WORK.what)
        monkeypatch.setattr("cases.queries.results.RESULTS_WORK", limit)
        monkeypatch.setattr("cases.views.teach_results.RESULTS_WORK", limit)
        return page(client, cohort)

    assert "All 2 assignments: 5 of 6" in told(12)
    last = told(11)
    assert "“After it”: 0 of 6" in last and LUNG_TITLE not in last.partition("People and cases")[2]
    assert "At most 11 cases of residents are told at once, here and in the files: 1 earlier" in last
    assert f"{LUNG_TITLE}, in %" not in file(client, cohort, "people")[0]
    assert "At most 5 cases of residents are told at once, and “After it” asks more." in told(5)
    assert client.get(at).status_code == client.get(at, {"assignment": second.pk}).status_code == 404


def test_readers_see_results_and_other_educators_nothing(
    client_of: ClientOf, educator: User, administrator: User, second: User, cohort: Cohort
) -> None:
    User.objects.filter(pk=second.pk).update(is_educator=True)
    taught_with(cohort, administrator, "reader", educator)

    assert "5 of 6 residents have handed in work." in page(client_of(administrator), cohort)
    assert client_of(second).get(reverse("teach_results", args=[cohort.pk])).status_code == 404


def test_many_people_and_cases_cost_no_more_queries_than_one(
    client_of: ClientOf, educator: User, group: list[User]
) -> None:
    now = timezone.now()
    few, many = cohort_of(educator, group[5]), cohort_of(educator, *group[:5])
    melanoma = teaching_case_at(LIBRARY, "melanoma-ldh")
    assigned(few, educator, now=now)
    assigned(many, educator, now=now)
    assigned(many, educator, melanoma, now=now)
    for each in group:
        submitted(each, now=now, **WRONG)
    for each in group[:3]:
        submitted(each, "melanoma-ldh", now=now, is_empty=True)
    client = client_of(educator)
    counts = []
    for cohort in (few, many):
        with CaptureQueriesContext(connection) as asked:
            page(client, cohort)
        counts.append(len(asked))

    # With one person alone nothing is looked for that two have in common.
    assert counts[0] <= counts[1] <= counts[0] + 1 <= 30


def test_what_was_added_up_is_told_anew_once_a_mark_is_put_right(
    client_of: ClientOf, educator: User, cohort: Cohort
) -> None:
    client = client_of(educator)
    before = file(client, cohort, "wrong-entries")
    mark = Mark.objects.filter(key="m_category", credit=0).first()
    assert mark is not None

    override_mark(mark=mark, credit=0.5, reason="By the letter.", by=educator, now=timezone.now())
    after = file(client, cohort, "wrong-entries")

    def people(rows: list[dict[str, str]]) -> int:
        return sum(int(row["Residents"]) for row in rows if row["Entered"].startswith("M0"))

    assert people(after) == people(before) - 1
