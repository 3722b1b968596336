from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.changing import EntryChangedElsewhere, record_entry
from guidance.forms.adding import ADD_FORMS
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.presenting.draft import WORDS, entry_address
from guidance.views.draft_entry import draft_is_there
from guidance.views.writing_into import back_to, draft_shown, kept_by
from kidmet_site.accounts.requests import PersonRequest


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
        context |= {
            "kept_by": kept_by(request, shown, writing),
            "rest": lambda: {"form": ADD_FORMS[kind](None, entries=shown.entries, entry=start)},
        }
        return render(request, "guidance/draft_add.html", context)
    form = ADD_FORMS[kind](request.POST, entries=shown.entries, entry=start)
    refusal = ""
    if form.is_valid():
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
    return render(request, "guidance/draft_add.html", {**context, "form": form, "refusal": refusal})
