"""The versions of a published case: what changed between them, and which is given out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.publishing import (
    PublishingRefused,
    pull_version,
    restore_case,
    retire_case,
    return_version,
)
from cases.actions.revising import revise_case
from cases.forms.publishing import PullForm
from cases.permissions import (
    NotYourLibrary,
    can_assign_from,
    can_edit_library,
    can_put_right,
    can_teach,
    owns_library,
)
from cases.presenting.case_changes import shown_changes
from cases.presenting.version_keys import keys_of
from cases.queries.cohorts import cohorts_to_assign_in
from cases.queries.libraries import version_documents, versions_of
from cases.views.loading import taught_case_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

MOST_COHORTS = 6
"""So many of the newest are named; the page of cohorts has all."""


@require_safe
@allowed(can_teach)
def teach_versions(request: PersonRequest, pk: int) -> HttpResponse:
    case = taught_case_or_404(request.user, pk)
    versions = versions_of(case)
    newest = versions[0].number
    one = number_in(request.GET.get("from", "")) or max(1, newest - 1)
    other = number_in(request.GET.get("to", "")) or newest
    documents = version_documents(case, one, other)
    if not {one, other} <= documents.keys():
        raise Http404
    context = {
        "case": case,
        "library": case.library,
        "versions": versions,
        "from": one,
        "to": other,
        "changes": shown_changes(documents[one].document, documents[other].document, case.library.objectives),
        "can_edit": can_edit_library(request.user, case.library),
        "can_share": owns_library(request.user, case.library),
        "can_assign": can_assign_from(request.user, case.library),
        "cohorts": cohorts_to_assign_in(request.user)[:MOST_COHORTS],
    } | keys_of(case, versions, may_put_right=can_put_right(request.user, case.library))
    return render(request, "cases/teach_versions.html", context)


@require_POST
@allowed(can_teach)
def teach_retire(request: PersonRequest, pk: int) -> HttpResponse:
    """Retire the case, or give it out again."""
    case = taught_case_or_404(request.user, pk)
    act = restore_case if "restore" in request.POST else retire_case
    try:
        act(teaching_case=case, by=request.user, now=timezone.now())
    except (PublishingRefused, NotYourLibrary) as refusal:
        messages.error(request, str(refusal))
    else:
        finished = "Retired. Attempts that were begun can be finished."
        messages.success(request, "It is given out again." if act is restore_case else finished)
    return redirect("teach_versions", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_pull(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    case = taught_case_or_404(request.user, pk)
    version = next((each for each in versions_of(case) if each.number == number), None)
    if version is None or not can_put_right(request.user, case.library):
        raise Http404
    form = PullForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            pull_version(
                version=version, reason=form.cleaned_data["reason"], by=request.user, now=timezone.now()
            )
        except (PublishingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter) as refusal:
            form.add_error("reason", str(refusal))
        else:
            messages.success(
                request,
                f"Version {number} is taken out of use. Correct its key in the draft (“Go on writing”) "
                "and publish that.",
            )
            return redirect("teach_versions", pk=pk)
    context = {"case": case, "library": case.library, "version": version, "form": form}
    return render(request, "cases/teach_pull.html", context)


@require_POST
@allowed(can_teach)
def teach_pull_back(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """Put a version back in use with its key as it is."""
    case = taught_case_or_404(request.user, pk)
    version = next((each for each in versions_of(case) if each.number == number), None)
    if version is None:
        raise Http404
    try:
        return_version(version=version, by=request.user, now=timezone.now())
    except (PublishingRefused, NotYourLibrary) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Version {number} is back in use. What waited is marked with its key.")
    return redirect("teach_versions", pk=pk)


@require_POST
@allowed(can_teach)
def teach_revise(request: PersonRequest, pk: int) -> HttpResponse:
    """To the draft of a published case; without one it is begun from the version that is given out."""
    case = taught_case_or_404(request.user, pk)
    try:
        draft = revise_case(teaching_case=case, by=request.user, now=timezone.now())
    except NotYourLibrary as refusal:
        messages.error(request, str(refusal))
        return redirect("teach_versions", pk=pk)
    return redirect("teach_case", pk=draft.pk)
