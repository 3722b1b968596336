"""A table as a file, CSV or XLSX; its name names nobody."""

from collections.abc import Iterable, Sequence

from django.http import Http404, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone

from cases.presenting.result_tables import ResultTable
from guidance.domain.sheets import Cell, csv_lines
from kidmet_site.sheets import XLSX, write_xlsx


def table_file(table: ResultTable | None, kind: str) -> HttpResponseBase:
    """A table of results. Raises Http404 for a table or kind that there is not."""
    if table is None:
        raise Http404
    rows = [table.headings, *table.rows]
    return rows_file(rows, f"kidmet-{table.key}-{timezone.localdate():%Y-%m-%d}", kind)


def rows_file(rows: Iterable[Sequence[Cell]], name: str, kind: str) -> HttpResponseBase:
    """Raises Http404 for a kind that there is not."""
    if kind not in ("csv", "xlsx"):
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    if kind == "xlsx":
        return HttpResponse(write_xlsx(rows), content_type=XLSX, headers=headers)
    return StreamingHttpResponse(csv_lines(rows), content_type="text/csv; charset=utf-8", headers=headers)
