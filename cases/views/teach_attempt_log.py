"""The log of an attempt as a file, for those who teach it."""

from django.http import HttpResponseBase
from django.views.decorators.http import require_GET

from cases.permissions import can_teach
from cases.views.attempt_log import log_file
from cases.views.loading import taught_attempt_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_GET
@allowed(can_teach)
def teach_attempt_log(request: PersonRequest, pk: int) -> HttpResponseBase:
    return log_file(taught_attempt_or_404(request.user, pk))
