"""The workbench: one chapter's form, and beside it what the guidance says of the case as it stands."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from cases.actions.cases import CaseChangedElsewhere, save_chapter
from cases.actions.undoing import NothingToUndo, Undone, undo_change
from cases.forms import ChapterForm, StagingForm, chapter_form
from cases.models import Act, PatientCase
from cases.permissions import can_work_on_cases
from cases.presenting.line_reading import FIELD, read_line
from cases.presenting.save_state import save_state
from cases.presenting.undoing import undone_words
from cases.presenting.workbench import workbench
from cases.queries.cases import CaseReading, read
from cases.queries.undoing import Undoable, undoable
from cases.views.loading import case_or_404, stamps_in, version_in
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import (
    CHAPTERS,
    VOCABULARY,
    AnyOfFact,
    Chapter,
    FactError,
    LesionsFact,
    Value,
    YesNoFact,
)
from guidance.permissions import allowed, keeps_guidance
from guidance.queries.editions import current_edition
from guidance.views.loading import number_in, page_of
from kidmet_site.accounts.requests import PersonRequest

KEYS = frozenset(chapter.key for chapter in CHAPTERS)
ANSWERS = {"yes": True, "no": False}
PAGE = "cases/case_chapter.html"
NOTHING_MORE = dict.fromkeys(("conflict", "differs", "fault", "redrawn", "said", "took", "wanted"))
"""What only some answers say. The templates ask for it often, and a name that is missing costs them much."""


@dataclass
class ChapterWork:
    """What one request works with."""

    request: PersonRequest
    case: PatientCase
    chapter: str
    edition: CompiledEdition
    before: CaseReading

    def show(self, form: ChapterForm, *, reading: CaseReading | None = None, **more: Any) -> HttpResponse:
        """The page, or for htmx the parts of it that a save may change."""
        saved = reading is not None
        if "conflict" in more:
            form.is_refused = True
            more["differs"] = form.differing()
        context = workbench(
            self.case,
            form,
            reading or self.before,
            self.edition,
            today=timezone.localdate(),
            chosen=self.request.POST.get("tab", self.request.GET.get("tab", "")),
            before=self.before if saved else None,
        )
        context |= {"saved": saved, "undoing": self.undoing(), "change_back": self.change_back()}
        context |= NOTHING_MORE | more
        context["save_state"] = save_state(self.case, form, context)
        if self.request.htmx and self.request.method == "POST":
            # The parts of the page say nothing of the request or the person, so they do without them.
            context["on_page"] = stamps_in(self.request)
            return HttpResponse(render_to_string(f"{PAGE}#saved", context))
        if isinstance(form, StagingForm):
            context["line"] = read_line(form, self.request.POST.get(FIELD, ""))
        return render(self.request, PAGE, context)

    def read_again(self) -> CaseReading:
        """What follows from the case as it is saved now."""
        return read(self.case.recorded(), self.edition, before=self.before)

    def change_back(self) -> str:
        """Where whoever keeps the guidance comes back to from its forms; "" for anybody else."""
        keeps = keeps_guidance(self.request.user)
        return reverse("case_chapter", args=[self.case.pk, self.chapter]) if keeps else ""

    def undoing(self) -> Undoable:
        """Offered is what was just saved, also where a button of this page saved it in another chapter."""
        written = self.case.last_written
        if written is not None and written.act == Act.SAVE:
            return Undoable(written.pk)
        return undoable(self.case, written.chapter if written else self.chapter)


@require_http_methods(["GET", "HEAD", "POST"])
@vary_on_headers("HX-Request")
@allowed(can_work_on_cases)
def case_chapter(request: PersonRequest, pk: int, chapter: str) -> HttpResponse:
    if chapter not in KEYS:
        raise Http404
    work = _work(request, case_or_404(request.user, pk), chapter)
    if request.method == "POST":
        return (
            _save_one(work)
            if "set" in request.POST
            else _take(work)
            if "take" in request.POST
            else _save(work)
        )
    form = chapter_form(chapter, work.case)
    form.place_new(request.GET.get("add", ""))
    return work.show(form)


def _work(request: PersonRequest, case: PatientCase, chapter: str) -> ChapterWork:
    edition = current_edition()
    return ChapterWork(request, case, chapter, edition, read(case.recorded(), edition))


def _save(work: ChapterWork) -> HttpResponse:
    form = sent_form(work)
    return _record(work, form, {work.chapter: form.recorded_chapter()})


def sent_form(work: ChapterWork) -> ChapterForm:
    form = chapter_form(work.chapter, work.case, work.request.POST)
    form.is_valid()  # what is not valid is kept as it was typed
    return form


def _save_one(work: ChapterWork) -> HttpResponse:
    """One fact from a button ("Use M1c2", an answer to a question): "fact:value", in its own chapter.

    What else stands in the form is saved with it.
    """
    key, _, given = work.request.POST["set"].partition(":")
    fact = VOCABULARY.get(key)
    if fact is None or fact.is_derived or isinstance(fact, LesionsFact | AnyOfFact):
        raise Http404
    try:
        value = fact.clean(ANSWERS.get(given, given) if isinstance(fact, YesNoFact) else given)
    except FactError as fault:
        return work.show(sent_form(work), fault=str(fault))
    form = sent_form(work)
    values = form.recorded_chapter()
    if fact.chapter == work.chapter:
        form.settle(key)
        return _record(work, form, {work.chapter: values | {key: value}})
    return _record(work, form, {work.chapter: values, fact.chapter: {key: value}})


def _take(work: ChapterWork) -> HttpResponse:
    """What a line pasted from a report gives; what it does not give is saved as it stands in the form."""
    form = sent_form(work)
    line = read_line(form, work.request.POST.get(FIELD, "")) if isinstance(form, StagingForm) else None
    if line is None or not line.taken:
        return _record(work, form, {work.chapter: form.recorded_chapter()})
    values = form.recorded_chapter()
    for key in ("tnm_notation", *line.taken):
        form.settle(key)
    return _record(work, form, {work.chapter: {**values, **line.taken}}, took=line.taken_words)


def _record(
    work: ChapterWork, form: ChapterForm, chapters: dict[str, dict[str, Value | None]], *, took: str = ""
) -> HttpResponse:
    version = _version(work)
    for chapter, values in chapters.items():
        try:
            version = save_chapter(
                case=work.case,
                chapter=chapter,
                recorded_chapter=values,
                version=version,
                by=work.request.user,
                now=timezone.now(),
                edition_number=work.edition.number,
                kept=form.kept_text if chapter == work.chapter else None,
                page=page_of(work.request),
            ).version
        except CaseChangedElsewhere as conflict:
            return work.show(form, conflict=conflict)
        except PatientCase.DoesNotExist as gone:
            raise Http404 from gone
    if form.is_valid() and not work.request.htmx:
        if form.said:
            messages.info(work.request, form.said)
        return redirect("case_chapter", pk=work.case.pk, chapter=_then(work))
    return work.show(_shown(work, form), reading=work.read_again(), wanted=_wanted(work), took=took)


def _shown(work: ChapterWork, form: ChapterForm) -> ChapterForm:
    """The controls of staging depend on what was saved, so they are rendered anew, with what is kept.

    Others are left in peace, and so is text that cannot be kept.
    """
    if form.is_too_long or (work.chapter != "staging" and work.request.htmx):
        return form
    fresh = chapter_form(work.chapter, work.case)
    fresh.tell(form.said)
    return fresh


def _version(work: ChapterWork) -> int:
    """The version that the form was opened with; with "Keep mine" knowingly the one that holds now."""
    if "keep_mine" in work.request.POST:
        return work.case.version
    return version_in(work.request)


def _then(work: ChapterWork) -> str:
    """Where a save without JavaScript leads: to the chapter named by the button, else back to this one."""
    wanted = _wanted(work)
    return wanted.key if wanted else work.chapter


def _wanted(work: ChapterWork) -> Chapter | None:
    """The chapter that the button names."""
    then = work.request.POST.get("then", "")
    return next((chapter for chapter in CHAPTERS if chapter.key == then), None)


@require_POST
@vary_on_headers("HX-Request")
@allowed(can_work_on_cases)
def case_line(request: PersonRequest, pk: int) -> HttpResponse:
    """Reads a line pasted from a report, and shows what was understood. Nothing is recorded here."""
    case = case_or_404(request.user, pk)
    if request.htmx:
        form = StagingForm(chapter="staging", case=case, data=request.POST)
        line = read_line(form, request.POST.get(FIELD, ""))
        return HttpResponse(
            render_to_string("cases/_line.html#read", {"line": line, "case": case, "oob": True})
        )
    work = _work(request, case, "staging")
    return work.show(sent_form(work))


@require_POST
@allowed(can_work_on_cases)
def case_undo(request: PersonRequest, pk: int, chapter: str) -> HttpResponse:
    """`change` is the save that the page offered to take back: a second press cannot take back another."""
    if chapter not in KEYS:
        raise Http404
    work = _work(request, case_or_404(request.user, pk), chapter)
    form = sent_form(work)
    try:
        undone = _undo(work, form)
    except CaseChangedElsewhere as conflict:
        if not work.request.htmx:
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


def _undo(work: ChapterWork, form: ChapterForm) -> Undone:
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


def _answer(
    work: ChapterWork, form: ChapterForm, said: str, keys: tuple[str, ...], *, done: bool
) -> HttpResponse:
    """The fields that changed are drawn anew; the others stay as they are, also what is typed in them."""
    if not work.request.htmx:
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


def _go_back(work: ChapterWork, said: str, level: int) -> HttpResponse:
    messages.add_message(work.request, level, said)
    return redirect("case_chapter", pk=work.case.pk, chapter=work.chapter)
