"""A corrected key over what was marked before: the dry run, marking anew, and taking that back."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from cases.actions.remarking import RemarkingRefused, apply_remarking, start_dry_run, undo_remarking
from cases.actions.watching import note_watched
from cases.forms.remarking import RemarkForm, UndoRemarkForm
from cases.models import Remarking, TeachingCase, TeachingCaseVersion
from cases.permissions import NotYourLibrary, can_put_right, can_teach
from cases.presenting.remarking import moved_rows, sheet_rows, shown_numbers
from cases.queries.remarked import applied_of, moved_whom_i_teach, numbers_by_version, remarking_of
from cases.queries.remarking import earlier_versions, version_in
from cases.queries.teaching import teaching_case_in
from cases.views.loading import taught_case_or_404
from cases.views.table_files import rows_file
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.jobs import worker_was_seen

A_PAGE = 50
Refused = (RemarkingRefused, NotYourLibrary, OverLimit, ForbiddenCharacter)


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_remark(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    """The page, and while a worker is at it how far it is: the page asks again."""
    case, version = _asked(request, pk, number)
    remarking = remarking_of(version)
    if request.htmx and remarking is not None:
        note_watched(remarking.job)
        if not remarking.is_at_work:
            answer = HttpResponse()
            answer.headers["HX-Refresh"] = "true"
            return answer
        context = _progress(case, version, remarking)
        return render(request, "cases/teach_remark.html#progress", context)
    return _page(request, case, version, remarking)


def _asked(request: PersonRequest, pk: int, number: int) -> tuple[TeachingCase, TeachingCaseVersion]:
    case = taught_case_or_404(request.user, pk)
    if not can_put_right(request.user, case.library) or number < 1:
        raise Http404
    try:
        return case, version_in(case, number)
    except TeachingCaseVersion.DoesNotExist as error:
        raise Http404 from error


def _progress(case: TeachingCase, version: TeachingCaseVersion, remarking: Remarking) -> dict[str, Any]:
    is_there = not remarking.is_at_work or worker_was_seen(timezone.now())
    return {"case": case, "version": version, "remarking": remarking, "worker_is_there": is_there}


def _page(
    request: PersonRequest,
    case: TeachingCase,
    version: TeachingCaseVersion,
    remarking: Remarking | None,
    form: RemarkForm | UndoRemarkForm | None = None,
) -> HttpResponse:
    made = numbers_by_version(case)
    context: dict[str, Any] = {
        "case": case,
        "library": case.library,
        "version": version,
        "remarking": remarking,
        "earlier": [(each, made.get(each.version.number, {})) for each in earlier_versions(version)],
    }
    applied = remarking if remarking is None or remarking.applied_at else applied_of(version)
    context["applied"] = applied
    if remarking is not None:
        context |= _progress(case, version, remarking)
    if remarking is not None and remarking.state != Remarking.State.COUNTING:
        moved = moved_whom_i_teach(request.user, remarking)
        page = Paginator(moved, A_PAGE).get_page(request.GET.get("page"))
        numbers = shown_numbers(remarking)
        context |= {
            "numbers": numbers,
            "page": page,
            "rows": list(moved_rows(page.object_list, teaching_case_in(version))),
            "not_named": numbers["moved"] - page.paginator.count,
        }
    if remarking is not None and remarking.state == Remarking.State.COUNTED:
        context["form"] = form if isinstance(form, RemarkForm) else RemarkForm()
    if applied is not None and applied.state == Remarking.State.APPLIED:
        context["undo"] = form if isinstance(form, UndoRemarkForm) else UndoRemarkForm()
    return render(request, "cases/teach_remark.html", context)


@require_POST
@allowed(can_teach)
def teach_remark_run(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    _, version = _asked(request, pk, number)
    try:
        start_dry_run(version=version, by=request.user, now=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("teach_remark", pk=pk, number=number)


@require_POST
@allowed(can_teach)
def teach_remark_apply(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    case, version = _asked(request, pk, number)
    form = RemarkForm(request.POST)
    return _done(request, case, version, remarking_of(version), form, apply_remarking)


@require_POST
@allowed(can_teach)
def teach_remark_undo(request: PersonRequest, pk: int, number: int) -> HttpResponse:
    case, version = _asked(request, pk, number)
    form = UndoRemarkForm(request.POST)
    # Where none was applied, as after another dry run, that is said.
    standing = applied_of(version) or remarking_of(version)
    return _done(request, case, version, standing, form, undo_remarking)


def _done(
    request: PersonRequest,
    case: TeachingCase,
    version: TeachingCaseVersion,
    remarking: Remarking | None,
    form: RemarkForm | UndoRemarkForm,
    act: Callable[..., Remarking],
) -> HttpResponse:
    if remarking is None:
        raise Http404
    if form.is_valid():
        try:
            act(remarking=remarking, by=request.user, now=timezone.now(), **form.cleaned_data)
            return redirect("teach_remark", pk=case.pk, number=version.number)
        except Refused as refusal:
            form.add_error(None, str(refusal))
    return _refused(request, case, version, form)


def _refused(
    request: PersonRequest,
    case: TeachingCase,
    version: TeachingCaseVersion,
    form: RemarkForm | UndoRemarkForm,
) -> HttpResponse:
    """As it stands now, with what was typed; where there is no place for it any longer, why not."""
    remarking, applied = remarking_of(version), applied_of(version)
    has_place = {
        RemarkForm: remarking is not None and remarking.state == Remarking.State.COUNTED,
        UndoRemarkForm: applied is not None and applied.state == Remarking.State.APPLIED,
    }
    if not has_place[type(form)]:
        for said in form.non_field_errors():
            messages.error(request, str(said))
    return _page(request, case, version, remarking, form)


@heavy("the dry run of a key as a file")
@require_GET
@allowed(can_teach)
def teach_remark_file(request: PersonRequest, pk: int, number: int, kind: str) -> HttpResponseBase:
    """Whom the person teaches, old and new, as on the page."""
    _, version = _asked(request, pk, number)
    remarking = remarking_of(version)
    if remarking is None or remarking.state == Remarking.State.COUNTING:
        raise Http404
    moved = moved_whom_i_teach(request.user, remarking).iterator(chunk_size=2000)
    rows = sheet_rows(moved_rows(moved, teaching_case_in(version)))
    return rows_file(rows, f"kidmet-corrected-key-{pk}-{number}", kind)
