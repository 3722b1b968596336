from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from guidance.actions.flagging import FlagIsResolved, resolve_flag
from guidance.forms.flags import ReplyForm
from guidance.models import Flag
from guidance.permissions import allowed, can_curate
from guidance.presenting.flags import flag_row
from guidance.queries.editions import current_edition
from guidance.queries.flags import flag_list as flags
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 20
STATES = {"": "All", "open": "Open", "resolved": "Answered"}


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def flag_list(request: PersonRequest) -> HttpResponse:
    """What readers doubt. A reply is posted to the page that it was written on."""
    asked = number_in(request.POST.get("flag"))
    form = ReplyForm(request.POST, prefix=f"flag-{asked}") if request.method == "POST" else None
    if form is not None and form.is_valid():
        _answer(request, asked, form)
        return redirect(request.get_full_path())
    state = request.GET.get("state", "")
    state = state if state in STATES else ""
    page = page_of(flags(state), request.GET.get("page"), ON_A_PAGE)
    current = current_edition()
    rows = [
        flag_row(flag, current, form if form and flag.pk == asked else ReplyForm(prefix=f"flag-{flag.pk}"))
        for flag in page
    ]
    context = {"page": page, "rows": rows, "state": state, "states": STATES.items()}
    return render(request, "guidance/flag_list.html", context)


def _answer(request: PersonRequest, number: int, form: ReplyForm) -> None:
    flag = get_object_or_404(Flag, pk=number)
    try:
        resolve_flag(flag=flag, reply=form.cleaned_data["text"], by=request.user, now=timezone.now())
    except FlagIsResolved as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Answered. The reader is told.")
