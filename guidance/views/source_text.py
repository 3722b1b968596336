from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from guidance.actions.source_text import (
    AttachedText,
    NothingAttached,
    NothingFits,
    attach_source_text,
    detach_source_text,
    show_source_text,
)
from guidance.domain.limits import ARTICLE_BYTES
from guidance.forms.source_text import AttachSourceForm, ShowSourceForm
from guidance.permissions import allowed, can_curate
from guidance.presenting.source_report import shown_report
from guidance.presenting.source_text import shown_to_words
from guidance.queries.draft import NoDraft
from guidance.queries.exchange import has_draft
from guidance.queries.source_text import AttachedSource, attached_source, source_report
from kidmet_site.accounts.requests import PersonRequest

TRY = "try"
TAKEN_OUT = "The text is taken out. Nothing of it is kept here; backups made before still hold it."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def source_text(request: PersonRequest) -> HttpResponse:
    """The source's own words: how they fit, who sees them; a text is attached here, or tried."""
    if request.method != "POST":
        return show(request)
    form = AttachSourceForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, form=form)
    try:
        done = _attach(request, form)
    except (NothingFits, NoDraft) as refusal:
        form.add_error("file", str(refusal))
        return show(request, form=form)
    if done.is_tried:
        return show(
            request, form=form, tried=shown_report(done.report, done.other_paragraphs), name=form.name
        )
    messages.success(request, _said(done))
    return redirect("source_text")


def _attach(request: PersonRequest, form: AttachSourceForm) -> AttachedText:
    return attach_source_text(
        text=form.text,
        name=form.name,
        by=request.user,
        now=timezone.now(),
        shown_to=form.cleaned_data["shown_to"],
        rights=form.cleaned_data["rights"],
        is_tried=TRY in request.POST,
    )


def _said(done: AttachedText) -> str:
    if not done.is_changed:
        return "This text was attached before; nothing was changed."
    count = f"{done.report.found:,} of {done.report.statements:,} statements"
    return f"The text is attached. {count} have their paragraph beside them."


def show(request: PersonRequest, form: AttachSourceForm | None = None, **more: object) -> HttpResponse:
    attached = attached_source()
    start = {"shown_to": attached.shown_to, "rights": attached.rights} if attached else None
    context: dict[str, Any] = {
        "attached": attached,
        "has_draft": has_draft(),
        "form": form or AttachSourceForm(initial=start),
        "show_form": ShowSourceForm(initial=start, prefix="show") if attached else None,
        "takes": ARTICLE_BYTES.most,
        **_report(attached),
    }
    return render(request, "guidance/source_text.html", context | more)


def _report(attached: AttachedSource | None) -> dict[str, object]:
    if attached is None:
        return {}
    return {"report": shown_report(source_report(attached)), "shown_to": shown_to_words(attached)}


@require_POST
@allowed(can_curate)
def source_text_show(request: PersonRequest) -> HttpResponse:
    """Who sees it, and whose words they are."""
    form = ShowSourceForm(request.POST, prefix="show")
    if not form.is_valid():
        return show(request, show_form=form)
    try:
        is_changed = show_source_text(**form.cleaned_data, by=request.user, now=timezone.now())
    except NothingAttached as nothing:
        messages.warning(request, str(nothing))
    else:
        messages.success(request, "Saved." if is_changed else "It is so already; nothing was changed.")
    return redirect("source_text")


@require_POST
@allowed(can_curate)
def source_text_detach(request: PersonRequest) -> HttpResponse:
    try:
        detach_source_text(by=request.user, now=timezone.now())
    except NothingAttached as nothing:
        messages.warning(request, str(nothing))
    else:
        messages.success(request, TAKEN_OUT)
    return redirect("source_text")
