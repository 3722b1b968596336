from datetime import tzinfo
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from cases.actions.review import CardRefused, answer_card
from cases.actions.scheduling import due_after
from cases.permissions import can_learn
from cases.presenting.deck import anki_deck
from cases.presenting.review import rating_choices
from cases.queries.learning import cards_of, due_cards, next_card
from cases.views.loading import card_or_404
from guidance.permissions import allowed
from guidance.views.loading import heavy
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def review(request: PersonRequest) -> HttpResponse:
    """The card that is due first; its answer is on the page and folded away."""
    now = timezone.now()
    due = due_cards(request.user, now)
    card = next_card(request.user, now, due)
    return render(
        request,
        "cases/review.html",
        {
            "card": card,
            "ratings": rating_choices(due_after(card, now), now) if card else (),
            "due": due,
        },
    )


RATINGS = {"1": 1, "2": 2, "3": 3, "4": 4}


@require_POST
@allowed(can_learn)
def review_answer(request: PersonRequest, pk: int) -> HttpResponse:
    card = card_or_404(request.user, pk)
    given = request.POST.get("rating", "")
    if given not in RATINGS:
        said = (
            f"“{given[:20]}” is no answer to a card. Allowed: again, hard, good, easy. Nothing was changed."
        )
        messages.error(request, said)
        return redirect("review")
    try:
        answer_card(card=card, rating=RATINGS[given], by=request.user, now=timezone.now())
    except CardRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("review")


def _zone_named(name: str) -> tzinfo:
    """Where the person is, as their browser says; without one the site's own zone."""
    try:
        return ZoneInfo(name)
    except (ValueError, KeyError, OSError):
        return timezone.get_current_timezone()


@heavy("the deck for Anki")
@require_safe
@allowed(can_learn)
def deck_export(request: PersonRequest) -> HttpResponse:
    zone = _zone_named(request.GET.get("zone", ""))
    return HttpResponse(
        anki_deck(cards_of(request.user).prefetch_related("history").order_by("pk"), timezone.now(), zone),
        content_type="application/octet-stream",
        headers={"Content-Disposition": 'attachment; filename="kidmet.apkg"'},
    )
