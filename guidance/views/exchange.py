from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from guidance.actions.exchange import Exported, NothingDiffers, export_pack, import_change_set, import_pack
from guidance.domain.limits import PACK_REQUEST_BYTES
from guidance.forms.exchange import ExchangeForm, ProposalForm
from guidance.models import ChangeSet
from guidance.pack.exchange_files import FileFaults, PackFile
from guidance.permissions import StepRefused, allowed, can_curate
from guidance.queries.draft import NoDraft
from guidance.queries.editions import NoEdition, edition_list
from guidance.queries.exchange import has_draft, shipped_differs, shipped_payload
from guidance.queries.paging import page_of
from guidance.views.loading import edition_number, heavy, missing_is_told, takes
from kidmet_site.accounts.requests import PersonRequest

SHIPPED = "shipped"
ON_A_PAGE = 20


@heavy("the import of a pack or change set", methods=("POST",))
@takes(PACK_REQUEST_BYTES)
@require_http_methods(["GET", "HEAD", "POST"])
@allowed(can_curate)
def exchange(request: PersonRequest) -> HttpResponse:
    """What is taken along, and what comes in: a file, or the pack that ships with this version."""
    takes_shipped = SHIPPED in request.POST
    is_file = request.method == "POST" and not takes_shipped
    form = ExchangeForm(request.POST if is_file else None, request.FILES if is_file else None)
    shipped_form = ProposalForm(request.POST if takes_shipped else None, prefix=SHIPPED)
    refusal = ""
    try:
        if is_file and form.is_valid():
            return _proposed(request, _from_file(request, form))
        if takes_shipped and shipped_form.is_valid():
            return _proposed(request, _from_shipped(request, shipped_form))
    except FileFaults as faults:
        form.faults = faults
    except NothingDiffers as nothing:
        messages.info(request, str(nothing))
        return redirect("exchange")
    except (NoDraft, StepRefused) as fault:
        refusal = str(fault)
    context = {
        "form": form,
        "takes": PACK_REQUEST_BYTES.most,
        "shipped_form": shipped_form,
        "refusal": refusal,
        "has_draft": has_draft(),
        "editions": page_of(edition_list(), request.GET.get("page"), ON_A_PAGE),
        "shipped_differs": shipped_differs(),
    }
    return render(request, "guidance/exchange.html", context)


def _from_file(request: PersonRequest, form: ExchangeForm) -> ChangeSet:
    said = {name: form.cleaned_data[name] for name in ("title", "reason")}
    given = {**said, "by": request.user, "now": timezone.now(), "name": form.name}
    if isinstance(form.read, PackFile):
        return import_pack(file=form.read, **given)
    assert form.read is not None
    return import_change_set(file=form.read, **given)


def _from_shipped(request: PersonRequest, form: ProposalForm) -> ChangeSet:
    said = {name: form.cleaned_data[name] for name in ("title", "reason")}
    pack = PackFile(shipped_payload())
    return import_pack(file=pack, **said, by=request.user, now=timezone.now(), name="what ships")


def _proposed(request: PersonRequest, made: ChangeSet) -> HttpResponse:
    count = made.changes.count()
    changes = "1 change" if count == 1 else f"{count} changes"
    messages.success(request, f"“{made}” is proposed, with {changes}. Another curator reviews it.")
    return redirect("change_set", pk=made.pk)


@heavy("the export of the guidance")
@require_GET
@allowed(can_curate)
@missing_is_told
def pack_export(request: PersonRequest) -> HttpResponse:
    """`?edition=N`, or the accepted draft."""
    asked = request.GET.get("edition", "")
    number = edition_number(asked) if asked else None
    try:
        return download(export_pack(edition=number, by=request.user, now=timezone.now()))
    except (NoDraft, NoEdition) as error:
        raise Http404(str(error)) from error


def download(exported: Exported) -> HttpResponse:
    disposition = f'attachment; filename="{exported.name}"'
    headers = {"Content-Disposition": disposition}
    return HttpResponse(exported.text, content_type="application/json", headers=headers)
