"""Who reads and writes a library."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.sharing import (
    SharingRefused,
    leave_library,
    open_library,
    share_library,
    stop_sharing,
)
from cases.forms.libraries import ShareForm, VisibilityForm
from cases.models import Library
from cases.permissions import NotYourLibrary, can_teach, owns_library
from cases.queries.libraries import shares_of
from cases.views.loading import library_or_404
from guidance.domain.limits import OverLimit
from guidance.forms.plain import PlainForm
from guidance.permissions import allowed
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_sharing(request: PersonRequest, library: str) -> HttpResponse:
    held = library_or_404(request.user, library)
    forms: dict[str, PlainForm] = {
        "visibility_form": VisibilityForm(initial={"visibility": held.visibility}),
        "share_form": ShareForm(),
    }
    if request.method == "POST":
        done = _acted(request, held, forms)
        if done is not None:
            return done
    context = {
        "library": held,
        "owns": owns_library(request.user, held),
        "shares": shares_of(held),
        **forms,
    }
    return render(request, "cases/teach_sharing.html", context)


def _acted(request: PersonRequest, library: Library, forms: dict[str, PlainForm]) -> HttpResponse | None:
    """What the pressed button does; None where its form is shown again."""
    try:
        if "leave" in request.POST:
            leave_library(library=library, by=request.user)
            messages.success(request, f"You left “{library.title}”.")
            return redirect("teach")
        if "remove" in request.POST:
            person = number_in(request.POST["remove"]) or 0
            stop_sharing(library=library, person=person, by=request.user)
            messages.success(request, "They neither read nor write it any longer. What they wrote stays.")
        elif "visibility" in request.POST:
            return _opened(request, library, forms)
        else:
            return _shared(request, library, forms)
    except (NotYourLibrary, SharingRefused, OverLimit) as refusal:
        messages.error(request, str(refusal))
    return redirect("teach_sharing", library=library.slug)


def _opened(request: PersonRequest, library: Library, forms: dict[str, PlainForm]) -> HttpResponse | None:
    form = VisibilityForm(request.POST)
    if not form.is_valid():
        forms["visibility_form"] = form
        return None
    visibility = form.cleaned_data["visibility"]
    open_library(library=library, visibility=visibility, by=request.user, now=timezone.now())
    messages.success(request, f"Now: {library.get_visibility_display().lower()}.")
    return redirect("teach_sharing", library=library.slug)


def _shared(request: PersonRequest, library: Library, forms: dict[str, PlainForm]) -> HttpResponse | None:
    form = ShareForm(request.POST)
    if form.is_valid():
        try:
            share_library(library=library, by=request.user, now=timezone.now(), **form.cleaned_data)
        except SharingRefused as refusal:
            form.add_error("email", str(refusal))
    if form.errors:
        forms["share_form"] = form
        return None
    messages.success(request, f"Shared with {form.cleaned_data['email']}.")
    return redirect("teach_sharing", library=library.slug)
