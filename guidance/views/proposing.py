"""Proposing a set straight from the form of an entry, and the way back to the page that led there."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib import messages

from guidance.actions.change_sets import step_change_set
from guidance.actions.changing import describe_change_set
from guidance.domain.changing import fit_of
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.models import ChangeSet
from guidance.permissions import StepRefused
from guidance.queries.draft import change_of
from guidance.queries.work import Draft
from guidance.views.loading import is_own_address
from kidmet_site.accounts.requests import PersonRequest

PROPOSE, TITLE, REASON, BACK = "propose", "set_title", "set_reason", "back"


@dataclass(frozen=True)
class Proposing:
    """What stands beside a form: `count` is how many changes the set has, `why_not` why it cannot be proposed
    as it is, `refusal` what was said when somebody tried."""

    change_set: ChangeSet | None
    count: int
    title: str
    reason: str
    why_not: str
    refusal: str = ""

    @property
    def is_open(self) -> bool:
        """Whoever changes one entry only is done with it; a larger set is proposed on its own page."""
        return self.count < 2 or bool(self.refusal)


def way_back(request: PersonRequest) -> str:
    """The page of this site that led to a form; "" where none is named."""
    given = request.POST.get(BACK) or request.GET.get(BACK, "")
    return given if is_own_address(given) else ""


def proposing_of(
    request: PersonRequest, draft: Draft, title: str, *, has_faults: bool, refusal: str = ""
) -> Proposing:
    """`title` is the entry's, for a set that has no title yet and changes nothing else."""
    change_set, rows = draft.change_set, draft.rows.values()
    held = change_set.title if change_set else ""
    given = request.POST
    return Proposing(
        change_set,
        len(rows),
        title=without_refused(given[TITLE]) if TITLE in given else held or (title if len(rows) < 2 else ""),
        reason=without_refused(given[REASON]) if REASON in given else change_set.reason if change_set else "",
        why_not=_why_not(draft, has_faults),
        refusal=refusal,
    )


def _why_not(draft: Draft, has_faults: bool) -> str:
    if not draft.rows:
        return "Change something above first. Then it can be proposed from here."
    if has_faults:
        return "Something here has to be mended first."
    standing = draft.accepted
    if any(fit_of(change_of(row), standing.get(*key)).is_in_the_way for key, row in draft.rows.items()):
        return "The draft has changed since. The page of the set makes it anew."
    return ""


def propose_from_form(request: PersonRequest, change_set: ChangeSet, now: datetime) -> str:
    """Title and reason are kept also where the set cannot be proposed; returns why it cannot."""
    said: dict[str, Any] = {"by": request.user, "now": now}
    title, reason = request.POST.get(TITLE, ""), request.POST.get(REASON, "")
    try:
        described = describe_change_set(change_set=change_set, title=title, reason=reason, **said)
        step_change_set(change_set=described, step="propose", **said)
    except (StepRefused, ForbiddenCharacter) as refusal:
        return str(refusal)
    messages.success(request, f"“{described}” is proposed. Another curator can review it now.")
    return ""
