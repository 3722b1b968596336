from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.flagging import AlreadyFlagged, raise_flag
from guidance.forms.flags import FlagForm
from guidance.permissions import allowed, signed_in
from guidance.presenting.flags import PAGES
from guidance.queries.flags import NotInEdition, entry_in
from guidance.views.loading import edition_or_404, missing_is_told
from kidmet_site.accounts.requests import PersonRequest

THANKS = "Thank you. The curators see this now, and you will be told what they say."


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(signed_in)
@missing_is_told
def flag_raise(request: PersonRequest, kind: str, entry_id: str) -> HttpResponse:
    edition, context = edition_or_404(request)
    try:
        entry = entry_in(edition, kind, entry_id)
    except NotInEdition as error:
        raise Http404(str(error)) from error
    form = FlagForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_raised(request, form, kind, entry_id, edition.number):
        messages.success(request, THANKS)
        return redirect(f"{reverse(PAGES[kind], args=[entry_id])}{context['at']}#flags")
    context |= {"flag_kind": kind, "flag_id": entry_id, "flag_form": form, "text": entry.text}
    return render(request, "guidance/flag_raise.html", context)


def _is_raised(request: PersonRequest, form: FlagForm, kind: str, entry_id: str, edition: int) -> bool:
    reason = form.cleaned_data["text"]
    try:
        raise_flag(
            kind=kind,
            entry_id=entry_id,
            edition=edition,
            reason=reason,
            by=request.user,
            now=timezone.now(),
        )
    except AlreadyFlagged as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
