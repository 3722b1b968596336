"""What the checks say of a draft, publishing it, and trying it before."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions.publishing import PublishingRefused, checked, publish_draft
from cases.actions.trials import end_trials, start_trial
from cases.forms.publishing import PublishForm
from cases.permissions import NotYourLibrary, can_teach
from cases.presenting.case_checks import shown_checks
from cases.queries.reviewing import open_comments
from cases.views.draft_work import draft_or_404, readable_draft_or_404
from cases.views.loading import version_in
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy, number_in
from kidmet_site.accounts.requests import PersonRequest


@heavy("the checks of a teaching case")
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_publish(request: PersonRequest, pk: int) -> HttpResponse:
    draft = draft_or_404(request.user, pk)
    now = timezone.now()
    form = PublishForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            version = publish_draft(
                draft=draft,
                opened=version_in(request),
                summary=form.cleaned_data["summary"],
                acknowledged=form.cleaned_data["acknowledged"],
                by=request.user,
                now=now,
            )
        except (PublishingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter) as refused:
            refusal = str(refused)
        else:
            messages.success(request, f"Version {version.number} is published.")
            return redirect("teach_versions", pk=version.teaching_case_id)
    found = checked(draft, now)
    context = {
        "draft": draft,
        "form": form,
        "refusal": refusal,
        "checked": found,
        "faults": shown_checks(draft, found.faults),
        "remarks": shown_checks(draft, found.remarks),
        "comments": open_comments(draft),
    }
    return render(request, "cases/teach_publish.html", context)


@require_POST
@allowed(can_teach)
def teach_try(request: PersonRequest, pk: int) -> HttpResponse:
    draft = readable_draft_or_404(request.user, pk)
    try:
        trial = start_trial(draft=draft, by=request.user, now=timezone.now())
    except PublishingRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("teach_publish", pk=pk)
    return redirect("attempt", pk=trial.pk)


@require_POST
@allowed(can_teach)
def teach_try_end(request: PersonRequest) -> HttpResponse:
    """Delete the person's trials; back to the draft that was tried."""
    end_trials(by=request.user)
    draft = number_in(request.POST.get("draft", ""))
    return redirect("teach_publish", pk=draft) if draft else redirect("teach")
