import json

from django.http import HttpResponse
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from cases.domain.record import write_case_file
from cases.permissions import can_work_on_cases
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_work_on_cases)
def case_export(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    document = write_case_file(case.title, case.recorded())
    name = slugify(case.title) or f"case-{case.pk}"
    return HttpResponse(
        json.dumps(document, indent=1, ensure_ascii=False) + "\n",
        content_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}.json"'},
    )
