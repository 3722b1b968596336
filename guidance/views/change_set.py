from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidance.domain.changing import State
from guidance.forms.review import DescribeForm
from guidance.permissions import allowed, can_curate, interests_of, may_accept_own
from guidance.presenting.change_set import shown_set
from guidance.views.loading import change_set_or_404
from guidance.views.writing import Writing
from kidmet_site.accounts.requests import PersonRequest


@require_safe
@allowed(can_curate)
def change_set(request: PersonRequest, pk: int) -> HttpResponse:
    return show(request, pk)


def show(request: PersonRequest, pk: int, **more: object) -> HttpResponse:
    """The page, also for what was refused on it: what was typed comes back in `more`."""
    row = change_set_or_404(pk)
    is_mine = row.author_id == request.user.pk
    context = {
        "change_set": row,
        "shown": shown_set(row, request.user),
        "is_mine": is_mine,
        "writing": Writing(row, is_named=True) if is_mine and row.state == State.WRITING else None,
        "can_describe": is_mine and row.state == State.WRITING,
        "describe": DescribeForm(initial={"title": row.title, "reason": row.reason}),
        "interests": interests_of(request.user, timezone.now()),
        "own_allowed": may_accept_own() and is_mine,
    }
    return render(request, "guidance/change_set.html", context | more)
