"""A table of results as a file."""

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from cases.presenting.result_tables import ResultTable
from guidance.domain.sheets import csv_lines
from kidmet_site.sheets import XLSX, write_xlsx


def table_file(table: ResultTable | None, kind: str) -> HttpResponseBase:
    """CSV or XLSX; its name names nobody. Raises Http404 for a table or kind that there is not."""
    if table is None or kind not in ("csv", "xlsx"):
        raise Http404
    rows = [table.headings, *table.rows]
    name = f"kidmet-{table.key}-{timezone.localdate():%Y-%m-%d}.{kind}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if kind == "xlsx":
        return HttpResponse(write_xlsx(rows), content_type=XLSX, headers=headers)
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
