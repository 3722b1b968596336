"""Stored cases as columns that are never out of date, and impact runs that count each case once."""

import json
import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from cases.actions.cases import create_case, delete_case, rename_case, save_chapter
from cases.actions.replaying import start_impact, step_impact, stop_impact
from cases.domain.deriving import known_facts
from cases.domain.fact_columns import values_as_data, values_from_data
from cases.models import FactBlock, FactColumn, ImpactRun, PatientCase
from cases.queries.cases import case_for
from cases.queries.replaying import (
    BLOCK,
    DEMO,
    TEACHING,
    deriving_hash,
    fresh_tables,
    latest_run,
    named_cases,
    next_blocks,
)
from guidance.domain.conditions import parse_condition
from guidance.domain.engine.replaying import CaseTable, TableColumn, truths
from guidance.models import AuditEntry
from guidance.permissions import NotACurator
from kidmet_site.accounts.models import User
from kidmet_site.work.models import Job
from kidmet_site.work.upkeep import begin_at_start
from tests.cases.attempts import begun, commit
from tests.cases.replays import BREAST, LUNG, SECTION, case_in_block, edition_with, read_stored_cases
from tests.cases.samples import LATER, NOW, case_of, lesions
from tests.cases.strategies import recorded

BEFORE, AFTER = edition_with(LUNG), edition_with(BREAST, number=0)
GAINED_OR_LOST = f"section:{SECTION}"

pytestmark = pytest.mark.django_db


def start(by: User, *, after: Any = AFTER, change_set: int | None = None) -> ImpactRun:
    return start_impact(before=BEFORE, after=after, change_set=change_set, by=by, now=NOW)


def step(run: ImpactRun, *, after: Any = AFTER, seconds: float = 60.0) -> ImpactRun:
    return step_impact(run=run, before=BEFORE, after=after, now=LATER, seconds=seconds)


def counted(by: User) -> tuple[int, int]:
    """How many stored cases gain and lose the section, in a run from start to end."""
    run = step(start(by))
    assert run.state == ImpactRun.State.DONE
    return tuple(run.results["stored"].get(GAINED_OR_LOST, (0, 0)))


def places_where(condition: dict[str, Any], facts: Collection[str]) -> set[int]:
    """The numbers of the stored cases of which it is true, as the columns have it."""
    read_stored_cases()
    found = set()
    for number, table in fresh_tables(next_blocks(0), facts).items():
        true = truths(parse_condition(condition), table).true
        found |= {number * BLOCK + place for place in range(BLOCK) if true >> place & 1}
    return found


# Columns


@given(st.lists(recorded(), min_size=1, max_size=6))
def test_columns_are_read_back_as_they_were_written(cases):
    for fact, column in CaseTable.of([known_facts(case) for case in cases]).columns.items():
        stored = json.loads(json.dumps(values_as_data(column.values)))
        read = TableColumn(values_from_data(stored), column.codes)

        assert read.known == column.known
        if fact != "lesions":
            assert read == column


def test_columns_hold_recorded_and_derived_facts(resident: User) -> None:
    two = case_of(resident, lesions=lesions(2), primary_site="lung")
    none = case_of(resident, lesions=[], primary_site="lung")
    case_of(resident)

    assert places_where({"fact": "lesion_count", "op": ">=", "value": 0}, ["lesion_count"]) == {
        two.pk,
        none.pk,
    }
    assert places_where({"fact": "lesion_count", "op": ">", "value": 1}, ["lesion_count"]) == {two.pk}
    assert places_where({"fact": "lesions", "op": "known"}, ["lesions"]) == {two.pk, none.pk}


def test_a_case_that_is_saved_counts_as_it_stands_now(resident: User, curator: User) -> None:
    case = case_of(resident, primary_site="lung")
    assert counted(curator) == (0, 1)

    save_chapter(
        case=case_for(resident, case.pk),
        chapter="primary",
        recorded_chapter={"primary_site": "breast"},
        version=case.version,
        by=resident,
        now=LATER,
        edition_number=1,
    )

    assert counted(curator) == (1, 0)


def test_a_new_case_counts(resident: User, curator: User) -> None:
    case_of(resident, primary_site="lung")
    assert counted(curator) == (0, 1)

    case_of(resident, primary_site="lung")

    assert counted(curator) == (0, 2)


def test_a_deleted_case_does_not_count(resident: User, curator: User) -> None:
    kept, gone = case_of(resident, primary_site="lung"), case_of(resident, primary_site="lung")
    assert counted(curator) == (0, 2)

    delete_case(case=gone, by=resident, now=LATER)

    assert counted(curator) == (0, 1)
    assert places_where(LUNG, ["primary_site"]) == {kept.pk}


def test_a_case_that_takes_the_place_of_a_deleted_one_counts(resident: User, curator: User) -> None:
    """As many cases as before, but not the same ones."""
    gone = case_of(resident, primary_site="lung")
    case_of(resident, primary_site="lung")
    assert counted(curator) == (0, 2)

    delete_case(case=gone, by=resident, now=LATER)
    case_of(resident, primary_site="breast")

    assert counted(curator) == (1, 1)


def test_no_column_keeps_a_fact_of_a_case_that_was_deleted(resident: User) -> None:
    gone = case_of(resident, primary_site="lung", age_years=97)
    case_of(resident, primary_site="breast")
    read_stored_cases()
    assert FactColumn.objects.filter(fact="age_years").exists()

    delete_case(case=gone, by=resident, now=LATER)

    assert not FactColumn.objects.exists()
    read_stored_cases()
    assert [values for (values,) in FactColumn.objects.filter(fact="primary_site").values_list("values")] == [
        ["breast"]
    ]


def test_no_column_keeps_a_fact_of_a_case_that_was_deleted_while_its_block_was_derived(
    resident: User,
) -> None:
    gone = case_of(resident, age_years=97)
    case_of(resident, primary_site="breast")

    def deletes(execute: Any, sql: str, *more: Any) -> Any:
        nonlocal gone
        answer = execute(sql, *more)
        if gone and 'FROM "cases_kidneylesion"' in sql:
            case, gone = gone, None
            delete_case(case=case, by=resident, now=LATER)
        return answer

    with connection.execute_wrapper(deletes):
        read_stored_cases()

    assert gone is None and not FactColumn.objects.exists()
    read_stored_cases()
    assert not FactColumn.objects.filter(fact="age_years").exists()


@pytest.mark.django_db(transaction=True)
def test_no_column_keeps_a_fact_of_a_case_that_was_deleted_when_nothing_was_derived_before(
    resident: User,
) -> None:
    """The deletion is not committed yet when the columns are begun: what is derived may still have it."""
    gone = case_of(resident, age_years=97)
    case_of(resident, primary_site="breast")
    is_deleted, is_derived = threading.Event(), threading.Event()

    def delete() -> None:
        with transaction.atomic():
            delete_case(case=gone, by=resident, now=LATER)
            is_deleted.set()
            is_derived.wait(1)  # in vain: who derives waits for this transaction
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        deletion = pool.submit(delete)
        is_deleted.wait(10)
        read_stored_cases()
        is_derived.set()
        deletion.result()

    assert not FactColumn.objects.filter(fact="age_years").exists()


def test_columns_and_their_block_are_of_one_moment_when_a_case_is_deleted_meanwhile(resident: User) -> None:
    gone = case_of(resident, primary_site="lung")
    read_stored_cases()
    blocks = next_blocks(0)

    def deletes(execute: Any, sql: str, *more: Any) -> Any:
        nonlocal gone
        answer = execute(sql, *more)
        if gone:
            case, gone = gone, None
            delete_case(case=case, by=resident, now=LATER)
        return answer

    with connection.execute_wrapper(deletes):
        [table] = fresh_tables(blocks, ["primary_site"]).values()

    assert gone is None and truths(parse_condition(LUNG), table).true == table.everyone


@pytest.mark.parametrize("block", [0, 3, 25, 40])
def test_columns_go_with_the_last_case_of_their_block(resident: User, block: int) -> None:
    case = case_in_block(resident, block)
    case_in_block(resident, 20)
    read_stored_cases()
    assert set(FactBlock.objects.values_list("number", flat=True)) == {block, 20}

    case.delete()
    read_stored_cases()

    assert set(FactBlock.objects.values_list("number", flat=True)) == {20}
    assert set(FactColumn.objects.values_list("block", flat=True)) <= {20}


def test_columns_are_made_anew_when_other_code_made_them(resident: User, curator: User) -> None:
    case_of(resident, primary_site="lung")
    read_stored_cases()
    block = FactBlock.objects.get()
    FactColumn.objects.all().delete()
    FactBlock.objects.update(made_from=block.made_from.replace(deriving_hash(), "another release"))

    assert counted(curator) == (0, 1)


def test_columns_are_left_alone_when_no_case_changed(resident: User) -> None:
    case = case_of(resident, primary_site="lung")
    read_stored_cases()
    kept = set(FactColumn.objects.values_list("pk", flat=True))

    rename_case(case=case, title="Another name", by=resident, now=LATER)
    read_stored_cases()

    assert set(FactColumn.objects.values_list("pk", flat=True)) == kept


def test_the_record_of_an_attempt_counts(resident: User, curator: User, library: None) -> None:
    commit(begun(resident), resident)
    assert PatientCase.objects.count() == 1

    assert counted(curator) == (0, 1)


@pytest.mark.parametrize("is_fresh", [False, True])
def test_a_step_asks_the_database_as_often_for_fifty_cases_as_for_one(
    resident: User, curator: User, is_fresh: bool
) -> None:
    def queries() -> int:
        if is_fresh:
            read_stored_cases()
        else:
            FactBlock.objects.all().delete()
        run = start(curator)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            step(run)
        return len(captured)

    case_of(resident, primary_site="lung", lesions=lesions(1))
    for_one = queries()
    for _ in range(49):
        case_of(resident, primary_site="breast", lesions=lesions(3), ecog=1)

    assert queries() == for_one


# Runs


@pytest.fixture
def three_blocks(resident: User) -> None:
    """Cases far apart: each block is a step of its own."""
    case_in_block(resident, 0, primary_site="lung")
    case_in_block(resident, 0, 2, primary_site="breast")
    case_in_block(resident, 1, primary_site="breast")
    case_in_block(resident, 50, primary_site="breast")
    case_in_block(resident, 50, 1023)


def test_a_run_goes_block_by_block_and_counts_each_once(three_blocks: None, curator: User) -> None:
    run = start(curator)
    seen = [(run.state, run.done, run.total)]
    while run.is_running:
        run = step(run, seconds=0)
        seen.append((run.state, run.done, run.total))

    assert seen == [
        ("running", 0, 5),
        ("running", 2, 5),
        ("running", 3, 5),
        ("running", 5, 5),
        ("done", 5, 5),
    ]
    assert run.results["stored"] == {GAINED_OR_LOST: [3, 1]}
    assert run.results["touched"] == 4


def test_a_run_goes_to_the_end_in_one_step_when_there_is_time(three_blocks: None, curator: User) -> None:
    run = step(start(curator))

    assert (run.state, run.done, run.results["touched"]) == ("done", 5, 4)


def test_of_two_steps_at_once_one_counts(three_blocks: None, curator: User) -> None:
    run = start(curator)
    one, other = ImpactRun.objects.get(pk=run.pk), ImpactRun.objects.get(pk=run.pk)

    step(step(one, seconds=0), seconds=0)
    late = step(other, seconds=0)

    assert (late.done, late.results["touched"], late.next_block) == (3, 3, 2)


def test_a_stopped_run_keeps_what_it_counted_and_goes_no_further(three_blocks: None, curator: User) -> None:
    run = step(start(curator), seconds=0)

    stop_impact(run=run, by=curator, now=LATER)
    run = step(run)

    assert (run.state, run.done, run.results["touched"]) == ("stopped", 2, 2)


def test_a_run_is_stopped_also_when_a_step_has_ended_since_the_button_was_shown(
    three_blocks: None, curator: User
) -> None:
    run = start(curator)
    seen = ImpactRun.objects.get(pk=run.pk)
    step(run, seconds=0)

    stopped = stop_impact(run=seen, by=curator, now=LATER)

    assert (stopped.state, stopped.done) == ("stopped", 2)


def test_a_step_that_was_under_way_does_not_wake_a_stopped_run(three_blocks: None, curator: User) -> None:
    run = start(curator)
    under_way = ImpactRun.objects.get(pk=run.pk)
    stop_impact(run=run, by=curator, now=LATER)

    assert step(under_way).state == "stopped"


def test_a_finished_run_cannot_be_stopped(three_blocks: None, curator: User) -> None:
    run = step(start(curator))

    assert stop_impact(run=run, by=curator, now=LATER).state == "done"
    assert not AuditEntry.objects.filter(act__startswith="stopped").exists()


def test_a_run_goes_out_of_date_when_the_draft_changed(three_blocks: None, curator: User) -> None:
    run = step(start(curator), seconds=0)

    run = step(run, after=edition_with(LUNG | {"value": "other"}, number=0))

    assert (run.state, run.done) == ("outdated", 2)


def test_a_run_goes_out_of_date_when_another_edition_was_published(three_blocks: None, curator: User) -> None:
    run = start(curator)

    run = step_impact(run=run, before=edition_with(BREAST, number=2), after=AFTER, now=LATER, seconds=0)

    assert run.state == "outdated"


def test_a_new_run_stops_the_one_before_over_the_same_draft_only(three_blocks: None, curator: User) -> None:
    old, of_a_set = start(curator), start(curator, change_set=7)

    new = start(curator)

    states = dict(ImpactRun.objects.values_list("pk", "state"))
    assert states == {old.pk: "stopped", of_a_set.pk: "running", new.pk: "running"}
    assert (latest_run(None), latest_run(7), latest_run(8)) == (new, of_a_set, None)


def test_a_run_of_an_older_version_goes_on_with_the_first_worker(three_blocks: None, curator: User) -> None:
    """Pages went through it then, and no job. Nobody waits for one of somebody who is not here any more."""
    nobodys, run = start(curator, change_set=7), step(start(curator), seconds=0)
    ImpactRun.objects.filter(pk=nobodys.pk).update(by=None)
    Job.objects.all().delete()

    for _ in range(2):
        begin_at_start(LATER)

    nobodys.refresh_from_db()
    run.refresh_from_db()
    assert (run.is_under_way, run.done, nobodys.state) == (True, 2, "stopped")
    assert Job.objects.filter(kind="impact").count() == 1


def test_there_is_nothing_to_work_through_when_matching_stays_the_same(
    three_blocks: None, curator: User
) -> None:
    run = start(curator, after=edition_with(LUNG, because="The primary is {primary_site}.", number=0))

    assert (run.state, run.done, run.results["outcomes"]) == ("done", 5, [])


def test_cases_with_a_name_are_answered_at_the_start(curator: User, library: None) -> None:
    run = start(curator)

    lost = {case["slug"]: case["source"] for case in run.results["named"] if case["lost"] == [GAINED_OR_LOST]}
    gained = {
        case["slug"]: case["source"] for case in run.results["named"] if case["gained"] == [GAINED_OR_LOST]
    }
    assert lost == {"lung-m-category": TEACHING, "lung-both-kidneys": DEMO}
    assert gained == {"breast-bone-and-kidney": TEACHING, "breast-bone-kidney": DEMO}


def test_outcomes_are_described_in_words(curator: User) -> None:
    after = edition_with(BREAST, "caution", number=0, message="The primary is {primary_site}; look again.")

    outcomes = start(curator, after=after).results["outcomes"]

    assert [(each["kind"], each["title"]) for each in outcomes] == [
        ("section", "Nephrectomy"),
        ("caution", "The primary is [primary site]; look again."),
    ]


@pytest.mark.parametrize("act", ["start", "stop"])
def test_who_does_not_curate_is_refused(resident: User, curator: User, act: str) -> None:
    run = start(curator)
    acts = {
        "start": lambda: start(resident),
        "stop": lambda: stop_impact(run=run, by=resident, now=LATER),
    }

    with pytest.raises(NotACurator):
        acts[act]()

    assert ImpactRun.objects.filter(state=run.state).count() == 1


def test_who_began_and_who_stopped_is_in_the_audit(three_blocks: None, curator: User) -> None:
    stop_impact(run=start(curator), by=curator, now=LATER)

    acts = list(AuditEntry.objects.order_by("pk").values_list("act", "subject", "by"))
    assert acts == [
        ("worked out the impact of", "the draft", curator.pk),
        ("stopped the impact of", "the draft", curator.pk),
    ]


def test_a_case_is_counted_whose_ever_it_is(resident: User, stranger: User, curator: User) -> None:
    for owner in (resident, stranger, curator):
        create_case(title="Mine", by=owner, now=NOW, recorded={"primary_site": "lung"})

    run = step(start(curator))

    assert run.results["stored"] == {GAINED_OR_LOST: [0, 3]}


def test_named_cases_have_their_facts_in_one_query(library: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = named_cases()

    assert {case.source for case in found} == {TEACHING, DEMO}
    assert all("primary_site" in case.facts for case in found)
