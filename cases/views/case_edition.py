from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cases.permissions import can_work_on_cases
from guidance.permissions import allowed
from guidance.queries import current_number
from kidmet_site.accounts.requests import PersonRequest


@never_cache
@require_safe
@allowed(can_work_on_cases)
def case_edition(request: PersonRequest) -> JsonResponse:
    """Which edition readers see now: an open workbench asks when it is looked at again."""
    return JsonResponse({"edition": current_number()})
