"""A list of residents: uploaded, told row by row, and done whole or not at all."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.cohort_lists import ResidentsChanged, carry_out_residents, keep_residents, plan_of
from cases.actions.cohorts import CohortRefused
from cases.content.cohort_sheet import resident_template
from cases.forms.cohorts import ResidentsFileForm
from cases.models import CohortList
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.cohort_lists import done_in_words, example_in_words, report_page
from cases.queries.cohort_lists import ResidentOutcome, list_of
from cases.views.loading import cohort_to_assign_or_404
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.sheets import XLSX
from kidmet_site.work.jobs import worker_was_seen

TYPES = {"csv": "text/csv; charset=utf-8", "xlsx": XLSX}


@require_http_methods(["GET", "HEAD", "POST"])
@heavy("the reading of a list of residents", methods=("POST",))
@allowed(can_teach)
def teach_cohort_list(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_to_assign_or_404(request.user, pk)
    form = ResidentsFileForm(request.POST, request.FILES) if request.method == "POST" else ResidentsFileForm()
    if form.is_valid():
        given = form.cleaned_data["file"]
        try:
            keep_residents(
                cohort=cohort, rows=given.rows, name=given.name, by=request.user, now=timezone.now()
            )
        except (NotYourCohort, CohortRefused) as refusal:
            form.add_error("file", str(refusal))
        else:
            if given.not_read:
                messages.warning(request, given.not_read)
            return redirect("teach_cohort_list_report", pk=pk)
    context = {"cohort": cohort, "form": form, "example": example_in_words()}
    return render(request, "cases/teach_cohort_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@heavy("the carrying out of a list of residents", methods=("POST",))
@allowed(can_teach)
def teach_cohort_list_report(request: PersonRequest, pk: int) -> HttpResponse:
    """What the list would do; the button does it, whole."""
    cohort = cohort_to_assign_or_404(request.user, pk)
    held = list_of(cohort, request.user)
    if held is None:
        messages.info(request, "No list waits here: it was done, or is older than a day.")
        return redirect("teach_cohort_list", pk=pk)
    if request.method == "POST":
        return _carried_out(request, held)
    plan = plan_of(held, now=timezone.now())
    context = report_page(held, plan, request.GET.get("show", ""), request.GET.get("page"))
    return render(request, "cases/teach_cohort_list_report.html", context | {"cohort": cohort})


def _carried_out(request: PersonRequest, held: CohortList) -> HttpResponse:
    try:
        plan = carry_out_residents(
            held=held, shown=request.POST.get("shown", ""), by=request.user, now=timezone.now()
        )
    except ResidentsChanged:
        if list_of(held.cohort, request.user):  # else it was done by a press at the same moment
            messages.warning(
                request, "Meanwhile something else happened here. This is what the list does now."
            )
        return redirect("teach_cohort_list_report", pk=held.cohort_id)
    except (NotYourCohort, CohortRefused, OverLimit) as refusal:
        messages.error(request, str(refusal))
        return redirect("teach_cohort_list_report", pk=held.cohort_id)
    messages.success(request, done_in_words(plan))
    if plan.of(ResidentOutcome.INVITED) and not worker_was_seen(timezone.now()):
        messages.warning(request, "The messages wait for a worker, which is not running just now.")
    return redirect("teach_cohort_people", pk=held.cohort_id)


@require_safe
@allowed(can_teach)
def teach_cohort_list_template(request: PersonRequest, pk: int, kind: str) -> HttpResponse:
    cohort_to_assign_or_404(request.user, pk)
    if kind not in TYPES:
        raise Http404
    response = HttpResponse(resident_template(kind), content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="kidmet-residents-template.{kind}"'
    return response
