"""Beginning a teaching case: from nothing, a template, a copy, a case of one's own, or a file."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.drafting import begin_draft
from cases.content.pasted_case import PastedFaults, is_case_file, read_pasted_case, read_recorded
from cases.domain.teaching.beginning import (
    as_format_2,
    copied_document,
    document_of_case,
    empty_document,
    template_document,
)
from cases.domain.teaching.pictures import pictures_in, with_pictures_of
from cases.forms.beginning import BeginForm
from cases.permissions import can_teach
from cases.queries.cases import case_for
from cases.queries.drafting import cases_to_teach, copyable_cases, objectives_known_to, writable_libraries
from cases.queries.pictures import uploaded_by
from guidance.domain.limits import DRAFT_BYTES, REQUEST_BYTES
from guidance.domain.vocabulary import VOCABULARY
from guidance.permissions import allowed
from guidance.views.loading import takes
from kidmet_site.accounts.requests import PersonRequest

Begun = tuple[Mapping[str, Any], str, Mapping[str, str]]
"""The document, what the history says of it, and the texts of its objectives."""
UNTIL_PUBLISHED = (
    "Until it is published it is seen by its authors, and by an administrator only with a reason that "
    "they can read."
)
TAKES = replace(REQUEST_BYTES, what=f"the form for a file of at most {DRAFT_BYTES.allowed}")


@takes(TAKES)
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_new(request: PersonRequest) -> HttpResponse:
    form = _form(request)
    if form.is_valid():
        try:
            begun = BEGINNINGS[form.cleaned_data["origin"]](request, form)
        except PastedFaults as error:
            form.tell(error.faults)
        else:
            return _begin(request, form, *begun)
    return render(request, "cases/teach_new.html", {"form": form})


def _form(request: PersonRequest) -> BeginForm:
    copies: dict[str, list[tuple[int, str]]] = {}
    for case in copyable_cases(request.user):
        if case.latest:
            copies.setdefault(case.library.title, []).append((case.pk, case.latest.title))
    libraries = [(library.pk, library.title) for library in writable_libraries(request.user)]
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    wanted = {
        name: request.GET[name] for name in ("origin", "copy", "case", "library") if name in request.GET
    }
    named = [(str(pk), title) for pk, title in libraries] or [("", "A library of your own")]
    return BeginForm(copies.items(), cases_to_teach(request.user), named, *sent, initial=wanted)


def _begin(
    request: PersonRequest,
    form: BeginForm,
    document: Mapping[str, Any],
    said: str,
    objectives: Mapping[str, str],
) -> HttpResponse:
    library = None
    if form.cleaned_data["library"]:
        library = writable_libraries(request.user).filter(pk=form.cleaned_data["library"]).first()
    draft = begin_draft(
        document={**document, "title": form.cleaned_data["title"] or document["title"]},
        by=request.user,
        now=timezone.now(),
        said=said,
        library=library,
        objectives=objectives,
    )
    messages.success(request, f"{said}. {UNTIL_PUBLISHED}")
    return redirect("teach_case", pk=draft.pk)


def _empty(request: PersonRequest, form: BeginForm) -> Begun:
    return empty_document(form.cleaned_data["title"], ""), "Began an empty case", {}


def _template(request: PersonRequest, form: BeginForm) -> Begun:
    primary = form.cleaned_data["primary"]
    document = template_document(form.cleaned_data["title"], "", primary)
    return document, f"Began with the template for {VOCABULARY['primary_site'].words(primary)}", {}


def _copy(request: PersonRequest, form: BeginForm) -> Begun:
    case = copyable_cases(request.user).defer(None).get(pk=form.cleaned_data["copy"])
    latest, library = case.latest, case.library
    assert latest is not None  # those without are not offered
    origin = {
        "library": library.slug,
        "slug": case.slug,
        "version": latest.number,
        "title": latest.title,
        "credits": latest.document.get("credits") or library.credits,
    }
    document = copied_document(latest.document, latest.title, "", origin)
    texts = {key: library.objectives.get(key, in_words(key)) for key in document["objectives"]}
    return document, f"Copied “{latest.title}”, version {latest.number}"[:200], texts


def _case(request: PersonRequest, form: BeginForm) -> Begun:
    case = case_for(request.user, int(form.cleaned_data["case"]))
    return document_of_case(case.title, "", case.recorded()), f"Began with “{case.title}”"[:200], {}


def _file(request: PersonRequest, form: BeginForm) -> Begun:
    text = form.cleaned_data["text"]
    if is_case_file(text):
        title, recorded = read_recorded(text)
        return document_of_case(title or "Untitled case", "", recorded), "Began with a case file", {}
    document = as_format_2(read_pasted_case(text))
    document = _with_own_pictures(request, document)
    known = objectives_known_to(request.user)
    texts = {key: known.get(key, in_words(key)) for key in document["objectives"]}
    return document, "Began with a file of a teaching case", texts


def _with_own_pictures(request: PersonRequest, document: dict[str, Any]) -> dict[str, Any]:
    """A file names pictures by hash and brings none: those that the person has uploaded here stay."""
    named = {*pictures_in(document)}
    own = uploaded_by(request.user, named)
    if named <= own:
        return document
    count = len(named - own)
    told = (
        "A picture is named in the file that"
        if count == 1
        else f"{count} pictures are named in the file that"
    )
    messages.warning(
        request, f"{told} you have not uploaded here, so the case begins without. Add pictures at their step."
    )
    return with_pictures_of(document, own)


def in_words(key: str) -> str:
    """ "suspect-metastasis": "Suspect metastasis"."""
    return key.replace("-", " ").capitalize()


BEGINNINGS: Mapping[str, Callable[[PersonRequest, BeginForm], Begun]] = {
    "empty": _empty,
    "template": _template,
    "copy": _copy,
    "case": _case,
    "file": _file,
}
