from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.permissions import can_work_on_cases
from cases.presenting.changed_since import changed_since
from cases.presenting.kidney_map import kidney_map_of
from cases.presenting.remarks import remarks_of
from cases.presenting.stage_path import stage_path
from cases.presenting.summary import (
    chapters_on_paper,
    guidance_on_paper,
    kept_on_paper,
    lesion_table,
    scores_on_paper,
)
from cases.queries import reading_of
from cases.views.loading import case_or_404
from guidance.permissions import allowed
from guidance.queries import current_edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_work_on_cases)
def case_summary(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    edition = current_edition()
    reading = reading_of(case, edition)
    computed, others = scores_on_paper(reading)
    return render(
        request,
        "cases/case_summary.html",
        {
            "case": case,
            "edition": edition,
            "since": changed_since(case, reading, edition),
            "chapters": chapters_on_paper(reading),
            "remarks": remarks_of(reading.recorded, case.pk, today=timezone.localdate()),
            "kept": kept_on_paper(case.kept_text),
            "lesion_table": lesion_table(reading.recorded),
            "kidney_map": kidney_map_of(reading.recorded),
            "stage": reading.stage,
            "stops": stage_path(reading.stage),
            "scores": computed,
            "scores_without": others,
            "matches": guidance_on_paper(reading, edition),
            "cautions": reading.answer.cautions,
        },
    )
