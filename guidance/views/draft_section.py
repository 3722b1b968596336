from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from guidance.permissions import allowed, can_curate
from guidance.views.editing import draft_is_there, edit
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
@draft_is_there
def draft_section(request: PersonRequest, slug: str) -> HttpResponse:
    return edit(request, "section", slug, "guidance/draft_section.html")
