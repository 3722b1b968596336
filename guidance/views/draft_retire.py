from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.changing import retire_entry
from guidance.domain.changing import SAID
from guidance.domain.changing.consequences import when_retired
from guidance.domain.naming import Names
from guidance.domain.vocabulary import upper_first
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.draft import WORDS, entry_address, entry_gist
from guidance.queries.work import Draft
from guidance.views.draft_entry import EntryMissing, draft_is_there
from guidance.views.writing_into import Writing, back_to, carried, draft_shown
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_retire(request: PersonRequest, kind: str, id_: str) -> HttpResponse:
    """What would go with it is listed before anything is done."""
    writing, shown = draft_shown(request)
    entry = shown.entries.get(kind, id_) if kind in WORDS and kind != "document" else None
    if entry is None:
        raise EntryMissing(kind, id_, writing)
    names = Names(shown.entries)
    called = names.in_sentence(kind, id_)
    if request.method == "POST":
        section = str(entry.get("section", "")) if kind in SAID else ""
        then = entry_address("section", section) if section else reverse("draft")
        return _retire(request, writing, shown, kind, id_, called=called, then=then)
    along = [
        (change, names.headed(change.kind, change.id, change.base), entry_gist(change.kind, change.base))
        for change in when_retired(shown.entries, kind, id_)
        if (change.kind, change.id) != (kind, id_)
    ]
    context = {
        "kind": kind,
        "kind_words": WORDS[kind],
        "called": called,
        "writing": writing,
        "is_here_alone": shown.accepted.get(kind, id_) is None,
        "gist": entry_gist(kind, entry),
        "back": entry_address(kind, id_),
        "retired": [each for each in along if each[0].proposed is None],
        "changed": [each for each in along if each[0].proposed is not None],
    }
    return render(request, "guidance/draft_retire.html", context)


def _retire(
    request: PersonRequest, writing: Writing, shown: Draft, kind: str, id_: str, *, called: str, then: str
) -> HttpResponse:
    now = timezone.now()
    try:
        change_set = writing.begin(document=shown.document, by=request.user, now=now)
        retire_entry(change_set=change_set, kind=kind, id_=id_, by=request.user, now=now)
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect(carried(entry_address(kind, id_), writing.in_links))
    messages.success(
        request,
        f"{upper_first(called)} is retired in “{change_set}”. Readers see it until that is published.",
    )
    return redirect(back_to(writing, then, change_set))
