import csv
from collections.abc import Iterator

from django.http import HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from guidance.actions import record_audit_export
from guidance.forms.audit import AuditFilterForm
from guidance.permissions import allowed, can_curate
from guidance.presenting.audit import COLUMNS, row_of
from guidance.queries.audit import acts_done, audit_entries
from kidmet_site.accounts.requests import PersonRequest

AT_A_TIME = 200
BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know that the text is UTF-8."""


class _Line:
    """The csv module writes to a file; this one gives each line back at once."""

    def write(self, line: str) -> str:
        return line


@require_GET
@allowed(can_curate)
def audit_export(request: PersonRequest) -> HttpResponseBase:
    """The entries of the page with the same filters, all of them, as they are read from the database."""
    now = timezone.now()
    form = AuditFilterForm(request.GET, acts=acts_done())
    asked = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
    record_audit_export(by=request.user, now=now, asked=asked)
    found = audit_entries(form.asked).filter(at__lte=now)

    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield BYTE_ORDER_MARK + str(writer.writerow(COLUMNS))
        for entry in found.iterator(chunk_size=AT_A_TIME):
            yield str(writer.writerow(row_of(entry)))

    headers = {"Content-Disposition": f'attachment; filename="kidmet-audit-{now:%Y-%m-%d}.csv"'}
    return StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8", headers=headers)
