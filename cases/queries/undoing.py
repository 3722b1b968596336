"""Which of a chapter's saves can be taken back, and which undo can be taken back in turn."""

from collections.abc import Iterable
from typing import NamedTuple

from cases.models import Act, CaseChange, PatientCase

MOST_UNDONE = 50
"""How many saves of a chapter can be taken back in a row."""


class Undoable(NamedTuple):
    """The change that "Undo" takes back and the one that "Redo" does; None where there is none."""

    undo: int | None = None
    redo: int | None = None


def undoable(case: PatientCase, chapter: str) -> Undoable:
    """Of a chapter as it stands. What began with the case, or came by import, is no save of a chapter."""
    rows = CaseChange.objects.filter(case=case, chapter=chapter).order_by("-pk")
    # As many saves as may be undone, each with its undo, are in sight.
    newest = list(rows.values_list("pk", "act", "undoes")[: 2 * MOST_UNDONE])
    return standing(reversed(newest))


def standing(rows: Iterable[tuple[int, str, int | None]]) -> Undoable:
    """Played from the oldest on: a save makes what was undone before it past."""
    done: list[int] = []
    undone: list[int] = []
    for pk, act, undoes in rows:
        if act == Act.UNDO:
            if done and done[-1] == undoes:  # an old one is not in sight
                done.pop()
            undone.append(pk)
            continue
        undone = [each for each in undone if each != undoes] if act == Act.REDO else []
        done.append(pk)
    can_undo = bool(done) and len(undone) < MOST_UNDONE
    return Undoable(done[-1] if can_undo else None, undone[-1] if undone else None)
