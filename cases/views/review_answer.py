from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cases.actions import CardAlreadyAnswered, CardNotDue, answer_card
from cases.permissions import can_learn
from cases.views.loading import card_or_404
from guidance.permissions import allowed
from kidmet_site.accounts.requests import PersonRequest

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
    except (CardNotDue, CardAlreadyAnswered) as refusal:
        messages.error(request, str(refusal))
    return redirect("review")
