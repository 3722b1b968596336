from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone, may_read_source, sees_flags
from guidance.presenting.guidance_pages import ancestors
from guidance.presenting.source_text import paragraph_read, restating
from guidance.queries.source_text import attached_source
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest

NOT_ATTACHED = "The source's own words are not attached to this site."


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_source(request: PageRequest, key: str) -> HttpResponse:
    """The paragraph that a statement restates: a page, or what a disclosure opens with.

    To whom it is shown is the choice of whoever attached it.
    """
    edition, context = edition_or_404(request)
    statement, attached = edition.statements.get(key), attached_source()
    if statement is None:
        raise Http404(f"Edition {edition.number} has no statement {key[:80]}.")
    if attached is None:
        raise Http404(NOT_ATTACHED)
    if not may_read_source(request.user, attached.shown_to):
        if request.user.is_authenticated:
            raise Http404(NOT_ATTACHED)
        if not request.htmx:
            return redirect_to_login(request.get_full_path())
        return render(request, "guidance/guidance_source.html#signed_out", {"key": key})
    section = edition.sections[statement.section]
    context |= {
        "statement": statement,
        "shown": paragraph_read(attached, edition, statement, is_curator=sees_flags(request.user)),
        "restating": restating(attached, edition, statement),
        "section": section,
        "crumbs": ancestors(edition, section),
    }
    part = "#paragraph" if request.htmx else ""
    return render(request, f"guidance/guidance_source.html{part}", context)
