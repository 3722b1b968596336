"""The cohorts that somebody teaches, and beginning one."""

from django.contrib import messages
from django.db.models import Max
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.cohorts import AlreadyBegun, BegunBefore, CohortRefused, begin_cohort
from cases.forms.cohorts import CohortForm
from cases.models import Cohort
from cases.permissions import can_teach
from cases.queries.cohorts import cohorts_taught_by
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 30


@require_safe
@allowed(can_teach)
def teach_cohorts(request: PersonRequest) -> HttpResponse:
    page = page_of(cohorts_taught_by(request.user), request.GET.get("page"), A_PAGE)
    return render(request, "cases/teach_cohorts.html", {"page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_new(request: PersonRequest) -> HttpResponse:
    form = CohortForm(request.POST if request.method == "POST" else None)
    besides = None
    if request.method == "POST" and form.is_valid():
        try:
            seen_last = number_in(request.POST["seen_last"]) if "seen_last" in request.POST else None
            cohort = begin_cohort(
                **form.cleaned_data,
                by=request.user,
                now=timezone.now(),
                seen_last=seen_last,
                besides=number_in(request.POST.get("besides", "")) or None,
            )
        except AlreadyBegun as already:
            messages.info(request, "It was begun a moment ago already. This is it.")
            return redirect("teach_cohort", pk=already.cohort.pk)
        except (CohortRefused, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error("title", str(refusal))
            besides = refusal.cohort.pk if isinstance(refusal, BegunBefore) else None
        else:
            return redirect("teach_cohort", pk=cohort.pk)
    last = Cohort.objects.filter(created_by=request.user).aggregate(last=Max("pk"))["last"] or 0
    return render(request, "cases/teach_cohort_new.html", {"form": form, "last": last, "besides": besides})
