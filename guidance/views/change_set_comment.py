from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import add_comment
from guidance.models import Change, Comment
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.loading import change_set_or_404, number_in, text_in


@require_POST
@allowed(can_curate)
def change_set_comment(request: HttpRequest, pk: int) -> HttpResponse:
    change_set = change_set_or_404(pk)
    change = Change.objects.filter(change_set=change_set, pk=number_in(request.POST.get("change"))).first()
    reply_to = Comment.objects.filter(
        change_set=change_set, pk=number_in(request.POST.get("reply_to"))
    ).first()
    try:
        comment = add_comment(
            change_set=change_set,
            change=change,
            reply_to=reply_to,
            text=text_in(request.POST.get("text")),
            by=request.user,
            now=timezone.now(),
        )
    except StepRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("change_set", pk=pk)
    return redirect(f"{reverse('change_set', args=[pk])}#comment-{comment.pk}")
