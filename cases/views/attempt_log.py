"""The log of an attempt as a file, for its resident."""

from django.http import Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cases.models import Attempt
from cases.permissions import can_learn
from cases.presenting.attempt_log import log_table
from cases.views.loading import attempt_or_404
from guidance.domain.sheets import csv_lines
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_GET
@allowed(can_learn)
def attempt_log(request: PersonRequest, pk: int) -> StreamingHttpResponse:
    attempt = attempt_or_404(request.user, pk)
    if attempt.assigned_case_id is None:
        raise Http404
    return log_file(attempt)


def log_file(attempt: Attempt) -> StreamingHttpResponse:
    name = f"kidmet-log-{attempt.pk}-{timezone.localdate():%Y-%m-%d}.csv"
    return StreamingHttpResponse(
        csv_lines(log_table(attempt)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
