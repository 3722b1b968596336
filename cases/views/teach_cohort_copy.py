"""Copying a cohort for another year, with its dates moved."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.assigned_before import AssigningRefused
from cases.actions.cohorts import CohortRefused
from cases.actions.copying_cohorts import AlreadyCopied, copy_cohort
from cases.forms.copying_cohorts import KEPT, SOON, CopyForm
from cases.permissions import NotYourCohort, can_teach
from cases.queries.copying_cohorts import assignments_to_copy, colleagues_to_copy
from cases.views.loading import check_may_open, cohort_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

NotCopied = (CohortRefused, AssigningRefused, NotYourCohort, ForbiddenCharacter, OverLimit)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_copy(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    check_may_open(request, cohort)
    now = timezone.now()
    found = assignments_to_copy(cohort, request.user)
    data = request.POST if request.method == "POST" else None
    form = CopyForm(cohort, found, timezone.localdate(now), data)
    if data is not None and "copy" in data and "move" not in data and form.is_valid():
        try:
            made = copy_cohort(
                cohort=cohort,
                title=form.cleaned_data["title"],
                dates=form.dates,
                keeps_versions=form.cleaned_data["versions"] == KEPT,
                with_colleagues=form.cleaned_data["colleagues"],
                by=request.user,
                now=now,
            )
        except AlreadyCopied as already:
            if now - already.cohort.created_at < SOON:
                messages.info(request, "It was copied a moment ago already. This is the copy.")
                return redirect("teach_cohort", pk=already.cohort.pk)
            form.add_error("title", str(already))
        except NotCopied as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Copied. Nobody is in it yet: give its link or code to its residents.")
            return redirect("teach_cohort", pk=made.pk)
    there, gone = colleagues_to_copy(cohort, request.user)
    context = {
        "cohort": cohort,
        "form": form,
        "now": now,
        "left_out": [each for each in found if not each.copied],
        "colleagues": there,
        "gone": gone,
    }
    return render(request, "cases/teach_cohort_copy.html", context)
