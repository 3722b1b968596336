"""A chapter of the key of a draft, beside what follows from the key."""

from typing import Any

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods
from django.views.decorators.vary import vary_on_headers

from cases.actions.drafting import document_at
from cases.forms import ChapterForm
from cases.forms.draft_key import key_parts
from cases.permissions import can_teach
from cases.presenting.draft_key import key_form, key_page
from cases.views.draft_work import DraftWork, SaveOutcome, draft_or_404, withdrawn_is_told
from guidance.domain.vocabulary import CHAPTERS
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

PAGE = "cases/teach_key.html"
CHAPTER_BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}


@require_http_methods(["GET", "HEAD", "POST"])
@withdrawn_is_told
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_key(request: PersonRequest, pk: int, chapter: str) -> HttpResponse:
    if chapter not in CHAPTER_BY_KEY:
        raise Http404
    work = DraftWork(request, draft_or_404(request.user, pk), f"key/{chapter}")
    return _save(work, chapter) if request.method == "POST" else _show(work, chapter, _fresh(work, chapter))


def _fresh(work: DraftWork, chapter: str) -> ChapterForm:
    return key_form(work.draft.document, chapter, work.draft.kept_text)


def _save(work: DraftWork, chapter: str) -> HttpResponse:
    """The form is read against the key as the page was opened with it: what it left alone is no change."""
    then = document_at(work.draft, work.opened)
    form = key_form(then, chapter, work.draft.kept_text, work.request.POST)
    form.is_valid()  # what is not valid is kept as it was typed
    outcome = work.save(key_parts(form, then), kept_text={chapter: form.kept_text})
    form.is_refused = outcome.is_refused
    wanted = work.request.POST.get("then", "")
    goes = wanted in CHAPTER_BY_KEY or not work.is_htmx
    if goes and outcome.was_saved and form.is_valid() and not outcome.stale:
        return work.go("teach_key", chapter=wanted if wanted in CHAPTER_BY_KEY else chapter)
    return _show(work, chapter, form, outcome)


def _show(
    work: DraftWork, chapter: str, form: ChapterForm, outcome: SaveOutcome | None = None
) -> HttpResponse:
    context: dict[str, Any] = key_page(work.draft, CHAPTER_BY_KEY[chapter], timezone.localdate(work.now))
    if outcome and outcome.was_saved and not form.is_too_long and (chapter == "staging" or not work.is_htmx):
        # What can be chosen of staging depends on what was saved, so that is drawn anew.
        fresh = _fresh(work, chapter)
        fresh.tell(form.said)
        form, context["fresh"] = (form if work.is_htmx else fresh), fresh
    return work.show(PAGE, outcome, form=form, **context)
