from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.forms.rules import RuleFilterForm
from guidance.permissions import allowed, can_curate
from guidance.presenting.rules import rule_entries, rule_rows, warned
from guidance.queries.work import Draft
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 50


@require_safe
@allowed(can_curate)
@draft_is_there
def draft_rule_list(request: PersonRequest) -> HttpResponse:
    """Every rule of the draft. Warnings take a moment: they are looked for when they are asked for."""
    writing, draft = draft_shown(request)
    context = {
        "draft": draft,
        "writing": writing,
        "kept_by": kept_by(request, draft, writing),
        "rest": lambda: _found(request, draft),
    }
    return render(request, "guidance/draft_rule_list.html", context)


def _found(request: PersonRequest, draft: Draft) -> dict[str, Any]:
    form = RuleFilterForm(request.GET, entries=draft.entries)
    wanted = form.wanted
    found = rule_entries(draft, wanted)
    warnings = warned(found, draft.entries) if wanted.get("warned") else {}
    if wanted.get("warned"):
        found = [entry for entry in found if entry["id"] in warnings]
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return {
        "form": form,
        "is_filtered": bool(wanted),
        "count": len(found),
        "page": page,
        "rows": rule_rows(draft, page, warnings),
    }
