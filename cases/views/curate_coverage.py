from collections.abc import Hashable
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.http import HttpResponseClientRedirect

from cases.actions.covering import start_coverage
from cases.actions.watching import note_watched
from cases.models import StoredCoverage
from cases.presenting.coverage import coverage_page
from cases.queries import coverage as queries
from cases.queries.coverage import (
    Seen,
    coverage,
    coverage_made_from,
    seen_now,
    stored_coverage,
    stored_stamp,
)
from cases.queries.replaying import stored_case_count
from cases.views.curate_impact import Tried, tried_in
from guidance.domain.edition import CompiledEdition
from guidance.permissions import allowed, can_curate
from guidance.views.draft_entry import draft_is_there
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.jobs import worker_was_seen

PAGE = "cases/curate_coverage.html"


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_curate)
@draft_is_there
def curate_coverage(request: PersonRequest) -> HttpResponse:
    """Few stored cases are looked at now; of many the page shows what is kept, and how far the next is."""
    tried = tried_in(request)
    context: dict[str, Any] = {"tried": tried}
    after, total = tried.after, stored_case_count()
    if after and total <= queries.AT_ONCE:
        context |= {
            "kept_by": (*_made_from(request, tried), stored_stamp()),
            "rest": lambda: coverage_page(coverage(after, seen_now(after), total), after),
        }
    elif after:
        kept = stored_coverage(tried.number)
        if request.htmx:
            return _watched(request, tried, kept)
        seen = Seen(set(kept.sections), kept.read, kept.unmatched) if kept else Seen()
        held = _kept(kept, after)
        context |= {**held, "rest": lambda: coverage_page(coverage(after, seen, total), after)}
        if kept and kept.is_under_way:
            context |= context["rest"]()
        else:
            about = (kept.worked_out_at, kept.job_id, kept.job and kept.job.state) if kept else ()
            context["kept_by"] = (*_made_from(request, tried), total, held["is_of_now"], about)
    return render(request, PAGE, context)


def _made_from(request: PersonRequest, tried: Tried) -> tuple[Hashable, ...]:
    assert tried.after is not None
    return request.get_full_path(), str(tried.change_set), *coverage_made_from(tried.after)


def _kept(kept: StoredCoverage | None, after: CompiledEdition) -> dict[str, Any]:
    is_of_draft = bool(kept and kept.edition_hash == after.hash)
    return {
        "is_kept": True,
        "kept": kept,
        "is_of_draft": is_of_draft,
        "is_of_now": bool(is_of_draft and kept and kept.stamp == stored_stamp()),
        "worker_is_there": not (kept and kept.is_under_way) or worker_was_seen(timezone.now()),
    }


def _watched(request: PersonRequest, tried: Tried, kept: StoredCoverage | None) -> HttpResponse:
    assert tried.after is not None
    if kept and kept.is_under_way:
        note_watched(kept.job)
        return render(request, f"{PAGE}#progress", {"tried": tried, **_kept(kept, tried.after)})
    return HttpResponseClientRedirect(_page_of(tried))


def _page_of(tried: Tried) -> str:
    return reverse("curate_coverage") + (f"?change_set={tried.number}" if tried.number else "")


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_curate)
@draft_is_there
def curate_coverage_start(request: PersonRequest) -> HttpResponse:
    """Where the draft has faults, the page that it leads back to says so."""
    tried = tried_in(request)
    if not tried.after:
        return redirect(_page_of(tried))
    kept = start_coverage(change_set=tried.number, by=request.user, now=timezone.now())
    return _watched(request, tried, kept) if request.htmx else redirect(_page_of(tried))
