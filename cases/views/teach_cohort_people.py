"""The people of a cohort: residents with what they were granted, and those who teach it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.cohort_asking import HOLDS, name_teacher
from cases.actions.cohorts import CohortRefused, grant, leave_cohort, remove_teacher
from cases.forms.cohorts import GrantForm, TeacherForm
from cases.models import Cohort, CohortMember
from cases.permissions import NotYourCohort, can_assign_in, can_teach, leads_cohort
from cases.presenting.teaching_cohorts import member_rows
from cases.queries.cohorts import members_of
from cases.views.loading import check_may_open, cohort_or_404
from guidance.domain.limits import SEARCH, OverLimit
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 50
ASKED = f"They answer by a notice, which holds for {HOLDS.days} days."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_people(request: PersonRequest, pk: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    form = TeacherForm(request.POST if "email" in request.POST else None)
    if request.method == "POST":
        done = _acted(request, cohort, form)
        if done is not None:
            return done
    search = request.GET.get("q", "")[: SEARCH.most].strip()
    page = page_of(members_of(cohort, search), request.GET.get("page"), A_PAGE)
    context = {
        "cohort": cohort,
        "page": page,
        "rows": member_rows(cohort, page),
        "search": search,
        "invited": cohort.invitations.count(),
        "may_assign": can_assign_in(request.user, cohort),
        "leads": leads_cohort(request.user, cohort),
        "teachers": cohort.teachers.select_related("person"),
        "teacher_form": form,
    }
    return render(request, "cases/teach_cohort_people.html", context)


def _acted(request: PersonRequest, cohort: Cohort, form: TeacherForm) -> HttpResponse | None:
    """What the pressed button does; None where its form is shown again."""
    now = timezone.now()
    try:
        if "remove" in request.POST:
            person = number_in(request.POST["remove"]) or 0
            leave_cohort(cohort=cohort, person=person, by=request.user, now=now)
            messages.success(request, "They are out of the cohort. What they handed in stays with its marks.")
        elif "remove_teacher" in request.POST:
            person = number_in(request.POST["remove_teacher"]) or 0
            remove_teacher(cohort=cohort, person=person, by=request.user)
            if person == request.user.pk:
                messages.success(request, f"You do not teach “{cohort.title}” any longer.")
                return redirect("teach_cohorts")
            messages.success(request, "They see nothing of this cohort any longer.")
        else:
            return _named(request, cohort, form)
    except (NotYourCohort, CohortRefused) as refusal:
        messages.error(request, str(refusal))
    return redirect("teach_cohort_people", pk=cohort.pk)


def _named(request: PersonRequest, cohort: Cohort, form: TeacherForm) -> HttpResponse | None:
    holds = False
    if form.is_valid():
        try:
            holds = name_teacher(cohort=cohort, **form.cleaned_data, by=request.user, now=timezone.now())
        except (CohortRefused, OverLimit) as refusal:
            form.add_error("email", str(refusal))
    if not form.is_bound or form.errors:
        return None
    said = "teaches with you." if holds else f"is asked, and teaches with you once they accept. {ASKED}"
    messages.success(request, f"{form.cleaned_data['email']} {said}")
    return redirect("teach_cohort_people", pk=cohort.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_grant(request: PersonRequest, pk: int, member: int) -> HttpResponse:
    cohort = cohort_or_404(request.user, pk)
    check_may_open(request, cohort)
    seats = CohortMember.objects.select_related("cohort", "person", "accommodation")
    seat = get_object_or_404(seats, pk=member, cohort=cohort, left_at=None)
    held = getattr(seat, "accommodation", None)
    initial = {"time_factor": held.time_factor, "extra_days": held.extra_days} if held else {}
    form = GrantForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            given = grant(member=seat, **form.cleaned_data, by=request.user, now=timezone.now())
        except (NotYourCohort, CohortRefused) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "It holds from now on." if given else "Nothing is granted any longer.")
            return redirect("teach_cohort_people", pk=pk)
    row = member_rows(cohort, [seat])[0]
    return render(request, "cases/teach_cohort_grant.html", {"cohort": cohort, "form": form, "row": row})
