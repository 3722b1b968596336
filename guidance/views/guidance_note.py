from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.permissions import allowed, anyone
from guidance.presenting.flags import flags_beside
from guidance.presenting.guidance_pages import ancestors, note_shown
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PageRequest


@require_safe
@allowed(anyone)
@missing_is_told
def guidance_note(request: PageRequest, note_id: str) -> HttpResponse:
    edition, context = edition_or_404(request)
    note = edition.notes.get(note_id)
    if note is None:
        raise Http404(f"Edition {edition.number} has no note {note_id[:80]}.")
    section = edition.sections[note.section]
    context |= {
        "shown": note_shown(edition, note),
        "section": section,
        "crumbs": ancestors(edition, section),
        **flags_beside(request.user, "note", note_id),
    }
    return render(request, "guidance/guidance_note.html", context)
