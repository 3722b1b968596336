from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guidance.pack import SCHEMA_PATH
from guidance.permissions import allowed, anyone


@require_safe
@allowed(anyone)
def guidance_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(SCHEMA_PATH.read_bytes(), content_type="application/schema+json")
