import json
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.cases import rename_case
from cases.domain.record import write_case_file
from cases.forms import ConfirmedTitleForm
from cases.permissions import can_work_on_cases
from cases.presenting.bottom_line import bottom_line
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
from cases.queries.cases import CaseReading, reading_of
from cases.views.loading import case_or_404
from guidance.domain.edition import CompiledEdition
from guidance.permissions import allowed
from guidance.queries.editions import current_edition
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_work_on_cases)
def case_summary(request: PersonRequest, pk: int) -> HttpResponse:
    """The bottom line; with `?full` the whole record."""
    case = case_or_404(request.user, pk)
    edition = current_edition()
    reading = reading_of(case, edition)
    shown = {
        "case": case,
        "edition": edition,
        "since": changed_since(case, reading, edition),
        "remarks": remarks_of(reading.recorded, case.pk, today=timezone.localdate()),
        "kept": kept_on_paper(case.kept_text),
    }
    more = (
        _full_record(reading, edition) if "full" in request.GET else {"line": bottom_line(reading, edition)}
    )
    return render(request, "cases/case_summary.html", shown | more)


def _full_record(reading: CaseReading, edition: CompiledEdition) -> dict[str, Any]:
    computed, others = scores_on_paper(reading)
    return {
        "chapters": chapters_on_paper(reading),
        "lesion_table": lesion_table(reading.recorded),
        "kidney_map": kidney_map_of(reading.recorded),
        "stage": reading.stage,
        "stops": stage_path(reading.stage),
        "scores": computed,
        "scores_without": others,
        "matches": guidance_on_paper(reading, edition),
        "cautions": reading.answer.cautions,
    }


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


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_work_on_cases)
def case_rename(request: PersonRequest, pk: int) -> HttpResponse:
    case = case_or_404(request.user, pk)
    form = ConfirmedTitleForm(
        request.POST if request.method == "POST" else None, initial={"title": case.title}
    )
    if form.is_valid():
        rename_case(case=case, title=form.cleaned_data["title"], by=request.user, now=timezone.now())
        return redirect("case_workbench", pk=pk)
    return render(request, "cases/case_rename.html", {"case": case, "form": form})
