from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from cases.actions.scheduling import due_after
from cases.permissions import can_learn
from cases.presenting.review import rating_choices
from cases.queries import due_count, next_card, next_due_at
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_learn)
def review(request: PersonRequest) -> HttpResponse:
    """The card that is due first; its answer is on the page and folded away."""
    now = timezone.now()
    card = next_card(request.user, now)
    return render(
        request,
        "cases/review.html",
        {
            "card": card,
            "ratings": rating_choices(due_after(card, now), now) if card else (),
            "due": due_count(request.user, now) if card else 0,
            "next_due_at": next_due_at(request.user),
        },
    )
