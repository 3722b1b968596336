from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from guidance.actions.change_sets import add_comment, begin_reversal, step_change_set
from guidance.actions.changing import NoSuchEntry, describe_change_set, drop_change
from guidance.actions.exchange import export_change_set
from guidance.actions.publishing import accept_and_publish
from guidance.actions.seeing import mark_seen, mark_unseen
from guidance.domain.changing import State, step_named
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.domain.limits import CHANGES
from guidance.forms.change_set import DescribeForm
from guidance.models import Change, Comment
from guidance.permissions import StepRefused, allowed, can_curate, can_publish, may_accept_own
from guidance.presenting.change_set import called_in, shown_set
from guidance.presenting.publishing import goes_out
from guidance.presenting.source_text import sources_of_rows
from guidance.views.draft_publish import REFUSED
from guidance.views.exchange import download
from guidance.views.loading import change_set_or_404, heavy, number_in, safe_next
from guidance.views.writing_into import Writing
from kidmet_site.accounts.requests import PersonRequest

LISTED = ("q", "kind", "section", "unseen", "commented", "all")


@require_safe
@allowed(can_curate)
def change_set(request: PersonRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(request: PersonRequest, pk: int, *, at: int | None = None, **more: object) -> HttpResponse:
    """The page, also for what was refused on it: what was typed comes back in `more`, `at` its change."""
    row = change_set_or_404(pk)
    asked = request.GET if at is None else {"at": str(at)}
    is_mine = row.author_id == request.user.pk
    shown = shown_set(row, request.user, timezone.now(), asked)
    context = {
        "change_set": row,
        "shown": shown,
        "goes_out": goes_out(row.document) if shown.ways.can_accept and can_publish(request.user) else None,
        "back": _listed_at(request, pk),
        "is_mine": is_mine,
        "writing": Writing(row, is_named=True) if is_mine and row.state == State.WRITING else None,
        "may_change": not (is_mine and row.is_open),
        "is_in_draft": row.state in (State.ACCEPTED, State.PUBLISHED),
        "can_describe": is_mine and row.state == State.WRITING,
        "describe": DescribeForm(initial={"title": row.title, "reason": row.reason}),
        "own_allowed": may_accept_own() and is_mine,
    }
    context["sources"] = sources_of_rows(request.user, row.document, shown.rows)
    return render(request, "guidance/change_set.html", context | more)


@require_POST
@allowed(can_curate)
def change_set_describe(request: PersonRequest, pk: int) -> HttpResponse:
    """Title and reason; with the other button they are kept and the set is proposed in one go."""
    change_set = change_set_or_404(pk)
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return show(request, pk, describe=form)
    try:
        describe_change_set(
            change_set=change_set,
            title=form.cleaned_data["title"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except StepRefused as refusal:
        return show(request, pk, describe=form, refusal=str(refusal))
    if "propose" in request.POST:
        return change_set_step(request, pk, "propose")
    messages.success(request, "Title and reason are saved.")
    return redirect("change_set", pk=pk)


@require_POST
@allowed(can_curate)
def change_set_comment(request: PersonRequest, pk: int) -> HttpResponse:
    change_set = change_set_or_404(pk)
    change = Change.objects.filter(change_set=change_set, pk=number_in(request.POST.get("change"))).first()
    reply_to = Comment.objects.filter(
        change_set=change_set, pk=number_in(request.POST.get("reply_to"))
    ).first()
    text = request.POST.get("text", "")
    try:
        comment = add_comment(
            change_set=change_set,
            change=change,
            reply_to=reply_to,
            text=text,
            by=request.user,
            now=timezone.now(),
        )
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = {
            "typed_comment": without_refused(text),
            "typed_at": "" if reply_to else change.pk if change else "",
            "typed_reply": reply_to.pk if reply_to else "",
        }
        said = reply_to.change_id if reply_to else change.pk if change else None
        return show(request, pk, at=said, refusal=str(refusal), **typed)
    at = f"?at={comment.change_id}" if comment.change_id else ""
    return redirect(f"{reverse('change_set', args=[pk])}{at}#comment-{comment.pk}")


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
def change_set_seen(request: PersonRequest, pk: int) -> HttpResponse:
    """What somebody has looked at, or, with `unseen`, has not after all; then the next of the same list."""
    change_set = change_set_or_404(pk)
    numbers = [number_in(each) for each in request.POST.get("changes", "").split(",")[: CHANGES.most]]
    if "unseen" in request.POST:
        mark_unseen(change_set=change_set, changes=numbers, by=request.user)
    else:
        mark_seen(change_set=change_set, changes=numbers, by=request.user, now=timezone.now())
    back = safe_next(request, reverse("change_set", args=[pk]))
    if not request.htmx:
        return redirect(f"{back}#changes")
    seen = "unseen" if "unseen" in request.POST else "seen"
    row = Change.objects.filter(change_set=change_set, pk=numbers[0] if numbers else 0).first()
    if row is None:
        raise Http404
    each = {"row": row, "seen": seen, "name": called_in(change_set, row)}
    context = {"change_set": change_set, "each": each, "back": back}
    return render(request, "guidance/_set_change.html#seen", context)


def _listed_at(request: PersonRequest, pk: int) -> str:
    """The list as it was asked for, but for the page: what was looked at makes room for what comes next."""
    asked = {name: request.GET[name] for name in LISTED if request.GET.get(name)}
    address = reverse("change_set", args=[pk])
    return f"{address}?{urlencode(asked)}" if asked else address


@require_POST
@allowed(can_curate)
def change_drop(request: PersonRequest, pk: int, change: int) -> HttpResponse:
    change_set = change_set_or_404(pk)
    row = Change.objects.filter(change_set=change_set, pk=change).select_related("change_set").first()
    if row is None:
        raise Http404
    name = called_in(change_set, row)
    try:
        drop_change(change=row, by=request.user, now=timezone.now())
    except (StepRefused, NoSuchEntry) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Taken back: {name}.")
    return redirect(safe_next(request, reverse("change_set", args=[pk])))


DONE = {
    "propose": "Proposed. Another curator reviews it now.",
    "revise": "You can go on writing. It has to be proposed again.",
    "rebase": "Made anew on the draft of today. Look through it, then propose it again.",
    "withdraw": "Withdrawn.",
    "review": "You review it now.",
    "accept": "Accepted: the draft says this now. Readers see it once the draft is published.",
    "reject": "Rejected. Its author is told why.",
    "revert": "Taken back out of the draft.",
}


@require_POST
@allowed(can_curate)
def change_set_step(request: PersonRequest, pk: int, step: str) -> HttpResponse:
    change_set = change_set_or_404(pk)
    try:
        step_named(step)
    except KeyError as error:
        raise Http404 from error
    reason = request.POST.get("reason", "").strip()
    try:
        step_change_set(
            change_set=change_set,
            step=step,
            by=request.user,
            now=timezone.now(),
            reason=reason,
            seen=request.POST.get("seen"),
        )
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = without_refused(reason)
        return show(request, pk, refusal=str(refusal), refused_step=step, typed_reason=typed)
    messages.success(request, DONE[step])
    return redirect("change_set", pk=pk)


@heavy("publishing")
@require_POST
@allowed(can_curate)
def change_set_accept_and_publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Both or neither; what is refused says why on the page, with what was typed."""
    given, summary = request.POST, request.POST.get("summary", "")
    try:
        edition = accept_and_publish(
            change_set=change_set_or_404(pk),
            by=request.user,
            now=timezone.now(),
            summary=summary,
            seen=given.get("seen", ""),
            seen_draft=given.get("seen_draft", ""),
            over=number_in(given.get("over")),
        )
    except (StepRefused, *REFUSED) as refusal:
        return show(request, pk, refusal=str(refusal), typed_summary=without_refused(summary))
    messages.success(request, f"Accepted, and {edition} is published. Readers see it from now on.")
    return redirect("change_set", pk=pk)


@require_POST
@allowed(can_curate)
def change_set_reverse(request: PersonRequest, pk: int) -> HttpResponse:
    """What was published is reverted by a set that leads back, reviewed as any other."""
    reason = request.POST.get("reason", "")
    try:
        made = begin_reversal(
            change_set=change_set_or_404(pk), by=request.user, now=timezone.now(), reason=reason
        )
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = without_refused(reason)
        return show(request, pk, refusal=str(refusal), refused_step="reverse", typed_reason=typed)
    messages.success(request, "This set leads back. Look through it, then propose it.")
    return redirect("change_set", pk=made.pk)


@heavy("the export of a change set")
@require_GET
@allowed(can_curate)
def change_set_export(request: PersonRequest, pk: int) -> HttpResponse:
    row = change_set_or_404(pk)
    return download(export_change_set(change_set=row, by=request.user, now=timezone.now()))
