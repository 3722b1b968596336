"""One library as those see it who write in it: its cases, what is said of it, and a new one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.actions.sharing import SharingRefused, describe_library, make_library
from cases.forms.libraries import LibraryAboutForm, LibraryTitleForm
from cases.permissions import NotYourLibrary, can_edit_library, can_teach, owns_library
from cases.queries.case_search import CaseSearch
from cases.queries.libraries import cases_of, unpublished_drafts
from cases.views.loading import library_or_404
from guidance.domain.characters import ForbiddenCharacter
from guidance.domain.limits import OverLimit
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_teach)
def teach_library(request: PersonRequest, library: str) -> HttpResponse:
    held = library_or_404(request.user, library)
    shelf = cases_of(held, CaseSearch.read(request.GET.dict()))
    context = {
        "library": held,
        "shelf": shelf,
        "drafts": unpublished_drafts(held) if can_edit_library(request.user, held) else (),
        "can_edit": can_edit_library(request.user, held),
        "owns": owns_library(request.user, held),
    }
    return render(request, "cases/teach_library.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_library_new(request: PersonRequest) -> HttpResponse:
    form = LibraryTitleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = make_library(title=form.cleaned_data["title"], by=request.user, now=timezone.now())
        except (SharingRefused, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error("title", str(refusal))
        else:
            return redirect("teach_library", library=made.slug)
    return render(request, "cases/teach_library_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_library_about(request: PersonRequest, library: str) -> HttpResponse:
    held = library_or_404(request.user, library)
    form = LibraryAboutForm(held, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            describe_library(library=held, by=request.user, now=timezone.now(), **form.cleaned_data)
        except (NotYourLibrary, SharingRefused, ForbiddenCharacter, OverLimit) as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Saved.")
            return redirect("teach_library", library=held.slug)
    context = {"library": held, "form": form, "owns": owns_library(request.user, held)}
    return render(request, "cases/teach_library_about.html", context)
