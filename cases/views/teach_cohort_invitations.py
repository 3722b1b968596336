"""Who was invited to a cohort by mail and has not joined: sent again, or withdrawn."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.cohort_invitations import (
    send_invitation_again,
    send_invitations_again,
    withdraw_invitation,
    withdraw_invitations,
)
from cases.actions.cohorts import CohortRefused
from cases.models import Cohort
from cases.permissions import NotYourCohort, can_assign_in, can_teach
from cases.presenting.cohort_invitations import invitation_lines
from cases.queries.cohort_invitations import invitations_to, link_fault
from cases.views.loading import cohort_or_404
from guidance.domain.limits import INVITATION_SENT, OverLimit
from guidance.permissions import allowed
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.jobs import worker_was_seen

A_PAGE = 50
STILL_JOINS = "The link is the cohort’s: who has it can join until you renew the code."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_cohort_invitations(request: PersonRequest, pk: int) -> HttpResponse:
    cohort, now = cohort_or_404(request.user, pk), timezone.now()
    if request.method == "POST":
        try:
            _acted(request, cohort)
        except (NotYourCohort, CohortRefused, OverLimit) as refusal:
            messages.error(request, str(refusal))
        return redirect("teach_cohort_invitations", pk=pk)
    page = page_of(invitations_to(cohort), request.GET.get("page"), A_PAGE)
    context = {
        "cohort": cohort,
        "page": page,
        "count": page.paginator.count,
        # Where names are hidden: who joins leaves this list, as a new number comes to the other.
        "lines": [] if cohort.hides_names else invitation_lines(cohort, page, now),
        "fault": link_fault(cohort, now),
        "may_assign": can_assign_in(request.user, cohort),
        "most": INVITATION_SENT.most,
    }
    return render(request, "cases/teach_cohort_invitations.html", context)


def _acted(request: PersonRequest, cohort: Cohort) -> None:
    """What the pressed button does. Where names are hidden there are but those for all."""
    by, now = request.user, timezone.now()
    one = number_in(request.POST.get("again") or request.POST.get("withdraw")) or 0
    if "again" in request.POST and not cohort.hides_names:
        sent = send_invitation_again(cohort=cohort, invitation=one, by=by, now=now)
        messages.success(request, f"{sent.email} is sent the link again.")
    elif "withdraw" in request.POST and not cohort.hides_names:
        email = withdraw_invitation(cohort=cohort, invitation=one, by=by)
        messages.success(request, f"The invitation of {email} is withdrawn. {STILL_JOINS}")
    elif "all_again" in request.POST:
        count = send_invitations_again(cohort=cohort, by=by, now=now)
        messages.success(request, f"{_people(count)} sent the link again.")
    elif "withdraw_all" in request.POST:
        count = withdraw_invitations(cohort=cohort, by=by)
        said = "1 invitation is" if count == 1 else f"{count:,} invitations are"
        messages.success(request, f"{said} withdrawn. {STILL_JOINS}")
    else:
        raise CohortRefused("Nothing that can be done here was asked for. Nothing was done.")
    if "withdraw" not in "".join(request.POST) and not worker_was_seen(now):
        messages.warning(request, "The messages wait for a worker, which is not running just now.")


def _people(count: int) -> str:
    return "1 person is" if count == 1 else f"{count:,} people are"
