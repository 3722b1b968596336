"""Attempts to test with, worked through the actions that the pages use."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from django.db import transaction

from cases import models
from cases.actions.attempts import SentStep, save_step, start_attempt, submit_attempt
from cases.actions.demo import chapters_at
from cases.actions.teaching import load_library
from cases.content.library import ShippedLibrary, read_library, shipped_library
from cases.domain.questions import read_answer
from cases.domain.sureness import Sureness, SurePlace, places_at
from cases.models import Attempt, TeachingCase
from cases.queries.attempts import attempt_for
from cases.queries.teaching import teaching_case_at, teaching_case_in

LIBRARY = "kidney-metastases"
LUNG = "lung-m-category"
FIRST_LUNG = "lung-in-first-format"
BEGUN = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


_kept: list[models.Library | models.TeachingCase | models.TeachingCaseVersion] = []


def load_cases() -> None:
    """The shipped library. Loaded once; after that its rows are written as they were.

    Into a library that a test has already, it is loaded as the command does, and nothing is kept of that.
    """
    if models.Library.objects.exists():
        load_library(library=shipped_library(), now=BEGUN)
    elif _kept:
        with transaction.atomic():
            for table, rows in groupby(_kept, type):
                table._default_manager.bulk_create(rows)
    else:
        load_library(library=shipped_library(), now=BEGUN)
        tables = (models.Library, models.TeachingCase, models.TeachingCaseVersion)
        _kept[:] = [row for table in tables for row in table.objects.all()]


@cache
def first_format_library() -> ShippedLibrary:
    """The lung case as the first format told it: each fact of a step's chapters is asked, nothing given."""
    return read_library(Path(__file__).parent / "first_format")


def load_first_format() -> None:
    load_library(library=first_format_library(), now=BEGUN)


def lung_case() -> TeachingCase:
    return teaching_case_at(LIBRARY, LUNG)


def begun(user: Any, slug: str = LUNG, *, now: datetime = BEGUN, **more: bool) -> Attempt:
    library = first_format_library().slug if slug == FIRST_LUNG else LIBRARY
    attempt = start_attempt(teaching_case=teaching_case_at(library, slug), by=user, now=now, **more)
    return attempt_for(user, attempt.pk)


begun_first = partial(begun, slug=FIRST_LUNG)


def commit(
    attempt: Attempt,
    user: Any,
    *,
    entered: Mapping[str, Any] | None = None,
    answers: Mapping[str, Any] | None = None,
    steps: int | None = None,
    now: datetime = BEGUN,
    is_empty: bool = False,
    sureness: Sureness | Mapping[SurePlace, Sureness] | None = None,
) -> Attempt:
    """Commit the next `steps` (all of them without) as the expert would, with other entries where given.

    One that `is_empty` enters and answers nothing. `sureness` is of all answers, or by place.
    """
    content = teaching_case_in(attempt.version)
    record = {**content.key.record, **(entered or {})}
    record = dict.fromkeys(record) if is_empty else record
    end = len(content.steps) if steps is None else attempt.step + steps
    for step in content.steps[attempt.step : end]:
        save_step(
            attempt=attempt,
            step_key=step.key,
            sent=SentStep(
                saved=attempt.saved,
                chapters=chapters_at(step, record),
                answers={
                    each.key: read_answer(each, (answers or {}).get(each.key, each.expert_answer()))
                    for each in step.questions
                    if not is_empty
                },
                sureness={
                    place: sureness if isinstance(sureness, Sureness) else (sureness or {}).get(place)
                    for place in places_at(step)
                },
            ),
            by=user,
            now=now,
            commit=True,
        )
    return attempt


def submitted(user: Any, slug: str = LUNG, *, now: datetime = BEGUN, **more: Any) -> Attempt:
    attempt = commit(begun(user, slug, now=now), user, now=now, **more)
    submit_attempt(attempt=attempt, by=user, now=now + timedelta(minutes=20))
    return attempt_for(user, attempt.pk)
