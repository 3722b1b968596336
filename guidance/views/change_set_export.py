from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from guidance.actions import export_change_set
from guidance.permissions import allowed, can_curate
from guidance.views.loading import change_set_or_404
from guidance.views.pack_export import download
from kidmet_site.accounts.requests import PersonRequest


@require_GET
@allowed(can_curate)
def change_set_export(request: PersonRequest, pk: int) -> HttpResponse:
    row = change_set_or_404(pk)
    return download(export_change_set(change_set=row, by=request.user, now=timezone.now()))
