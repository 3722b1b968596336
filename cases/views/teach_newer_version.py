"""Having a cohort go on with a newer version of an assigned case, once somebody read what changed."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.assigning import assigned_cases
from cases.actions.taken_versions import VersionRefused, take_version
from cases.permissions import NotYourCohort, can_assign_from, can_teach
from cases.presenting.taken_versions import newer_version_page
from cases.presenting.version_keys import corrected_key
from cases.views.loading import assignment_or_404, check_may_open, version_in
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_newer_version(request: PersonRequest, pk: int, case: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    check_may_open(request, assignment.cohort)
    rows = assigned_cases(assignment).select_related(
        "teaching_case__library", "version__teaching_case__library"
    )
    held = get_object_or_404(rows, pk=case)
    refusal = ""
    if request.method == "POST":
        try:
            taken = take_version(
                case=held,
                before=version_in(request, "before"),
                number=version_in(request, "number"),
                by=request.user,
                now=timezone.now(),
            )
        except (VersionRefused, NotYourCohort, OverLimit) as said:
            refusal = str(said)
            held = rows.get(pk=case)
        else:
            number = taken.version.number
            messages.success(request, f"Whoever begins from now on works version {number}.")
            return redirect("teach_assignment", pk=pk)
    may_take = can_assign_from(request.user, held.teaching_case.library)
    context = newer_version_page(held, may_take=may_take)
    context |= {
        "corrected": corrected_key(held, request.user),
        "assignment": assignment,
        "cohort": assignment.cohort,
        "refusal": refusal,
    }
    return render(request, "cases/teach_newer_version.html", context)
