"""Pages of a list: no row is left out or shown twice, however far, and the far end is found from that end."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.models import AuditEntry
from guidance.queries.paging import Pages
from tests.guidance.test_audit import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows() -> Pages:
    AuditEntry.objects.bulk_create(AuditEntry(at=NOW, act="x", subject=str(number)) for number in range(47))
    return Pages(AuditEntry.objects.order_by("-at", "-pk"), 10)


def test_every_row_is_on_one_page_and_in_its_order(rows: Pages) -> None:
    shown = [entry.subject for number in rows.page_range for entry in rows.page(number)]

    assert shown == [str(number) for number in reversed(range(47))]


def test_the_last_page_passes_over_no_row(rows: Pages) -> None:
    with CaptureQueriesContext(connection) as queries:
        list(rows.page(5))

    passed_over = [re.search(r"OFFSET (\d+)", query["sql"]) for query in queries]
    assert not [found for found in passed_over if found and int(found[1])]


def test_pages_of_an_empty_list_and_of_one_row() -> None:
    none = Pages(AuditEntry.objects.order_by("-at", "-pk"), 10)
    assert list(none.page(1)) == []

    AuditEntry.objects.create(at=NOW, act="x", subject="the one")
    one = Pages(AuditEntry.objects.order_by("-at", "-pk"), 10)
    assert [entry.subject for entry in one.page(1)] == ["the one"]
