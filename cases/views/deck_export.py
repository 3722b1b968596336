from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.permissions import can_learn
from cases.presenting.deck import anki_deck
from cases.queries import cards_of
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def deck_export(request: PersonRequest) -> HttpResponse:
    return HttpResponse(
        anki_deck(cards_of(request.user).order_by("pk"), timezone.now()),
        content_type="application/octet-stream",
        headers={"Content-Disposition": 'attachment; filename="kidmet.apkg"'},
    )
