"""Taking back the last save of a chapter, step by step; what was undone can be done again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import CaseChangedElsewhere, NothingToUndo, Undone, save_chapter, undo_change
from cases.forms import ChapterForm, chapter_form
from cases.models import PatientCase
from cases.permissions import can_work_on_cases
from cases.presenting.undoing import undone_words
from cases.queries import read
from cases.views.case_chapter import KEYS, Work, sent_form
from cases.views.loading import case_or_404, version_in
from guidance.permissions import allowed
from guidance.queries import current_edition
from guidance.views.loading import number_in, page_of
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_work_on_cases)
def case_undo(request: PersonRequest, pk: int, chapter: str) -> HttpResponse:
    """`change` is the save that the page offered to take back: a second press cannot take back another."""
    if chapter not in KEYS:
        raise Http404
    case = case_or_404(request.user, pk)
    edition = current_edition()
    work = Work(request, case, chapter, edition, read(case.recorded(), edition))
    form = sent_form(work)
    try:
        undone = _undo(work, form)
    except CaseChangedElsewhere as conflict:
        if not _is_htmx(work):
            at = f"{timezone.localtime(conflict.changed_at):%H:%M}"
            return _go_back(
                work, f"Not undone: this case was changed in another tab at {at}.", messages.ERROR
            )
        return work.show(form, conflict=conflict, said="Not undone: changed elsewhere")
    except PatientCase.DoesNotExist as gone:
        raise Http404 from gone
    except NothingToUndo as refusal:
        return _answer(work, form, str(refusal), refusal.keys, done=False)
    return _answer(work, form, undone_words(undone), undone.keys, done=True)


def _undo(work: Work, form: ChapterForm) -> Undone:
    """What stands in the form and is not saved yet is saved first, and is then what is taken back."""
    about: dict[str, Any] = {
        "case": work.case,
        "by": work.request.user,
        "now": timezone.now(),
        "edition_number": work.edition.number,
        "page": page_of(work.request),
    }
    version = work.case.version
    save_chapter(
        chapter=work.chapter,
        recorded_chapter=form.recorded_chapter(),
        kept=form.kept_text,
        version=version_in(work.request),
        **about,
    )
    written = work.case.last_written
    return undo_change(
        number=written.pk if written else number_in(work.request.POST.get("change")),
        version=version_in(work.request) if work.case.version == version else work.case.version,
        **about,
    )


def _answer(work: Work, form: ChapterForm, said: str, keys: tuple[str, ...], *, done: bool) -> HttpResponse:
    """The fields that changed are drawn anew; the others stay as they are, also what is typed in them."""
    if not _is_htmx(work):
        return _go_back(work, said, messages.SUCCESS if done else messages.ERROR)
    fresh = chapter_form(work.chapter, work.case)
    shown = {"said": said} if done else {"said": "Not undone", "fault": said}
    return work.show(
        fresh if work.chapter == "staging" else form,
        reading=work.read_again(),
        fresh=fresh,
        redrawn=keys,
        **shown,
    )


def _go_back(work: Work, said: str, level: int) -> HttpResponse:
    messages.add_message(work.request, level, said)
    return redirect("case_chapter", pk=work.case.pk, chapter=work.chapter)


def _is_htmx(work: Work) -> bool:
    return bool(work.request.htmx)
