from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from guidance.forms.audit import AuditFilterForm
from guidance.permissions import allowed, can_curate
from guidance.presenting.audit import shown_entries
from guidance.queries.audit import acts_done, audit_stretch, change_sets_held
from guidance.queries.paging import page_of
from guidance.views.loading import number_in
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
