"""A library on its way in or out: begun, watched, fetched."""

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from cases.actions.exporting import start_export
from cases.actions.importing import start_import
from cases.actions.transfers import stop_transfer
from cases.actions.watching import note_watched
from cases.content.library_file import LibraryFileError
from cases.forms.library_upload import LibraryUploadForm
from cases.models import LibraryTransfer
from cases.permissions import can_teach
from cases.queries.libraries import transfers_of
from cases.queries.stored_files import StoredFile, pieces_of
from cases.views.loading import library_or_404, transfer_or_404
from guidance.domain.limits import LIBRARY_REQUEST_BYTES, OverLimit
from guidance.permissions import allowed
from guidance.views.loading import heavy, takes
from kidmet_site.accounts.requests import PersonRequest
from kidmet_site.work.jobs import worker_was_seen

SHOWN = 5


@heavy("the import of a library", methods=("POST",))
@takes(LIBRARY_REQUEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_teach)
def teach_import(request: PersonRequest) -> HttpResponse:
    posted = request.method == "POST"
    form = LibraryUploadForm(request.POST if posted else None, request.FILES if posted else None)
    faults: tuple[str, ...] = ()
    if posted and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = start_import(file=file, name=file.name, by=request.user, now=timezone.now())
            return redirect("teach_transfer", pk=made.pk)
        except LibraryFileError as error:
            faults = tuple(str(fault) for fault in error.faults)
    context = {
        "form": form,
        "faults": faults,
        "transfers": transfers_of(request.user)[:SHOWN],
        "takes": LIBRARY_REQUEST_BYTES.most,
    }
    return render(request, "cases/teach_import.html", context)


@heavy("the export of a library")
@require_POST
@allowed(can_teach)
def teach_export(request: PersonRequest, library: str) -> HttpResponse:
    held = library_or_404(request.user, library)
    try:
        made = start_export(library=held, by=request.user, now=timezone.now())
    except OverLimit as refusal:
        messages.error(request, f"{refusal} Nothing was exported.")
        return redirect("teach_library", library=held.slug)
    return redirect("teach_transfer", pk=made.pk)


@require_safe
@vary_on_headers("HX-Request")
@allowed(can_teach)
def teach_transfer(request: PersonRequest, pk: int) -> HttpResponse:
    """The page, and while a worker is at it how far it is: the page asks again."""
    transfer = transfer_or_404(request.user, pk)
    is_there = not transfer.is_under_way or worker_was_seen(timezone.now())
    context = {"transfer": transfer, "worker_is_there": is_there}
    if request.htmx:
        note_watched(transfer.job)
        return render(request, "cases/teach_transfer.html#progress", context)
    return render(request, "cases/teach_transfer.html", context)


@require_POST
@allowed(can_teach)
def teach_transfer_stop(request: PersonRequest, pk: int) -> HttpResponse:
    stop_transfer(transfer=transfer_or_404(request.user, pk), by=request.user, now=timezone.now())
    return redirect("teach_transfer", pk=pk)


@heavy("saving the file of a library")
@require_safe
@allowed(can_teach)
def teach_transfer_file(request: PersonRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The file of an export, piece by piece as it stands in the database."""
    transfer = transfer_or_404(request.user, pk)
    if (transfer.way, transfer.state) != (LibraryTransfer.Way.OUT, LibraryTransfer.State.DONE):
        raise Http404
    headers = {
        "Content-Type": "application/zip",
        "Content-Length": str(StoredFile(transfer).size),
        "Content-Disposition": f'attachment; filename="{transfer.name}"',
    }
    return StreamingHttpResponse(pieces_of(transfer), headers=headers)
