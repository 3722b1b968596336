from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import start_impact
from cases.views.curate_impact import back_to
from cases.views.impact_loading import tried_in
from guidance.permissions import allowed, can_curate
from guidance.views.editing import draft_is_there
from kidmet_site.accounts.requests import PersonRequest


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
