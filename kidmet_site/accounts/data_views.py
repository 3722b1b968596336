"""What is held of a person, in their own hands: exported whole, and deleted with the account."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from cases.queries.stored_files import pieces_of
from guidance.permissions import allowed
from kidmet_site.accounts.erasing import (
    ErasingRefused,
    erase_account,
    is_named_in_what_stays,
    refusal_to_erase,
    what_is_held,
)
from kidmet_site.accounts.exporting import (
    WHO_IS_NAMED,
    ExportRefused,
    anew_from,
    begin_export,
    export_of,
    job_of,
    kept_until,
)
from kidmet_site.accounts.forms import DeleteAccountForm
from kidmet_site.accounts.requests import PageRequest, PersonRequest
from kidmet_site.accounts.retention import backups_in_words
from kidmet_site.work.jobs import worker_was_seen
from kidmet_site.work.permissions import signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@allowed(signed_in)
def account_export(request: PersonRequest) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        try:
            begin_export(person=request.user, by=request.user, now=now)
        except ExportRefused as refusal:
            messages.error(request, str(refusal))
        return redirect("account_export")
    export = export_of(request.user)
    job = job_of(export) if export and not export.is_done else None
    context = {
        "export": export,
        "job": job if job and job.owner_id == request.user.pk else None,
        "is_under_way": bool(job and job.is_open),
        "anew_from": anew_from(export) if export and now < anew_from(export) else None,
        "kept_until": kept_until(export) if export else None,
        "worker_is_there": worker_was_seen(now),
        "who_is_named": WHO_IS_NAMED,
    }
    return render(request, "account/account_export.html", context)


@require_safe
@reauthentication_required
@allowed(signed_in)
def account_export_file(request: PersonRequest) -> HttpResponse | StreamingHttpResponse:
    """Piece by piece as it stands in the database, to its owner alone."""
    export = export_of(request.user)
    if export is None or not export.is_done:
        raise Http404
    headers = {
        "Content-Type": "application/zip",
        "Content-Length": str(export.size),
        "Content-Disposition": f'attachment; filename="kidmet-{export.asked_at:%Y-%m-%d}.zip"',
    }
    return StreamingHttpResponse(pieces_of(export), headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required
@allowed(signed_in)
def account_delete(request: PersonRequest) -> HttpResponse:
    person, posted = request.user, request.method == "POST"
    named = is_named_in_what_stays(person)
    form = DeleteAccountForm(request.POST if posted else None, person=person, is_named=named)
    refusal = refusal_to_erase(person, person)
    if posted and not refusal and form.is_valid():
        keeps = bool(form.cleaned_data.get("keeps_name"))
        try:
            erase_account(person=person, by=person, now=timezone.now(), keeps_name=keeps)
        except ErasingRefused as refused:
            messages.error(request, str(refused))
            return redirect("account_delete")
        logout(request)
        return redirect("account_deleted")
    context = {
        "form": form,
        "refusal": refusal,
        "held": what_is_held(person),
        "backups": backups_in_words(),
    }
    return render(request, "account/account_delete.html", context)


@require_safe
def account_deleted(request: PageRequest) -> HttpResponse:
    """Where whoever deleted their account comes out, as nobody."""
    return render(request, "account/account_deleted.html", {"backups": backups_in_words()})
