from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from cases.models import ImpactRun
from cases.presenting.impact import impact_of
from cases.queries import change_sets_to_try, latest_run
from cases.views.impact_loading import Tried, tried_in
from guidance.permissions import allowed, can_curate
from guidance.views.editing import draft_is_there
from kidmet_site.accounts.requests import PersonRequest

MOST_OFFERED = 25


@require_safe
@allowed(can_curate)
@draft_is_there
def curate_impact(request: PersonRequest) -> HttpResponse:
    tried = tried_in(request)
    run = latest_run(tried.number)
    context = {"tried": tried, **_offered(tried), **run_in_context(run, tried)}
    return render(request, "cases/curate_impact.html", context)


def _offered(tried: Tried) -> dict[str, object]:
    """The sets that were changed last, and the one that is tried; any other is tried from its own page."""
    sets = change_sets_to_try()
    found = list(sets[: MOST_OFFERED + 1])
    shown, more = found[:MOST_OFFERED], len(found) > MOST_OFFERED
    if tried.change_set and tried.change_set.is_open and tried.change_set not in shown:
        shown.append(tried.change_set)
    return {"change_sets": shown, "more_change_sets": more}


def run_in_context(run: ImpactRun | None, tried: Tried) -> dict[str, object]:
    """A run with its results, and whether they are about the draft and the edition as they are now."""
    if run is None or tried.before is None:
        return {"run": None}
    hashes = (tried.before.hash, tried.after.hash if tried.after else "")
    return {
        "run": run,
        "impact": impact_of(run, tried.before),
        "is_of_now": (run.before_hash, run.after_hash) == hashes,
    }


def back_to(number: int | None) -> HttpResponse:
    return redirect(reverse("curate_impact") + (f"?change_set={number}" if number else ""))
