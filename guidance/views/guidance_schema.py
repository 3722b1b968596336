from django.http import HttpResponse
from django.views.decorators.http import require_safe

from guidance.pack import CHANGE_SET_SCHEMA_PATH, SCHEMA_PATH
from guidance.permissions import allowed, anyone
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
def guidance_schema(request: PageRequest) -> HttpResponse:
    return HttpResponse(SCHEMA_PATH.read_bytes(), content_type="application/schema+json")


@require_safe
@allowed(anyone)
def change_set_schema(request: PageRequest) -> HttpResponse:
    return HttpResponse(CHANGE_SET_SCHEMA_PATH.read_bytes(), content_type="application/schema+json")
