from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from guidance.actions import describe_change_set
from guidance.forms.review import DescribeForm
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.views.change_set import show
from guidance.views.change_set_step import change_set_step
from guidance.views.loading import change_set_or_404
from kidmet_site.accounts.requests import PersonRequest


@require_POST
@allowed(can_curate)
def change_set_describe(request: PersonRequest, pk: int) -> HttpResponse:
    """Title and reason; with the other button they are kept and the set is proposed in one go."""
    change_set = change_set_or_404(pk)
    form = DescribeForm(request.POST)
    if not form.is_valid():
        return show(request, pk, describe=form)
    try:
        describe_change_set(
            change_set=change_set,
            title=form.cleaned_data["title"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            now=timezone.now(),
        )
    except StepRefused as refusal:
        return show(request, pk, describe=form, refusal=str(refusal))
    if "propose" in request.POST:
        return change_set_step(request, pk, "propose")
    messages.success(request, "Title and reason are saved.")
    return redirect("change_set", pk=pk)
