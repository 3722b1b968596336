"""An assigned case while it is worked: who is where, and what the group chose at each step."""

from datetime import datetime, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from cases.forms.live import LiveForm
from cases.permissions import can_teach
from cases.presenting.live import live_page, places_of, seconds_between, steps_with
from cases.presenting.projector import projector_page, step_count
from cases.queries.live import committed_at, committed_counts, people_past, whereabouts
from cases.queries.teaching import teaching_case_in
from cases.views.loading import assigned_case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_live(request: PersonRequest, pk: int, case: int) -> HttpResponse:
    held, now = assigned_case_or_404(request.user, pk, case), timezone.now()
    content, cohort = teaching_case_in(held.version), held.assignment.cohort
    hides = cohort is not None and cohort.hides_names
    form = LiveForm(request.GET, places_of(content), hides_names=hides)
    context = {"assignment": held.assignment, "cohort": cohort, "case": held, "form": form} | live_page(
        held,
        content,
        whereabouts(held, now),
        place=form.place,
        order=form.people_order,
        page=request.GET.get("page"),
        opened_at=_opened_at(request, now),
        now=now,
    )
    part = "cases/teach_live.html#live" if request.htmx else "cases/teach_live.html"
    return render(request, part, context | {"steps": steps_with(content, committed_counts(held))})


def _opened_at(request: PersonRequest, now: datetime) -> datetime:
    """When the page was opened that looks again; now for one that says nothing of the kind."""
    given = request.headers.get("Page-Opened", "")
    try:
        opened = datetime.fromisoformat(given)
    except ValueError:
        return now
    return opened if timezone.is_aware(opened) and now - timedelta(days=1) < opened < now else now


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_live_step(request: PersonRequest, pk: int, case: int, step: str) -> HttpResponse:
    held, now = assigned_case_or_404(request.user, pk, case), timezone.now()
    content = teaching_case_in(held.version)
    asked = next((each for each in content.steps if each.key == step), None)
    if asked is None:
        raise Http404
    people = whereabouts(held, now)
    context = {"assignment": held.assignment, "cohort": held.assignment.cohort, "case": held}
    if request.htmx:  # how many have committed; what is shown stands still
        part = {
            "count": step_count(held, people, people_past(held, asked), now),
            "every": seconds_between(people),
            "people": people,
            "as_of": now,
            "step": asked,
        }
        return render(request, "cases/teach_live_step.html#count", context | part)
    page = projector_page(
        held,
        content,
        asked,
        people,
        committed_at(held, content, asked),
        shows="bars" in request.GET,
        expert="expert" in request.GET,
        now=now,
    )
    return render(request, "cases/teach_live_step.html", context | page)
