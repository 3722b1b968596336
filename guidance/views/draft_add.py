from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.forms import BaseForm
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.changing import EntryChangedElsewhere, record_entry
from guidance.forms.adding import ADD_FORMS
from guidance.models import ChangeSet
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.draft import WORDS, entry_address
from guidance.presenting.source_text import source_beside
from guidance.queries.source_text import attached_source
from guidance.queries.work import Draft
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import Writing, back_to, draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest

PAGE = "guidance/draft_add.html"
LOOK = "look"
"""The button that shows the paragraph of the place that was typed, and adds nothing."""


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_add(request: PersonRequest, kind: str) -> HttpResponse:
    """A new entry; `?section=` says where it was asked for. It is saved when it is added, not before."""
    if kind not in ADD_FORMS:
        raise Http404
    adding = _Adding(request, kind, *draft_shown(request))
    if request.method != "POST":
        return adding.opened()
    form = adding.form(request.POST)
    if LOOK in request.POST:
        return adding.looked(form)
    return adding.add(form)


@dataclass
class _Adding:
    """One request for a new entry of the draft."""

    request: PersonRequest
    kind: str
    writing: Writing
    draft: Draft

    @cached_property
    def section(self) -> str:
        """Where it was asked for; "" where no such section is there."""
        asked = self.request.GET.get("section", "")
        return asked if self.draft.entries.get("section", asked) else ""

    @cached_property
    def start(self) -> dict[str, Any]:
        here = self.section
        return {"section": here, "parent": here, "source": {"form": "paragraph"}} if here else {}

    def form(self, typed: QueryDict | None) -> Any:
        return ADD_FORMS[self.kind](typed, entries=self.draft.entries, entry=self.start)

    def opened(self) -> HttpResponse:
        source_key = [attached_source()] if self.kind == "statement" else []
        return self._show(
            kept_by=kept_by(self.request, self.draft, self.writing, *source_key),
            rest=lambda: {"form": self.form(None), **self._beside(self.start)},
        )

    def looked(self, form: Any) -> HttpResponse:
        """With the paragraph of the place that was typed; nothing is added."""
        form.is_valid()
        _ask_nothing_of_empty_fields(form)
        part = "#source" if self.request.htmx else ""
        return self._show(part, form=form, **self._beside(form.cleaned_data))

    def add(self, form: Any) -> HttpResponse:
        refusal = ""
        if form.is_valid():
            try:
                change_set = self._record(form)
            except (EntryChangedElsewhere, StepRefused) as fault:
                refusal = str(fault)
            else:
                messages.success(self.request, f"Added in your change set “{change_set}”.")
                return redirect(back_to(self.writing, entry_address(self.kind, form.id_), change_set))
        return self._show(form=form, refusal=refusal, **self._beside(form.cleaned_data))

    def _record(self, form: Any) -> ChangeSet:
        said: dict[str, Any] = {"by": self.request.user, "now": timezone.now()}
        change_set = self.writing.begin(document=self.draft.document, **said)
        entry = {"kind": self.kind, "id_": form.id_, "proposed": form.entry()}
        record_entry(change_set=change_set, **entry, **said, seen="")
        return change_set

    def _beside(self, typed: Mapping[str, Any]) -> dict[str, Any]:
        """For a statement, the paragraph of the place that was typed."""
        if self.kind != "statement":
            return {}
        source = {name: typed.get(name) for name in ("line", "paragraph", "form")}
        entry = {"text": typed.get("text"), "section": typed.get("section"), "source": source}
        beside = source_beside(self.request.user, self.draft.entries, entry)
        return {"beside": beside, "is_placed": bool(source["line"])}

    def _show(self, part: str = "", **more: Any) -> HttpResponse:
        context = {
            "kind": self.kind,
            "kind_words": WORDS[self.kind],
            "writing": self.writing,
            "section": self.draft.entries.get("section", self.section) if self.section else None,
            "back": entry_address("section", self.section) if self.section else "",
            "draft": self.draft,
        }
        return render(self.request, f"{PAGE}{part}", context | more)


def _ask_nothing_of_empty_fields(form: BaseForm) -> None:
    """Nothing is added yet; what was typed and cannot be kept is told all the same."""
    for name in [name for name in form.errors if name == NON_FIELD_ERRORS or not form[name].data]:
        del form.errors[name]
