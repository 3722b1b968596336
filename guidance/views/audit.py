from itertools import chain
from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_safe

from guidance.actions.auditing import record_audit_export
from guidance.domain.sheets import csv_lines
from guidance.forms.audit import AuditFilterForm
from guidance.permissions import allowed, can_curate
from guidance.presenting.audit import COLUMNS, names_of_today, row_of, shown_entries
from guidance.queries.audit import acts_done, audit_entries, audit_stretch, change_sets_held
from guidance.queries.paging import page_of
from guidance.views.loading import heavy, number_in
from kidmet_site.accounts.requests import PersonRequest

ON_A_PAGE = 25


@require_safe
@allowed(can_curate)
def audit(request: PersonRequest) -> HttpResponse:
    form = AuditFilterForm(request.GET, acts=acts_done())
    stretch = audit_stretch(form.asked, number_in(request.GET.get("before")))
    page = page_of(stretch.entries, request.GET.get("page"), ON_A_PAGE)
    given = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    context = {
        "form": form,
        "stretch": stretch,
        "page": page,
        "entries": shown_entries(page, change_sets_held(entry.change_set for entry in page)),
        "is_filtered": bool(given),
        "filter": urlencode(given),
    }
    return render(request, "guidance/audit.html", context)


AT_A_TIME = 200


@heavy("the export of the audit trail")
@require_GET
@allowed(can_curate)
def audit_export(request: PersonRequest) -> HttpResponseBase:
    """The entries of the page with the same filters, all of them, as they are read from the database."""
    now = timezone.now()
    form = AuditFilterForm(request.GET, acts=acts_done())
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    record_audit_export(by=request.user, now=now, asked=asked)
    found, names = audit_entries(form.asked).filter(at__lte=now), names_of_today()

    rows = (row_of(entry, names) for entry in found.iterator(chunk_size=AT_A_TIME))
    lines = csv_lines(chain([COLUMNS], rows))
    headers = {"Content-Disposition": f'attachment; filename="kidmet-audit-{now:%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)
