"""How far one's own work is, and for administrators what waits, runs and failed on the whole site."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from guidance.permissions import allowed
from guidance.queries.paging import page_of
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work import jobs
from kidmet_site.work.models import Job
from kidmet_site.work.permissions import can_view_job, runs_the_site, signed_in
from kidmet_site.work.queries import job_counts, jobs_in, last_sign, workers_seen

ON_A_PAGE = 25


@require_safe
@vary_on_headers("HX-Request")
@allowed(signed_in)
def work_job(request: PersonRequest, pk: int) -> HttpResponse:
    job = _job_or_404(request, pk)
    context = {"job": job, "worker_is_there": jobs.worker_was_seen(timezone.now())}
    part = "work/_progress.html" if request.htmx else "work/work_job.html"
    return render(request, part, context)


@require_safe
@vary_on_headers("HX-Request")
@allowed(runs_the_site)
def work_list(request: PersonRequest) -> HttpResponse:
    workers = {"workers": workers_seen(timezone.now()), "last_sign": last_sign()}
    if request.htmx:  # which asks every few seconds
        return render(request, "work/work_list.html#seen", workers)
    state = request.GET.get("state", "")
    counts = job_counts()
    context = workers | {
        "page": page_of(jobs_in(state), request.GET.get("page"), ON_A_PAGE),
        "state": state if state in counts else "",
        "counts": counts,
        "all": sum(counts.values()),
    }
    return render(request, "work/work_list.html", context)


@require_POST
@allowed(signed_in)
def work_stop(request: PersonRequest, pk: int) -> HttpResponse:
    return _handled(request, pk, jobs.stop, "“{}” is stopped. What was done so far stays as it is.")


@require_POST
@allowed(signed_in)
def work_again(request: PersonRequest, pk: int) -> HttpResponse:
    return _handled(request, pk, jobs.again, "“{}” goes on where it was.")


@require_POST
@allowed(signed_in)
def work_hasten(request: PersonRequest, pk: int) -> HttpResponse:
    return _handled(request, pk, jobs.hasten, "“{}” is tried again at once.")


def _handled(request: PersonRequest, pk: int, act: jobs.Handling, sentence: str) -> HttpResponse:
    job = _job_or_404(request, pk)
    try:
        act(job, by=request.user, now=timezone.now())
        messages.success(request, sentence.format(job.title))
    except jobs.JobRefused as refusal:
        messages.error(request, str(refusal))
    if request.POST.get("from") == "list" and runs_the_site(request.user):
        return redirect("work_list")
    return redirect("work_job", pk=pk)


def _job_or_404(request: PersonRequest, pk: int) -> Job:
    job = get_object_or_404(Job.objects.select_related("owner"), pk=pk)
    if not can_view_job(request.user, job):
        raise Http404
    return job
