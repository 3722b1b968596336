"""Short texts that count, as educators mark them: question by question, all answers under each other."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F, Value
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cases.actions.assigning import assigned_cases
from cases.actions.marking import MarkingRefused
from cases.actions.text_marks import mark_text, release_texts
from cases.domain.questions import AnyQuestion
from cases.forms.text_marks import TextMarkForm
from cases.models import AssignedCase
from cases.permissions import NotYourCohort, can_teach
from cases.presenting.text_marks import (
    MOST_NAMED,
    is_without_names,
    may_mark,
    text_cards,
    text_question,
    texts_page,
)
from cases.queries.teaching import teaching_case_in
from cases.queries.text_marks import (
    TO_MARK,
    EqualTexts,
    equal_texts,
    held_in,
    progress_in,
    standing_alike,
    texts_at,
    with_writers,
)
from cases.views.loading import assigned_case_or_404, assignment_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.models import User
from kidmet_site.accounts.requests import PersonRequest

A_PAGE = 20
WAITING = "waiting"
MarkedText = tuple[Any, EqualTexts]
"""The first of equal texts, with how many there are."""
NotMarked = (MarkingRefused, NotYourCohort, OverLimit, ForbiddenCharacter)


@require_safe
@allowed(can_teach)
def teach_texts(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    cases = [(case, _content(case)) for case in assigned_cases(assignment)]
    held = held_in(assignment.pk).count()
    context = texts_page(assignment, cases, progress_in(assignment), held)
    return render(request, "cases/teach_texts.html", context)


def _content(case: Any) -> Any:
    case.version.teaching_case = case.teaching_case
    return teaching_case_in(case.version)


@require_POST
@allowed(can_teach)
def teach_texts_release(request: PersonRequest, pk: int) -> HttpResponse:
    assignment = assignment_or_404(request.user, pk)
    unmarked = number_in(request.POST.get("unmarked", ""))
    try:
        release_texts(assignment=assignment, unmarked=unmarked, by=request.user, now=timezone.now())
    except NotMarked as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Released. Each resident is told in a moment.")
    return redirect("teach_texts", pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_texts_question(request: PersonRequest, pk: int, case: int, question: str) -> HttpResponse:
    """What was written at one question, equal texts as one, a page at a time; one form: no tick is lost."""
    held = assigned_case_or_404(request.user, pk, case)
    asked = teaching_case_in(held.version).question_by_key.get(question)
    if asked is None or not asked.points_to_tick:
        raise Http404
    if request.method != "POST":
        return _show(request, held, asked)
    marks = list(_rows(held, question).filter(pk__in=_numbers(request)))
    forms = {each.pk: _form(each, request.POST) for each in marks}
    count = sum(_save(request, form) for form in forms.values())
    if count:
        messages.success(request, f"{count} text{' is' if count == 1 else 's are'} marked.")
    if any(form.errors for form in forms.values()):
        return _show(request, held, asked, forms)
    return redirect(f"{request.path}?{urlencode(_query(request))}" if _query(request) else request.path)


def _numbers(request: PersonRequest) -> list[int]:
    """Of the texts that the page showed; no page shows more."""
    return [number_in(each) for each in request.POST.getlist("text")[:A_PAGE]]


def _rows(case: AssignedCase, question: str) -> Any:
    related = texts_at(case, question).select_related("attempt", "text_mark__by", "marking__by")
    return related.defer("attempt__difference", "attempt__reflection", "statements", "notes", "source")


def _form(mark: Any, data: Any = None) -> TextMarkForm:
    return TextMarkForm(mark, getattr(mark, "text_mark", None), data)


def _save(request: PersonRequest, form: TextMarkForm) -> int:
    """How many texts were marked by it; what is refused stands beside what was ticked."""
    if not form.is_valid() or not form.is_touched:
        return 0
    given = form.cleaned_data
    try:
        return mark_text(
            mark=form.mark,
            points=form.places,
            comment=given["comment"],
            seen_at=given["seen_at"],
            alike=not is_apart(request),
            by=request.user,
            now=timezone.now(),
        )
    except NotMarked as refusal:
        form.add_error(None, str(refusal))
        return 0


def _query(request: PersonRequest) -> dict[str, str]:
    return {name: request.GET[name] for name in ("show", "names", "apart", "page") if request.GET.get(name)}


def is_apart(request: PersonRequest) -> bool:
    """Whether equal texts stand each by itself, and are marked one by one."""
    return request.GET.get("apart") == "yes"


def _show(
    request: PersonRequest,
    case: AssignedCase,
    asked: AnyQuestion,
    sent: dict[int, TextMarkForm] | None = None,
) -> HttpResponse:
    """The page; of what was `sent` and refused what was ticked stands there still, wherever it was."""
    assignment: Any = case.assignment
    query, can = _query(request), may_mark(assignment.cohort) and assignment.has_marked_texts
    show = query["show"] if query.get("show") in ("marked", "all") else WAITING
    page = Paginator(_shown_rows(case, asked.key, show, is_apart(request)), A_PAGE).get_page(
        query.get("page")
    )
    refused = {pk: form for pk, form in (sent or {}).items() if form.errors}
    marks = _with_refused(list(page), case, asked.key, refused)
    forms = _forms(marks, refused) if can else {}
    without = is_without_names(assignment, query.get("names", ""))
    marks = marks if without else _with_writers(marks, _rows(case, asked.key), is_apart(request))
    answer, first = getattr(asked, "model_answer", ""), page.start_index() or 1
    progress = {(each.case, each.key): each for each in progress_in(assignment)}
    context = {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "case": case,
        "shown": text_question(case, asked, progress.get((case.pk, asked.key))),
        "question": asked,
        "page": page,
        "cards": text_cards(marks, forms, {} if without else _names(marks), answer, first),
        "show": show,
        "without_names": without,
        "apart": is_apart(request),
        "has_equal": any(each.number > 1 for _, each in marks),
        "can": can,
        "at": _addresses(request, query),
        "back": reverse("teach_texts", args=[assignment.pk]),
    }
    return render(request, "cases/teach_texts_question.html", context)


def _shown_rows(case: AssignedCase, question: str, show: str, apart: bool) -> Any:
    """With the number of the `first` of equal texts, and their `number`; `apart` each by itself."""
    rows = _rows(case, question)
    if show != "all":
        rows = rows.filter(TO_MARK) if show == WAITING else rows.exclude(TO_MARK)
    if apart:
        return rows.order_by("entered", "pk").values(first=F("pk"), number=Value(1))
    return equal_texts(rows)


def _forms(marks: Iterable[MarkedText], refused: Mapping[int, TextMarkForm]) -> dict[int, TextMarkForm]:
    """Of what is not released, and of what was refused as it was sent."""
    by_number = {each.pk: each for each, _ in marks}
    for pk, form in refused.items():
        _see_again(form, by_number.get(pk))
    return {
        pk: refused.get(pk) or _form(each)
        for pk, each in by_number.items()
        if each.credit is None or pk in refused
    }


def _with_refused(
    rows: list[dict[str, Any]], case: AssignedCase, question: str, refused: dict[int, TextMarkForm]
) -> list[MarkedText]:
    """What was refused first, as it stands now; then the page."""
    alike = {each["first"]: EqualTexts(each["first"], each["number"]) for each in rows}
    found = {each.pk: each for each in _rows(case, question).filter(pk__in={*alike, *refused})}
    first = [
        (found[pk], alike.get(pk) or EqualTexts(pk, standing_alike(case, found[pk]).count() or 1))
        for pk in refused
        if pk in found
    ]
    return [*first, *((found[pk], each) for pk, each in alike.items() if pk in found and pk not in refused)]


def _with_writers(marks: list[MarkedText], rows: Any, apart: bool) -> list[MarkedText]:
    if apart:
        return [
            (mark, replace(each, writers=((mark.attempt.resident_id, mark.attempt_id),)))
            for mark, each in marks
        ]
    written = with_writers(rows, [each for _, each in marks])
    return [(mark, each) for (mark, _), each in zip(marks, written, strict=True)]


def _see_again(form: TextMarkForm, mark: Any) -> None:
    """The form was told what another educator gave: sent again it goes in its place."""
    held = getattr(mark, "text_mark", None)
    if held is not None:
        data: Any = form.data
        data = data.copy()
        data[form.add_prefix("seen_at")] = held.marked_at.isoformat()
        form.data = data


def _names(marks: Iterable[MarkedText]) -> dict[int, str]:
    writers = {person for _, each in marks for person, _ in each.writers[:MOST_NAMED]}
    return {each.pk: str(each) for each in User.objects.filter(pk__in=writers)}


def _addresses(request: PersonRequest, query: dict[str, str]) -> dict[str, str]:
    """Of the other ways to see the page."""
    rest = {name: value for name, value in query.items() if name != "page"}

    def at(**more: str) -> str:
        return f"{request.path}?{urlencode(rest | more)}"

    return {
        "waiting": at(show="waiting"),
        "marked": at(show="marked"),
        "all": at(show="all"),
        "names": at(names="yes"),
        "without": at(names=""),
        "apart": at(apart="yes"),
        "together": at(apart=""),
        "here": f"{request.path}?{urlencode(query)}",
    }
