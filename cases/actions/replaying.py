"""Impact runs: every case against the current edition and a draft, worked through by a job."""

import time
from collections.abc import Collection, Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from cases.actions.watching import tell_who_left
from cases.domain.fact_columns import cases_as_text, values_as_data
from cases.domain.impact import ImpactTally, described, of_each
from cases.models import FactBlock, FactColumn, ImpactRun
from cases.queries.replaying import (
    facts_of_block,
    fresh_tables,
    named_cases,
    next_blocks,
    stored_case_count,
)
from guidance.actions.auditing import record_act
from guidance.domain.compiling import EditionErrors
from guidance.domain.edition import CompiledEdition
from guidance.domain.engine.replaying import CaseTable, Replay
from guidance.models import ChangeSet
from guidance.permissions import check_can_curate
from guidance.queries.draft import NoDraft, draft_edition
from guidance.queries.editions import current_edition_if_any
from kidmet_site.accounts.models import User
from kidmet_site.work.jobs import GivesUp, Progress, at_start, begin, kind, stop
from kidmet_site.work.models import Job

RunState = ImpactRun.State


@transaction.atomic
def start_impact(
    *, before: CompiledEdition, after: CompiledEdition, change_set: int | None, by: User, now: datetime
) -> ImpactRun:
    """Begin a run over all cases. Those that have a name are answered at once, stored ones by a job.

    A run over the same draft that is still under way is stopped. Where the editions match alike there is
    nothing to work through, and the run is done. Raises NotACurator.
    """
    check_can_curate(by)
    for older in ImpactRun.objects.filter(change_set=change_set, state=RunState.RUNNING):
        _stop(older, now)
    replay = Replay(before, after)
    total = stored_case_count()
    run = ImpactRun.objects.create(
        by=by,
        started_at=now,
        updated_at=now,
        state=RunState.RUNNING if replay.outcomes and total else RunState.DONE,
        edition_number=before.number,
        change_set=change_set,
        before_hash=before.hash,
        after_hash=after.hash,
        total=total,
        done=0 if replay.outcomes else total,
        results={
            "outcomes": described(replay, before, after),
            "named": _of_named_cases(replay),
            "stored": {},
            "touched": 0,
        },
    )
    if run.is_running:
        _give_job(run, now)
    _audit("worked out the impact of", run, by, now)
    return run


def _give_job(run: ImpactRun, now: datetime) -> None:
    path = reverse("curate_impact") + (f"?change_set={run.change_set}" if run.change_set else "")
    run.job = begin(
        "impact", payload={"run": run.pk}, by=run.by, now=now, title=str(run), path=path, total=run.total
    )
    run.save(update_fields=["job"])


@at_start
@transaction.atomic
def go_on_with_runs(now: datetime) -> None:
    """Those of versions in which a page went through them, and no job; nobody waits for one of nobody."""
    left = ImpactRun.objects.filter(state=RunState.RUNNING, job=None)
    left.filter(by=None).update(state=RunState.STOPPED, updated_at=now)
    for run in left.exclude(by=None).select_for_update(of=("self",)).select_related("by"):
        _give_job(run, now)


def _of_named_cases(replay: Replay) -> list[dict[str, object]]:
    """Every case with a name, and what it gains and loses."""
    cases = named_cases()
    found = of_each(replay, [case.facts for case in cases])
    return [
        {"source": case.source, "title": case.title, "library": case.library, "slug": case.slug, **each}
        for case, each in zip(cases, found, strict=True)
    ]


def step_impact(
    *,
    run: ImpactRun,
    before: CompiledEdition | None,
    after: CompiledEdition | None,
    now: datetime,
    seconds: float,
) -> ImpactRun:
    """Work through blocks of stored cases until the seconds are used, at least through one.

    What is counted is written only if the run still stands where it stood: of two steps at once one is
    dropped. A run whose draft or edition has changed since goes out of date, as when the draft has faults now
    (None).
    """
    if not run.is_running:
        return run
    if not (before and after and (before.hash, after.hash) == (run.before_hash, run.after_hash)):
        return _move(run, state=RunState.OUTDATED, updated_at=now)
    until = time.monotonic() + seconds
    tally = ImpactTally(
        {key: tuple(pair) for key, pair in run.results["stored"].items()}, run.results["touched"]
    )
    next_block, state = run.next_block, RunState.RUNNING
    replay = Replay(before, after)
    for number, table in tables_from(run.next_block, replay.facts):
        tally.add(replay.over(table), table)
        next_block = number + 1
        if time.monotonic() >= until:
            break
    else:
        state = RunState.DONE
    done = run.done + tally.cases
    return _move(
        run,
        state=state,
        updated_at=now,
        next_block=next_block,
        done=done,
        total=done if state is RunState.DONE else max(done, run.total),
        results=run.results | {"stored": tally.counts, "touched": tally.touched},
    )


@kind("impact", title="The impact of a draft")
def _go_on(job: Job, *, now: datetime, until: float) -> Progress:
    run = ImpactRun.objects.filter(pk=job.payload["run"]).first()
    if run is None:
        raise GivesUp("The run that it was for is not there any more.")
    if run.state == RunState.STOPPED:  # and somebody began the job again
        ImpactRun.objects.filter(pk=run.pk, state=RunState.STOPPED).update(state=RunState.RUNNING)
        run.refresh_from_db()
    before, after = current_edition_if_any(), tried_edition(run.change_set)
    run = step_impact(run=run, before=before, after=after, now=now, seconds=until - time.monotonic())
    return Progress(done=run.done, total=run.total, is_done=not run.is_running)


def tried_edition(change_set: int | None) -> CompiledEdition | None:
    """None where the draft has faults, or the set is not there any more."""
    try:
        return draft_edition(change_set)
    except (EditionErrors, NoDraft, ChangeSet.DoesNotExist):
        return None


def stop_impact(*, run: ImpactRun, by: User, now: datetime) -> ImpactRun:
    """What was counted so far stays; a step that is under way is dropped. Raises NotACurator."""
    check_can_curate(by)
    with transaction.atomic():
        if _stop(run, now):
            _audit("stopped the impact of", run, by, now)
    run.refresh_from_db()
    return run


def _stop(run: ImpactRun, now: datetime) -> bool:
    """With its job: any curator may stop what another one asked for."""
    running = ImpactRun.objects.filter(pk=run.pk, state=RunState.RUNNING)
    if not running.update(state=RunState.STOPPED, updated_at=now):
        return False
    if run.job and run.job.is_open and run.job.owner:
        stop(run.job, by=run.job.owner, now=now)
    return True


@transaction.atomic
def _move(run: ImpactRun, **columns: Any) -> ImpactRun:
    """Write to the run if it stands where it was loaded; either way bring it up to date."""
    standing = ImpactRun.objects.filter(pk=run.pk, state=RunState.RUNNING, next_block=run.next_block)
    if standing.update(**columns) and columns["state"] != RunState.RUNNING:
        said = "is worked out" if columns["state"] == RunState.DONE else "is out of date: the draft changed"
        path = run.job.path if run.job else ""
        tell_who_left(run.job, f"{run} {said}.", path=path, now=columns["updated_at"])
    run.refresh_from_db()
    return run


def _audit(act: str, run: ImpactRun, by: User, now: datetime) -> None:
    change_set = ChangeSet.objects.filter(pk=run.change_set).first() if run.change_set else None
    subject = str(change_set or "the draft")
    record_act(act=act, by=by, now=now, subject=subject, change_set=change_set, edition=run.edition_number)


# Columns of stored cases


def tables_from(first: int, facts: Collection[str]) -> Iterator[tuple[int, CaseTable]]:
    """Block after block of stored cases with at least the columns of `facts`, each up to date."""
    while blocks := next_blocks(first):
        end = max(blocks) + 1
        _blocks_between(first, end).exclude(number__in=blocks).delete()
        fresh = fresh_tables(blocks, facts)
        for number, made_from in blocks.items():
            yield number, fresh.pop(number) if number in fresh else _refreshed(number, made_from)
        first = end
    _blocks_between(first).delete()


def _blocks_between(first: int, end: int | None = None) -> QuerySet[FactBlock]:
    found = FactBlock.objects.filter(number__gte=first)
    return found if end is None else found.filter(number__lt=end)


def _refreshed(number: int, made_from: str) -> CaseTable:
    """Derive the facts of a block anew and keep them.

    `made_from` was read before the cases: a case that is saved in between makes the block out of date again.
    Deriving takes time and is done before the transaction, so that nobody's save waits for it. Where a case
    was deleted meanwhile the row of the block is gone, and what was derived of that case is not kept.
    """
    FactBlock.objects.get_or_create(number=number, defaults={"cases": "0", "made_from": ""})
    table = CaseTable.at(facts_of_block(number))
    columns = [
        FactColumn(block_id=number, fact=fact, values=values_as_data(column.values), codes=column.codes)
        for fact, column in table.columns.items()
    ]
    with transaction.atomic():
        block = FactBlock.objects.select_for_update().filter(number=number)
        if not block:
            return table
        block.update(cases=cases_as_text(table.everyone), made_from=made_from)
        FactColumn.objects.filter(block=number).delete()
        FactColumn.objects.bulk_create(columns)
    return table
