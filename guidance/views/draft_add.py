from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.changing import EntryChangedElsewhere, record_entry
from guidance.forms.adding import ADD_FORMS
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.draft import WORDS, entry_address
from guidance.presenting.source_text import source_beside
from guidance.queries.source_text import attached_source
from guidance.queries.work import Draft
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import back_to, draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest

LOOK = "look"
"""The button that shows the paragraph of the place that was typed, and adds nothing."""


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_add(request: PersonRequest, kind: str) -> HttpResponse:
    """A new entry; `?section=` says where it was asked for. It is saved when it is added, not before."""
    if kind not in ADD_FORMS:
        raise Http404
    writing, shown = draft_shown(request)
    asked = request.GET.get("section", "")
    here = asked if shown.entries.get("section", asked) else ""
    start = {"section": here, "parent": here, "source": {"form": "paragraph"}} if here else {}
    context = {
        "kind": kind,
        "kind_words": WORDS[kind],
        "writing": writing,
        "section": shown.entries.get("section", here) if here else None,
        "back": entry_address("section", here) if here else "",
        "draft": shown,
    }
    if request.method != "POST":
        source_key = [attached_source()] if kind == "statement" else []
        context |= {
            "kept_by": kept_by(request, shown, writing, *source_key),
            "rest": lambda: {
                "form": ADD_FORMS[kind](None, entries=shown.entries, entry=start),
                **_beside(request, kind, shown, start),
            },
        }
        return render(request, "guidance/draft_add.html", context)
    form = ADD_FORMS[kind](request.POST, entries=shown.entries, entry=start)
    is_valid = form.is_valid()
    context |= {"form": form, **_beside(request, kind, shown, form.cleaned_data)}
    if LOOK in request.POST:
        _ask_nothing_of_empty_fields(form)
        return render(request, f"guidance/draft_add.html{'#source' if request.htmx else ''}", context)
    refusal = ""
    if is_valid:
        now = timezone.now()
        try:
            change_set = writing.begin(document=shown.document, by=request.user, now=now)
            record_entry(
                change_set=change_set,
                kind=kind,
                id_=form.id_,
                proposed=form.entry(),
                by=request.user,
                now=now,
                seen="",
            )
        except (EntryChangedElsewhere, StepRefused) as fault:
            refusal = str(fault)
        else:
            messages.success(request, f"Added in your change set “{change_set}”.")
            return redirect(back_to(writing, entry_address(kind, form.id_), change_set))
    return render(request, "guidance/draft_add.html", {**context, "refusal": refusal})


def _ask_nothing_of_empty_fields(form: BaseForm) -> None:
    """Nothing is added yet; what was typed and cannot be kept is told all the same."""
    for name in [name for name in form.errors if name == NON_FIELD_ERRORS or not form[name].data]:
        del form.errors[name]


def _beside(request: PersonRequest, kind: str, shown: Draft, typed: Mapping[str, Any]) -> dict[str, object]:
    """For a statement, the paragraph of the place that was typed."""
    if kind != "statement":
        return {}
    source = {name: typed.get(name) for name in ("line", "paragraph", "form")}
    entry = {"text": typed.get("text"), "section": typed.get("section"), "source": source}
    return {"beside": source_beside(request.user, shown.entries, entry), "is_placed": bool(source["line"])}
