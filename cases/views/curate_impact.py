from dataclasses import dataclass
from functools import cached_property

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from cases.actions.replaying import start_impact, stop_impact
from cases.actions.watching import note_watched
from cases.models import ImpactRun
from cases.presenting.impact import impact_of
from cases.queries.replaying import change_sets_to_try, latest_run
from guidance.domain.compiling import EditionErrors
from guidance.domain.edition import CompiledEdition
from guidance.models import ChangeSet
from guidance.permissions import allowed, can_curate
from guidance.presenting.faults import ShownFaults, faults_of_draft
from guidance.queries.draft import draft_edition
from guidance.queries.editions import current_edition_if_any
from guidance.views.draft_entry import draft_is_there
from guidance.views.loading import change_set_or_404, heavy, number_in
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.jobs import worker_was_seen


@dataclass(frozen=True)
class Tried:
    """`before` is None where nothing is published yet, `after` where the draft has faults."""

    change_set: ChangeSet | None
    before: CompiledEdition | None
    after: CompiledEdition | None
    faults: ShownFaults | None = None

    @property
    def number(self) -> int | None:
        return self.change_set.pk if self.change_set else None

    @cached_property
    def is_the_same(self) -> bool:
        """Whether it says what readers see already."""
        return bool(self.before and self.after and self.before.hash == self.after.hash)


def tried_in(request: HttpRequest) -> Tried:
    """The draft with the change set that the request names. Raises Http404 for one that there is not."""
    asked = request.POST.get("change_set") or request.GET.get("change_set")
    return tried_with(_change_set(asked) if asked else None)


def tried_with(number: int | None) -> Tried:
    """Raises Http404, and NoDraft where there is no guidance at all."""
    change_set = change_set_or_404(number) if number else None
    before = current_edition_if_any()
    try:
        return Tried(change_set, before, draft_edition(number))
    except EditionErrors:
        return Tried(change_set, before, None, faults_of_draft(change_set))


def _change_set(asked: str) -> int:
    number = number_in(asked)
    if not number:
        raise Http404
    return number


MOST_OFFERED = 25


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_curate)
@draft_is_there
def curate_impact(request: PersonRequest) -> HttpResponse:
    """The page, and while a run is under way how far it is: the page asks again."""
    tried = tried_in(request)
    run = latest_run(tried.number)
    context: dict[str, object] = {"tried": tried, **run_in_context(run, tried)}
    if request.htmx and run:
        note_watched(run.job)
        return render(request, "cases/curate_impact.html#progress", context | {"is_step": True})
    return render(request, "cases/curate_impact.html", context | _offered(tried))


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
        "worker_is_there": not run.is_under_way or worker_was_seen(timezone.now()),
        "impact": impact_of(run, tried.before),
        "is_of_now": (run.before_hash, run.after_hash) == hashes,
    }


def back_to(number: int | None) -> HttpResponse:
    return redirect(reverse("curate_impact") + (f"?change_set={number}" if number else ""))


@heavy("working out the impact")
@require_POST
@allowed(can_curate)
@draft_is_there
def curate_impact_start(request: PersonRequest) -> HttpResponse:
    """Where there is nothing to compare, the page that it leads back to says why."""
    tried = tried_in(request)
    if tried.before and tried.after:
        start_impact(
            before=tried.before,
            after=tried.after,
            change_set=tried.number,
            by=request.user,
            now=timezone.now(),
        )
    return back_to(tried.number)


@require_POST
@allowed(can_curate)
def curate_impact_stop(request: PersonRequest, pk: int) -> HttpResponse:
    run = get_object_or_404(ImpactRun, pk=pk)
    stop_impact(run=run, by=request.user, now=timezone.now())
    return back_to(run.change_set)
