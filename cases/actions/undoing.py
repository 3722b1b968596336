"""Taking back a save of a chapter: a change of its own, so that the history keeps both."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cases.actions.cases import Changes, check_version, kept_text_with, write_changes
from cases.models import Act, CaseChange, PatientCase
from cases.permissions import check_can_change_case
from cases.queries.undoing import undoable
from guidance.domain.vocabulary import VOCABULARY, FactError, Value
from kidmet_site.accounts.models import User


class NothingToUndo(Exception):
    """What is to be taken back was taken back already, or something was saved after it."""

    def __init__(self, change: CaseChange | None) -> None:
        super().__init__("That was undone already, or saved over since. Nothing was changed.")
        self.keys = tuple(change.changes) if change else ()


@dataclass(frozen=True)
class Undone:
    """What was set back, and what was not because another save has changed it since."""

    change: CaseChange
    kept: tuple[str, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(self.change.changes)


def undo_change(
    *,
    case: PatientCase,
    number: int,
    version: int,
    by: User,
    now: datetime,
    edition_number: int | None = None,
    page: str = "",
) -> Undone:
    """Take back the last save of its chapter, or redo what was undone last; `number` is the change's key.

    Each fact that it changed is set to what it was before, unless it was changed again since. Raises
    CaseChangedElsewhere as a save does, NothingToUndo, NotYourCase.
    """
    check_can_change_case(by, case)
    check_version(case, version, page)
    change = CaseChange.objects.filter(case=case, pk=number).first()
    if change is None or not change.chapter or number not in undoable(case, change.chapter):
        raise NothingToUndo(change)
    given, changes = _set_back(case, change)
    written = write_changes(
        case=case,
        chapter=change.chapter,
        given=given,
        changes=changes,
        kept_text=_without_text(case, change.chapter, given),
        by=by,
        now=now,
        edition_number=edition_number,
        page=page,
        act=Act.REDO if change.act == Act.UNDO else Act.UNDO,
        undoes=change,
    )
    assert written is not None  # what is taken back is marked as taken back
    return Undone(written, tuple(key for key in change.changes if key not in changes))


def _set_back(case: PatientCase, change: CaseChange) -> tuple[dict[str, Value | None], Changes]:
    recorded = case.recorded()
    given: dict[str, Value | None] = {}
    changes: Changes = {}
    for key, each in change.changes.items():
        try:
            before, after = _value(key, each["before"]), _value(key, each["after"])
        except (FactError, KeyError):
            continue  # an older vocabulary wrote it, and this one has no such value
        if recorded.get(key) == after:
            given[key] = before
            changes[key] = {"before": each["after"], "after": each["before"]}
    return given, changes


def _without_text(case: PatientCase, chapter: str, given: dict[str, Value | None]) -> dict[str, Any]:
    """What is kept of the chapter but for the fields that are set back: they show what is recorded."""
    kept = kept_text_with(case, chapter, None, case.recorded(), given)
    held = {name: field for name, field in kept.get(chapter, {}).items() if name not in given}
    return {key: text for key, text in {**kept, chapter: held}.items() if text}


def _value(key: str, data: object) -> Value | None:
    return None if data is None else VOCABULARY[key].clean(data)
