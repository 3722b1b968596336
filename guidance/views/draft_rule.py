from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from guidance.permissions import allowed, can_curate


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def draft_rule(request: HttpRequest, rule_id: str) -> HttpResponse:
    return HttpResponse("to come")
