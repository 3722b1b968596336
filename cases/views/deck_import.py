from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cases.actions.deck import take_back_deck
from cases.content.anki_file import AnkiFileError
from cases.forms.deck import DeckForm
from cases.permissions import can_learn
from cases.presenting.review import taken_in_words
from guidance.domain.limits import DECK_REQUEST_BYTES, OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy, takes
from kidmet_site.accounts.requests import PersonRequest


@heavy("taking a deck back from Anki", methods=("POST",))
@takes(DECK_REQUEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_learn)
def deck_import(request: PersonRequest) -> HttpResponse:
    """The deck comes back from Anki, with what was answered there."""
    form = DeckForm(request.POST, request.FILES) if request.method == "POST" else DeckForm()
    if form.is_bound and form.is_valid():
        try:
            raw = form.cleaned_data["file"].read()
            taken = take_back_deck(raw=raw, by=request.user, now=timezone.now())
        except (AnkiFileError, OverLimit) as refusal:
            form.add_error("file", str(refusal))
        else:
            messages.success(request, taken_in_words(taken.newer, taken.same, taken.others))
            return redirect("review")
    return render(request, "cases/deck_import.html", {"form": form})
