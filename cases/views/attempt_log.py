"""The log of an attempt as a file, for its resident."""

from django.http import Http404, HttpResponseBase
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.models import Attempt
from cases.permissions import can_learn
from cases.presenting.attempt_log import log_table
from cases.views.loading import attempt_or_404
from cases.views.table_files import rows_file
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_GET
@allowed(can_learn)
def attempt_log(request: PersonRequest, pk: int) -> HttpResponseBase:
    attempt = attempt_or_404(request.user, pk)
    if attempt.assigned_case_id is None:
        raise Http404
    return log_file(attempt)


def log_file(attempt: Attempt) -> HttpResponseBase:
    name = f"kidmet-log-{attempt.pk}-{timezone.localdate():%Y-%m-%d}"
    rows = list(log_table(attempt))  # while the clock of whoever asks holds: pieces are sent later
    return rows_file(rows, name, "csv")
