"""Joining a cohort by its code or link, and leaving it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.actions.cohorts import CohortRefused, join_cohort, leave_cohort, plain_code, refusal_to_join
from cases.forms.cohorts import JoinForm
from cases.models import CohortMember
from cases.permissions import can_learn
from cases.queries.cohorts import cohort_by_code, seats_of
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_learn)
def cohort_join(request: PersonRequest, code: str = "") -> HttpResponse:
    """The link has the code; typed, it is sent with the form. Nobody joins without pressing."""
    form = JoinForm(request.POST or None, initial={"code": code})
    if request.method == "POST" and form.is_valid():
        try:
            seat = join_cohort(code=form.cleaned_data["code"], by=request.user, now=timezone.now())
        except (CohortRefused, OverLimit) as refusal:
            form.add_error("code", str(refusal))
        else:
            messages.success(request, f"You are in “{seat.cohort.title}”.")
            return redirect("learning")
    cohort = cohort_by_code(plain_code(code)) if code else None
    said = refusal_to_join(cohort, request.user, timezone.now()) if code else ""
    context = {"form": form, "cohort": cohort, "refusal": said, "seats": seats_of(request.user)}
    return render(request, "cases/cohort_join.html", context)


@require_POST
@allowed(can_learn)
def cohort_leave(request: PersonRequest, pk: int) -> HttpResponse:
    seat = get_object_or_404(
        CohortMember.objects.select_related("cohort"), cohort=pk, person=request.user, left_at=None
    )
    try:
        leave_cohort(cohort=seat.cohort, person=request.user.pk, by=request.user, now=timezone.now())
    except CohortRefused as refusal:  # taken out at the same moment
        messages.error(request, str(refusal))
    else:
        kept = "What you handed in stays with its marks; what you began you can finish, as practice."
        messages.success(request, f"You left “{seat.cohort.title}”. {kept}")
    return redirect("learning")
