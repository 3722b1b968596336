"""The saves of a draft as a list to go back by; what was typed in one go stands in one row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cases.domain.teaching.drafting import change_from
from cases.models import Act, CaseDraft, DraftSave
from cases.presenting.draft_frame import BothTexts, both_texts
from cases.presenting.draft_words import part_words

TOGETHER = timedelta(minutes=10)
MOST_TEXT = 600


@dataclass(frozen=True)
class HistoryRow:
    """One save, or several of the same part by the same person one after the other."""

    number: int
    said: str
    by: str
    at: datetime
    saves: int
    is_now: bool
    parts: tuple[BothTexts, ...]


def history_rows(draft: CaseDraft, saves: Sequence[DraftSave]) -> list[HistoryRow]:
    """`saves` are the newest first."""
    return [_row(draft, group) for group in _groups(saves)]


def _groups(saves: Iterable[DraftSave]) -> list[list[DraftSave]]:
    groups: list[list[DraftSave]] = []
    for save in saves:
        if groups and _go_together(groups[-1][-1], save):
            groups[-1].append(save)
        else:
            groups.append([save])
    return groups


def _go_together(later: DraftSave, save: DraftSave) -> bool:
    return (
        later.by_id == save.by_id
        and later.act == save.act == Act.SAVE
        and later.said == save.said
        and bool(save.changes)
        and later.at - save.at < TOGETHER
    )


def _row(draft: CaseDraft, group: Sequence[DraftSave]) -> HistoryRow:
    newest, oldest = group[0], group[-1]
    before = {each.address: each.before for each in map(change_from, oldest.changes)}
    after = [change_from(each) for each in newest.changes]
    parts = tuple(
        BothTexts(
            part_words(draft.document, each.address),
            *map(_cut, both_texts(before.get(each.address, each.before), each.after)),
        )
        for each in after
    )
    return HistoryRow(
        number=newest.number,
        said=newest.said,
        by=str(newest.by) if newest.by else "somebody who is gone",
        at=newest.at,
        saves=len(group),
        is_now=newest.number == draft.version,
        parts=parts,
    )


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[:MOST_TEXT]}…"
