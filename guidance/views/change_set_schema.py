from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from guidance.pack import CHANGE_SET_SCHEMA_PATH
from guidance.permissions import allowed, anyone


@require_safe
@allowed(anyone)
def change_set_schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(CHANGE_SET_SCHEMA_PATH.read_bytes(), content_type="application/schema+json")
