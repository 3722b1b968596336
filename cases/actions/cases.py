"""Every write to a case: atomic, by somebody, at a time, with its audit row in the same transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import structlog
from django.db import transaction

from cases.actions.lesion_rows import lesion_rows, write_lesions
from cases.content.demo_cases import DemoCase, demo_cases
from cases.domain.kept import Kept, keepable, moved
from cases.domain.known import Recorded
from cases.domain.known import lesions as lesions_in
from cases.models import CaseChange, KidneyLesion, PatientCase
from cases.models.patient_case import CASE_FACTS, RELATED_FACTS, RELATED_MODELS, in_order
from cases.models.recording import column_of, columns_for, value_of
from cases.permissions import check_can_change_case
from guidance.domain.characters import check_characters, seen
from guidance.domain.limits import CASE_TITLE, LESIONS
from guidance.domain.open_page import follows
from guidance.domain.vocabulary import VOCABULARY, Fact, Value
from guidance.models.kept_sql import insert, update
from guidance.queries.editions import current_edition, current_number
from kidmet_site.accounts.models import User

log = structlog.get_logger(__name__)

UNTITLED = "Untitled case"
MOST_LOOKED_BACK = 100
"""Saves, from the version that a form was opened with, that are looked through."""
Changes = dict[str, dict[str, object]]


class CaseChangedElsewhere(Exception):
    """The case was saved after this form was opened, in another tab or on another machine."""

    def __init__(self, case: PatientCase) -> None:
        super().__init__("This case was changed elsewhere since you opened it here. Nothing was saved.")
        self.current_version = case.version
        self.changed_at = case.updated_at


# Saving a chapter


def save_chapter(
    *,
    case: PatientCase,
    chapter: str,
    recorded_chapter: Mapping[str, Value | None],
    version: int,
    by: User,
    now: datetime,
    edition_number: int | None = None,
    kept: Kept | None = None,
    page: str = "",
) -> PatientCase:
    """Record a chapter: a value for what is known, None for what is not; a key left out stays as it is.

    `kept` is what was typed and no fact can hold: it is kept with the case, in the place of what was kept of
    the chapter before; None leaves that. `version` is the one that the form was opened with. Where nothing
    differs, nothing is written; where only `kept` does, the version goes up and the history has no entry.
    `page` names the open page that sends it: where its last save arrived and the answer was lost, its older
    version is no conflict. Raises CaseChangedElsewhere, FactError for a value that its fact cannot hold,
    NotYourCase.
    """
    check_can_change_case(by, case)
    before = case.recorded()
    given = _cleaned(chapter, recorded_chapter, before)
    changes = _changes(before, given)
    kept_text = kept_text_with(case, chapter, kept, before, given)
    if not changes and kept_text == case.kept_text:
        return case
    if not is_untouched_since(case, chapter, version):
        check_version(case, version, page)
    write_changes(
        case=case,
        chapter=chapter,
        given=given,
        changes=changes,
        kept_text=kept_text,
        by=by,
        now=now,
        edition_number=edition_number,
        page=page,
    )
    return case


def save_chapters(
    *,
    case: PatientCase,
    chapters: Mapping[str, Mapping[str, Value | None]],
    kept: Mapping[str, Kept],
    given: Recorded,
    by: User,
    now: datetime,
    edition_number: int,
) -> None:
    """Record several chapters as one version, and over them what is `given` whatever its chapter.

    What was `kept` of each chapter before is replaced. Raises as `save_chapter` does.
    """
    check_can_change_case(by, case)
    before, kept_text = case.recorded(), case.kept_text
    sent: dict[str, Value | None] = {}
    for chapter, recorded_chapter in chapters.items():
        sent |= _cleaned(chapter, recorded_chapter, before)
        held = keepable(kept.get(chapter, {}))
        others = {key: text for key, text in kept_text.items() if key != chapter}
        kept_text = {**others, chapter: held} if held else others
    written = {**sent, **given}
    changes = _changes(before, written)
    if changes or kept_text != case.kept_text:
        write_changes(
            case=case,
            chapter=next(iter(chapters)) if len(chapters) == 1 and not given else "",
            given=written,
            changes=changes,
            kept_text=kept_text,
            by=by,
            now=now,
            edition_number=edition_number,
        )


def is_untouched_since(case: PatientCase, chapter: str, version: int) -> bool:
    """Whether what was saved after this version is other chapters' alone: the form overwrites nothing.

    A save that only keeps text is in no history: it may have been of this chapter.
    """
    saves = case.version - version
    if not 0 < saves <= MOST_LOOKED_BACK:
        return False
    since = CaseChange.objects.filter(case=case, version__gt=version, version__lte=case.version)
    rows = list(since.values_list("version", "chapter", "changes"))
    own = {fact.key for fact in VOCABULARY.asked_in(chapter)}
    is_known = len({number for number, _, _ in rows}) == saves
    return is_known and not any(of == chapter or own & changes.keys() for _, of, changes in rows)


def check_version(case: PatientCase, version: int, page: str = "") -> None:
    """Raises CaseChangedElsewhere, but not where the last to save was this same page."""
    if version != case.version and not follows(page, case.page):
        raise CaseChangedElsewhere(case)


def write_changes(
    *,
    case: PatientCase,
    chapter: str,
    given: Mapping[str, Value | None],
    changes: Changes,
    kept_text: dict[str, Kept],
    by: User,
    now: datetime,
    edition_number: int | None = None,
    page: str = "",
    **audited: Any,
) -> CaseChange | None:
    """The next version of a case in hand and its audit row, with what is `audited` besides.

    None where there is nothing for the history.
    """
    version, change = case.version, None
    changed = {key: given[key] for key in changes}
    more = _read_with(case, edition_number or current_edition().number)
    with transaction.atomic():
        columns = _update_case(
            case, changed, version=version, now=now, kept_text=kept_text, page=page, **more
        )
        _update_related(case, changed)
        lesions = write_lesions(case, changed["lesions"]) if "lesions" in changed else None
        if changes or audited:
            change = _write_change(
                case, chapter=chapter, version=version + 1, changes=changes, by=by, now=now, **audited
            )
    _take_over(case, columns, changed, lesions)
    case.last_written = change or case.last_written
    return change


def kept_text_with(
    case: PatientCase, chapter: str, kept: Kept | None, before: Recorded, given: Mapping[str, Value | None]
) -> dict[str, Kept]:
    """What is kept of all chapters once this one is saved; a chapter of which nothing is kept is left out."""
    if kept is None:
        kept = case.kept_text.get(chapter, {})
        if "lesions" in given:
            kept = moved(kept, *(lesions_in(rows) or () for rows in (before, given)))
    others = {key: text for key, text in case.kept_text.items() if key != chapter}
    held = keepable(kept)
    return {**others, chapter: held} if held else others


def _read_with(case: PatientCase, number: int) -> dict[str, int]:
    """The edition that is used, and the one before until its owner has seen the change."""
    read_with = {"guidance_edition": number}
    if case.guidance_edition not in (None, number):
        read_with["previous_edition"] = case.last_read_with or number
    return read_with


def see_edition(*, case: PatientCase, number: int, by: User) -> PatientCase:
    """The owner has seen what this edition makes of the case. Nothing of what it records changes.

    A number that is not newer than the one last seen changes nothing: it comes from an old page.
    """
    check_can_change_case(by, case)
    if (case.last_read_with or 0) < number <= (current_number() or 0):
        used = max(number, case.guidance_edition or 0)
        case.guidance_edition, case.previous_edition = used, None if used == number else number
        case.save(update_fields=["guidance_edition", "previous_edition"])
    return case


def _cleaned(
    chapter: str, recorded_chapter: Mapping[str, Value | None], before: Recorded
) -> dict[str, Value | None]:
    asked = {fact.key: fact for fact in VOCABULARY.asked_in(chapter)}
    strangers = set(recorded_chapter) - set(asked)
    if strangers:
        raise ValueError(f"the chapter {chapter!r} does not ask {', '.join(sorted(strangers))}")
    held = len(lesions_in(before) or ())
    return {
        key: None if value is None else asked[key].clean(value, held=held)
        for key, value in recorded_chapter.items()
    }


def _changes(before: Recorded, given: Mapping[str, Value | None]) -> Changes:
    return {
        key: {"before": _as_data(key, before.get(key)), "after": _as_data(key, value)}
        for key, value in given.items()
        if before.get(key) != value
    }


def _as_data(key: str, value: Value | None) -> object:
    return None if value is None else VOCABULARY[key].as_data(value)


def _update_case(
    case: PatientCase, changed: Mapping[str, Value | None], *, version: int, **more: Any
) -> dict[str, Any]:
    """Write the case's own columns if it still has that version: of two saves at once, one gets through."""
    columns: dict[str, Any] = columns_for(_columns(CASE_FACTS), changed)
    if "lesions" in changed:
        columns["lesions_recorded"] = changed["lesions"] is not None
    now = more.pop("now")
    columns |= more | {"version": version + 1, "updated_at": now}
    if not update(PatientCase, columns, id=case.pk, version=version):
        raise CaseChangedElsewhere(PatientCase.objects.get(pk=case.pk))
    return columns


def _update_related(case: PatientCase, changed: Mapping[str, Value | None]) -> None:
    for name, keys in RELATED_FACTS.items():
        columns = columns_for(_columns(keys), changed)
        if columns:
            update(RELATED_MODELS[name], columns, case=case.pk)


def _take_over(
    case: PatientCase,
    columns: Mapping[str, Any],
    changed: Mapping[str, Value | None],
    lesions: list[KidneyLesion] | None,
) -> None:
    """Bring the loaded case up to date with what was written, so that nothing has to be loaded again."""
    for key, value in columns.items():
        setattr(case, key, value)
    now: dict[str, Any] = {
        key: value_of(column_of(VOCABULARY[key], changed[key])) for key in changed if key != "lesions"
    }
    if lesions is not None:
        case.lesion_rows = lesions
        now["lesions"] = tuple(lesion.recorded() for lesion in lesions) if case.lesions_recorded else None
    held = case.recorded() | now
    case.known = in_order({key: value for key, value in held.items() if value is not None})


# Whole cases


@transaction.atomic
def create_case(
    *,
    title: str,
    by: User,
    now: datetime,
    recorded: Recorded | None = None,
    demo_slug: str = "",
    is_record: bool = False,
) -> PatientCase:
    """A new case of the person's own, or the record of an attempt, empty or with what is already recorded.

    Raises OverLimit for more lesions, or a longer title, than a case takes; ForbiddenCharacter.
    """
    check_characters(title, "The title")
    known = recorded or {}
    LESIONS.check(len(lesions_in(known) or ()))
    CASE_TITLE.check(len(title.strip()))
    case = PatientCase(
        owner=by,
        title=seen(title) or UNTITLED,
        demo_slug=demo_slug,
        is_record=is_record,
        guidance_edition=current_number(),
        created_at=now,
        updated_at=now,
        lesions_recorded="lesions" in known,
        **columns_for(_columns(CASE_FACTS), known),
    )
    case.save(force_insert=True)
    for name, keys in RELATED_FACTS.items():
        RELATED_MODELS[name]._default_manager.create(case=case, **columns_for(_columns(keys), known))
    case.lesion_rows = lesion_rows(case, lesions_in(known) or ())
    KidneyLesion.objects.bulk_create(case.lesion_rows)
    _write_change(case, chapter="", version=case.version, changes=_changes({}, known), by=by, now=now)
    return case


def copy_demo_case(*, demo: DemoCase, by: User, now: datetime) -> PatientCase:
    return create_case(
        title=demo.title, by=by, now=now, recorded=demo.case_file.recorded, demo_slug=demo.slug
    )


@transaction.atomic
def load_demo_cases(*, by: User, now: datetime) -> list[PatientCase]:
    """Give a person a copy of each demo case that they do not have yet; those they have stay as they are."""
    held = set(PatientCase.objects.filter(owner=by).exclude(demo_slug="").values_list("demo_slug", flat=True))
    wanted = [demo for demo in reversed(demo_cases()) if demo.slug not in held]
    return [copy_demo_case(demo=demo, by=by, now=now) for demo in wanted]


@transaction.atomic
def rename_case(*, case: PatientCase, title: str, by: User, now: datetime) -> PatientCase:
    """Give a case another title. The version stays: a chapter open in another tab can still be saved."""
    check_can_change_case(by, case)
    CASE_TITLE.check(len(title.strip()))
    check_characters(title, "The title")
    changes: Changes = {"title": {"before": case.title, "after": seen(title) or UNTITLED}}
    case.title = seen(title) or UNTITLED
    case.updated_at = now
    case.save(update_fields=["title", "updated_at"])
    _write_change(case, chapter="", version=case.version, changes=changes, by=by, now=now)
    return case


def delete_case(*, case: PatientCase, by: User, now: datetime) -> None:
    """Delete a case with all that belongs to it: its changes, and the columns that hold its facts.

    Only that it happened is logged, by number.
    """
    check_can_change_case(by, case)
    number = case.pk
    case.delete()
    log.info("case_deleted", case=number, by=by.pk, at=now.isoformat())


def _columns(keys: Iterable[str]) -> dict[str, Fact]:
    return {key: VOCABULARY[key] for key in keys}


def _write_change(
    case: PatientCase, *, chapter: str, version: int, changes: Changes, by: User, now: datetime, **more: Any
) -> CaseChange:
    change = CaseChange(case=case, by=by, at=now, chapter=chapter, version=version, changes=changes, **more)
    insert(change)
    return change
