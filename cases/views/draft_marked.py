"""What the pages of marks and of questions share: their objectives, and what is searched for to link."""

from typing import Any

from cases.actions.drafting import add_objective
from cases.models import CaseDraft
from cases.views.draft_work import DraftWork
from guidance.domain.characters import without_refused
from kidmet_site.accounts.requests import PersonRequest


def objectives_of(draft: CaseDraft) -> list[tuple[str, str]]:
    """Those of the case, with their texts."""
    texts = draft.library.objectives
    return [(key, texts.get(key, key)) for key in draft.document.get("objectives") or ()]


def with_new_objective(work: DraftWork, form: Any) -> tuple[str, dict[str, Any]]:
    """The key of an objective that the form names anew, and the part of the case that then lists it."""
    added = form.cleaned_data.get("new_objective", "")
    if "add_objective" not in work.request.POST or not added:
        return "", {}
    key = add_objective(draft=work.draft, text=added, by=work.request.user, now=work.now)
    held = work.draft.document.get("objectives") or []
    return key, {} if key in held else {"objectives": [*held, key]}


def query_in(request: PersonRequest) -> str:
    """What is searched for in the guidance, as the form or the page for searching sends it."""
    given = request.POST if request.method == "POST" else request.GET
    return without_refused(given.get("search", "")).strip()
