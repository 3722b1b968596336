"""What the forms of the draft have in common: the entry, what was typed, what it meets, and saving it."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, wraps
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_http_methods

from guidance.actions.changing import EntryChangedElsewhere, digest_of, mark_editing, record_entry
from guidance.domain.changing import Entry
from guidance.domain.changing.entries import DOCUMENT
from guidance.domain.naming import Names
from guidance.forms.entries import FORMS_BY_KIND, EntryForm, likely_the_same
from guidance.models import ChangeSet
from guidance.pack import faults_of_entry
from guidance.pack.mending import FaultInWords, of_entry
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.differences import presented_change
from guidance.presenting.draft import (
    WORDS,
    entry_address,
    entry_title,
    fault_field,
    links_beside,
    said_rows,
)
from guidance.presenting.source_text import source_beside
from guidance.queries.draft import NoDraft, change_of, guidance_document
from guidance.queries.source_text import attached_source
from guidance.queries.work import Others, draft_with, own_sets_with, told_of_others
from guidance.views.loading import View, change_set_or_404, page_of
from guidance.views.proposing import (
    BACK,
    PROPOSE,
    Proposing,
    propose_from_form,
    proposing_of,
    way_back,
)
from guidance.views.writing_into import INTO, Writing, back_to, back_where_opened, draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


class EntryMissing(Http404):
    """The draft, with the change set that the page would write into, has no such entry."""

    def __init__(self, kind: str, id_: str, writing: Writing) -> None:
        where = f"The draft with “{writing.change_set}”" if writing.change_set else "The draft"
        super().__init__(f"{where} has no {WORDS.get(kind, 'entry')} “{id_[:80]}”.")
        self.kind, self.id_, self.writing = kind, id_, writing


def draft_is_there(view: View) -> View:
    """Without a guidance there is nothing to edit: the page says where to get one, or where an entry is."""

    @wraps(view)
    def told(request: PersonRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NoDraft as missing:
            return render(request, "guidance/draft_missing.html", {"sentence": str(missing)}, status=404)
        except EntryMissing as missing:
            return _entry_missing(request, missing)

    return told


def _entry_missing(request: PersonRequest, missing: EntryMissing) -> HttpResponse:
    elsewhere = _address_in_set(missing)
    if elsewhere and request.method != "POST":
        asked = request.GET.urlencode()
        return redirect(f"{elsewhere}?{asked}" if asked else elsewhere)
    context = {
        "sentence": str(missing),
        "writing": missing.writing,
        "holders": own_sets_with(request.user, missing.kind, missing.id_),
    }
    return render(request, "guidance/draft_entry_missing.html", context, status=404)


def _address_in_set(missing: EntryMissing) -> str:
    """Where a section is that the set puts elsewhere: readers know it by the address that it has now."""
    if missing.kind != "section" or missing.writing.change_set is None:
        return ""
    renamed = draft_with(guidance_document(), missing.writing.change_set).renamed
    found = [new for new, old in renamed.items() if old == missing.id_]
    return entry_address("section", found[0]) if found else ""


@dataclass
class Editing:
    """One request for one entry of the draft. Raises Http404 for one that is not there."""

    request: PersonRequest
    kind: str
    id_: str
    template: str

    fragments = "guidance/_entry_page.html#saved"

    def __post_init__(self) -> None:
        self.now: datetime = timezone.now()
        self.writing, self.draft = draft_shown(self.request)
        if self.shown is None:
            self._go_back()

    def _go_back(self) -> None:
        """To the set that the form was opened in, where the one that it was sent into has no such entry."""
        missing = EntryMissing(self.kind, self.id_, self.writing)
        opened = back_where_opened(self.request, self.writing, f"{WORDS[self.kind]} “{self.id_[:80]}”")
        if opened is None:
            raise missing
        self.writing, self.draft = opened, draft_with(self.draft.document, opened.change_set)
        if self.shown is None:
            raise missing

    @property
    def is_htmx(self) -> bool:
        return bool(self.request.htmx)

    @property
    def shown(self) -> Entry | None:
        return self.draft.entries.get(self.kind, self.id_)

    @property
    def title(self) -> str:
        return entry_title(self.kind, self.shown, self.draft.entries)

    @cached_property
    def seen(self) -> str:
        return digest_of(self.shown)

    def form(self, data: Any = None) -> EntryForm:
        return FORMS_BY_KIND[self.kind](data, entries=self.draft.entries, entry=self.shown)

    def respond(self) -> HttpResponse:
        """The page, or what a save leads to."""
        if self.request.method != "POST":
            self._mark()
            return self.opened()
        form = self.form(self.request.POST)
        if not form.is_valid():
            return self.show(form, refused=True)
        return self.save(form)

    def save(self, form: EntryForm) -> HttpResponse:
        proposed, before = form.entry(), self.shown
        try:
            change_set = self.writing.begin(document=self.draft.document, by=self.request.user, now=self.now)
            record_entry(
                change_set=change_set,
                kind=self.kind,
                id_=self.id_,
                proposed=proposed,
                by=self.request.user,
                now=self.now,
                seen=None if self._overrules() else self.request.POST.get("seen", ""),
                page=page_of(self.request),
            )
        except EntryChangedElsewhere as conflict:
            return self.show(form, conflict=conflict)
        except StepRefused as refusal:
            return self.show(form, refusal=str(refusal))
        if PROPOSE in self.request.POST:
            return self.propose(form, change_set)
        self._mark()
        if not self.is_htmx and not self.stays(form):
            messages.success(self.request, f"Saved in your change set “{change_set}”.")
            return redirect(back_to(self.writing, self._here(), change_set))
        self._go_on_in(change_set)
        # What can be chosen in a note follows its section.
        is_moved = self.kind == "note" and (before or {}).get("section") != proposed["section"]
        return self.show(form, was_saved=True, redrawn=[form["statements"]] if is_moved else [])

    def propose(self, form: EntryForm, change_set: ChangeSet) -> HttpResponse:
        """What was typed is saved by now; the set is proposed with it, or the page says why not."""
        refusal = propose_from_form(self.request, change_set, self.now)
        if not refusal:
            then = way_back(self.request) or reverse("change_set", args=[change_set.pk])
            return HttpResponse(headers={"HX-Redirect": then}) if self.is_htmx else redirect(then)
        self._go_on_in(change_set_or_404(change_set.pk))
        return self.show(form, was_saved=True, propose_refusal=refusal)

    def _go_on_in(self, change_set: ChangeSet) -> None:
        self.writing = self.writing.begun(change_set)
        self.draft = draft_with(self.draft.document, change_set)
        for name in ("seen", "_key", "others"):
            self.__dict__.pop(name, None)

    def _here(self) -> str:
        """This page, with the way back that its form carries."""
        back, here = way_back(self.request), self.request.get_full_path()
        return here if not back or BACK in self.request.GET else f"{here}?{urlencode({BACK: back})}"

    def _mark(self) -> None:
        kind, id_ = self._key
        mark_editing(kind=kind, id_=id_, by=self.request.user, now=self.now)

    def _overrules(self) -> bool:
        """Whether it is saved whatever stands there now: the person said so, or took it to another set."""
        is_first = self.draft.row_of(self.kind, self.id_) is None
        return "keep_mine" in self.request.POST or (INTO in self.request.POST and is_first)

    def stays(self, form: EntryForm) -> bool:
        """Whether a save shows the form as it was sent, also without htmx."""
        return False

    def show(self, form: EntryForm, **more: Any) -> HttpResponse:
        context = self.context(form) | more
        context["proposing"] = self._proposing(context)
        if self.is_htmx and self.request.method == "POST":
            return HttpResponse(render_to_string(self.fragments, context, request=self.request))
        return render(self.request, self.template, context)

    def opened(self) -> HttpResponse:
        """The page before anything is sent: kept by all that it shows."""
        form = cast(EntryForm, SimpleLazyObject(self.form))
        shown = {
            "form": form,
            "id": self.id_,
            "title": SimpleLazyObject(lambda: self.title),
            "seen": self.seen,
            "kept_by": kept_by(self.request, self.draft, self.writing, self.others, *self._source_key()),
            "rest": lambda: self._drawn(form),
        }
        return render(self.request, self.template, shown)

    def _drawn(self, form: EntryForm) -> dict[str, Any]:
        context = self.context(form)
        return context | {"proposing": self._proposing(context)}

    def _proposing(self, context: dict[str, Any]) -> Proposing:
        return proposing_of(
            self.request,
            self.draft,
            context["title"],
            has_faults=bool(context["faults"]),
            refusal=context.get("propose_refusal", ""),
        )

    @cached_property
    def others(self) -> Others:
        return told_of_others(*self._key, self.now)

    @cached_property
    def _key(self) -> tuple[str, str]:
        return self.kind, self.draft.origin(self.kind, self.id_)

    def context(self, form: EntryForm) -> dict[str, Any]:
        row = self.draft.row_of(self.kind, self.id_)
        faults = [(fault_field(self.kind, fault.within), fault) for fault in self.faults()]
        form.tell_beside([(name, fault.bare) for name, fault in faults])
        return {
            "form": form,
            "kind": self.kind,
            "kind_words": WORDS[self.kind],
            "id": self.id_,
            "entry": self.shown,
            "title": self.title,
            "draft": self.draft,
            "writing": self.writing,
            "row": row,
            "difference": presented_change(change_of(row), Names(self.draft.entries, self.draft.accepted))
            if row
            else None,
            "is_here_alone": self.draft.accepted.get(self.kind, self.id_) is None,
            "is_added": row is not None and row.base is None,
            "faults": faults,
            "seen": self.seen,
            "rivals": self.others.rivals(but=self.draft.change_set),
            "editors": self.others.editors(but=self.request.user),
            "links": links_beside(self.kind, self.id_, self.draft),
            "now": self.now,
            "back": way_back(self.request),
        } | self._more()

    def _more(self) -> dict[str, Any]:
        """What the page of one kind shows besides."""
        if self.kind == "section":
            origin = self.draft.origin("section", self.id_)
            kinds = {"statements": "statement", "additions": "addition"}
            rows = {name: said_rows(self.draft, kind, self.id_) for name, kind in kinds.items()}
            return {**rows, "origin": origin}
        if self.kind == "statement" and self.shown:
            return {"beside": source_beside(self.request.user, self.draft.entries, self.shown)}
        if self.kind == "reference" and self.shown:
            same = likely_the_same(self.draft.entries, self.id_, self.shown)
            return {"likely": [(id_, entry_address("reference", id_)) for id_ in same]}
        return {}

    def _source_key(self) -> tuple[Hashable, ...]:
        """What the page shows of the source: it is asked for beside statements alone."""
        return (attached_source(),) if self.kind == "statement" else ()

    def faults(self) -> Iterator[FaultInWords]:
        names, entry = Names(self.draft.entries), self.shown or {}
        for fault in faults_of_entry(self.draft.entries, self.kind, self.id_):
            yield of_entry(fault, self.kind, self.id_, names, entry=entry, within=fault.place)


def _page_of(kind: str, template: str) -> View:
    """The view of a kind, called as its route; the document alone needs no id in its address."""

    def page(request: PersonRequest, **named: str) -> HttpResponse:
        [id_] = named.values() or [DOCUMENT]
        return Editing(request, kind, id_, template).respond()

    page.__name__ = f"draft_{kind}"
    return require_http_methods(["GET", "HEAD", "POST"])(allowed(can_curate)(draft_is_there(page)))


draft_document = _page_of("document", "guidance/draft_document.html")
draft_section = _page_of("section", "guidance/draft_section.html")
draft_statement = _page_of("statement", "guidance/draft_statement.html")
draft_addition = _page_of("addition", "guidance/draft_addition.html")
draft_note = _page_of("note", "guidance/draft_note.html")
draft_reference = _page_of("reference", "guidance/draft_reference.html")
draft_weight = _page_of("weight", "guidance/draft_weight.html")
