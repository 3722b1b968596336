from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import add_comment
from guidance.domain.characters import ForbiddenCharacter, without_refused
from guidance.models import Change, Comment
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.change_set import show
from guidance.views.loading import change_set_or_404, number_in
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_curate)
def change_set_comment(request: PersonRequest, pk: int) -> HttpResponse:
    change_set = change_set_or_404(pk)
    change = Change.objects.filter(change_set=change_set, pk=number_in(request.POST.get("change"))).first()
    reply_to = Comment.objects.filter(
        change_set=change_set, pk=number_in(request.POST.get("reply_to"))
    ).first()
    text = request.POST.get("text", "")
    try:
        comment = add_comment(
            change_set=change_set,
            change=change,
            reply_to=reply_to,
            text=text,
            by=request.user,
            now=timezone.now(),
        )
    except (StepRefused, ForbiddenCharacter) as refusal:
        typed = {
            "typed_comment": without_refused(text),
            "typed_at": "" if reply_to else change.pk if change else "",
            "typed_reply": reply_to.pk if reply_to else "",
        }
        return show(request, pk, refusal=str(refusal), **typed)
    return redirect(f"{reverse('change_set', args=[pk])}#comment-{comment.pk}")
