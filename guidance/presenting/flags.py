"""Flags beside what they are about: for the reader who raised one, and open ones for curators."""

from collections import Counter
from dataclasses import dataclass

from django.urls import reverse

from guidance.actions.flagging import PAGES
from guidance.domain.edition import CompiledEdition
from guidance.forms.flags import FlagForm, ReplyForm
from guidance.models import Flag
from guidance.models.reader import FLAGGED
from guidance.permissions import sees_flags
from guidance.queries.flags import NotInEdition, can_be_flagged, entry_in, flags_on, open_flags
from kidmet_site.accounts.models import Visitor

DRAFT_PAGES = {kind: f"draft_{kind}" for kind in FLAGGED}


@dataclass(frozen=True)
class FlagRow:
    """A flag in the curators' list. `says_now` is what the current edition says where that is not what the
    reader saw; None where it is the same."""

    flag: Flag
    href: str
    draft_href: str
    says_now: str | None
    form: ReplyForm


def flag_row(flag: Flag, current: CompiledEdition, form: ReplyForm) -> FlagRow:
    at = "" if flag.edition == current.number else f"?edition={flag.edition}"
    return FlagRow(
        flag,
        href=reverse(PAGES[flag.kind], args=[flag.entry_id]) + at,
        draft_href=reverse(DRAFT_PAGES[flag.kind], args=[flag.entry_id]),
        says_now=_says_now(flag, current),
        form=form,
    )


def _says_now(flag: Flag, current: CompiledEdition) -> str | None:
    try:
        text = entry_in(current, flag.kind, flag.entry_id).text
    except NotInEdition:
        return "It is not in the current edition any more."
    return None if text == flag.text else f"Now it says: “{text}”"


def flags_beside(user: Visitor, kind: str, entry_id: str) -> dict[str, object]:
    """What the page of a statement, addition or note shows of flags, and the form to raise one."""
    context: dict[str, object] = {"flag_kind": kind, "flag_id": entry_id}
    if not user.is_authenticated:
        return context
    flags = flags_on(kind, entry_id, reader=user, all_open=sees_flags(user))
    waits = any(flag.is_open and flag.by_id == user.pk for flag in flags)
    return context | {"flags": flags, "flag_form": None if waits else FlagForm()}


def open_flags_beside(user: Visitor) -> dict[str, object]:
    """For curators, how many flags wait beside each statement, addition and note."""
    return {"open_flags": open_flags()} if sees_flags(user) else {}


def open_flags_in_sections(user: Visitor, edition: CompiledEdition) -> dict[str, object]:
    """For curators, how many flags wait in each section, by slug."""
    if not sees_flags(user):
        return {}
    counted: Counter[str] = Counter()
    for kind, by_id in open_flags().items():
        held = can_be_flagged(edition, kind)
        for entry_id, count in by_id.items():
            if entry_id in held:
                counted[held[entry_id].section] += count
    return {"flags_in": dict(counted)}
