from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from guidance.actions import Exported, export_pack
from guidance.permissions import allowed, can_curate
from guidance.queries import NoDraft, NoEdition
from guidance.views.loading import edition_number, missing_is_told
from kidmet_site.accounts.requests import PersonRequest


@require_GET
@allowed(can_curate)
@missing_is_told
def pack_export(request: PersonRequest) -> HttpResponse:
    """`?edition=N`, or the accepted draft."""
    asked = request.GET.get("edition", "")
    number = edition_number(asked) if asked else None
    try:
        return download(export_pack(edition=number, by=request.user, now=timezone.now()))
    except (NoDraft, NoEdition) as error:
        raise Http404(str(error)) from error


def download(exported: Exported) -> HttpResponse:
    disposition = f'attachment; filename="{exported.name}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(exported.text, content_type="application/json", headers=headers)
