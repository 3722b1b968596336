"""Every file of a course: no cell is a formula whatever was typed, and its numbers are those of its page."""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from html import unescape
from itertools import cycle
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from cases.domain.sureness import Sureness
from cases.models import Assignment, Cohort, Library, TeachingCase, TeachingCaseVersion
from cases.presenting.person_tables import PERSON_TABLES
from cases.presenting.result_tables import SURENESS_TABLES, TABLES
from kidmet_site.accounts.models import User
from tests.cases.attempts import lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of, granted
from tests.cases.corrected import another_version, dry_run, handed_in, surgery_is_right
from tests.cases.drafts import published_case
from tests.cases.group import WRONG_ENTRIES, people, wrong_option
from tests.working import work_off

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]
ClientOf = Callable[[User], Client]
Rows = list[list[Any]]

BEGINNINGS = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", " =1+1", "＝1+1")
TYPED = ("title", "label", "text", "stem", "lead", "question")
FORMULA = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r\n]")
COUNTED = re.compile(
    r"%|^(residents|attempts?|cases |both|with the|of (those|them)|points|shortest|middle|longest)", re.I
)
"""Headings of columns of numbers."""


def typed(value: Any, begins: Iterator[str]) -> Any:
    """What people write in a case, each beginning like a formula."""
    if isinstance(value, list):
        return [typed(each, begins) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        key: f"{next(begins)} {each}" if key in TYPED and isinstance(each, str) else typed(each, begins)
        for key, each in value.items()
    }


def write_formulas(case: TeachingCase) -> None:
    begins = cycle(BEGINNINGS[:4])
    for version in TeachingCaseVersion.objects.filter(teaching_case=case):
        document = typed(version.document, begins)
        TeachingCaseVersion.objects.filter(pk=version.pk).update(
            document=document, title=document["title"], hash=f"formulas {version.pk}"
        )
    for library in Library.objects.filter(pk=case.library_id):
        library.objectives = {key: f"{next(begins)} {text}" for key, text in library.objectives.items()}
        library.save()


@pytest.fixture
def course(educator: User, resident: User) -> Cohort:
    """Ten who handed in the lung case, sure of it, some wrong; and one at a case whose key was corrected."""
    now, group, small = timezone.now() - timedelta(days=1), [*people(9), resident], published_case(educator)
    write_formulas(lung_case())
    cohort = cohort_of(educator, *group, title="=1+1", now=now)
    for begins, case in zip(("+1+1", "@SUM(1)"), (lung_case(), small), strict=True):
        assigned(cohort, educator, case, now=now, title=f"{begins} seminar", asks_sureness=True)
    granted(cohort, resident, "1.5", 2, educator)
    wrong = {"entered": WRONG_ENTRIES, "answers": {"first-thought": wrong_option("first-thought")}}
    for place, each in enumerate(group):
        how = {"is_empty": True} if each == resident else wrong if place % 2 else {}
        submitted(each, now=now, sureness=Sureness.HIGH, **how)
    handed_in(small, resident, "surgery")
    dry_run(another_version(small, surgery_is_right), educator)
    for begins, each in zip(cycle(BEGINNINGS), group, strict=False):
        User.objects.filter(pk=each.pk).update(display_name=f"{begins} {each.display_name}")
    work_off()
    return cohort


def files_of(cohort: Cohort, resident: User) -> dict[str, tuple[str, str, bool]]:
    """Each address without its kind, the page that it goes with, and whether it is the resident's."""
    seat = cohort.members.get(person=resident).pk
    lung, small = Assignment.objects.filter(cohort=cohort).order_by("pk")
    of_case = [lung.pk, lung.cases.get().pk]
    key = [small.cases.get().teaching_case_id, 2]
    places: dict[str, tuple[str, str, bool]] = {}

    def add(file: str, page: str, of: list[Any], tables: Any = ("",), own: bool = False) -> None:
        for table in tables:
            kind = [*of, table, "xlsx"] if table else [*of, "xlsx"]
            address = reverse(file, args=kind).removesuffix(".xlsx")
            places[address] = (f"{file} {table}", reverse(page, args=of), own)

    add("teach_results_file", "teach_results", [cohort.pk], [*TABLES, *SURENESS_TABLES])
    add("teach_person_file", "teach_person", [cohort.pk, seat], PERSON_TABLES)
    add("cohort_results_file", "cohort_results", [cohort.pk], PERSON_TABLES, own=True)
    add("teach_case_results_file", "teach_case_results", of_case)
    add("teach_remark_file", "teach_remark", key)
    return places


def csv_of(client: Client, address: str) -> list[list[str]]:
    answer: Any = client.get(address)
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def rows_of(client: Client, address: str) -> tuple[Rows, Rows]:
    """As CSV and as XLSX."""
    book = load_workbook(io.BytesIO(client.get(f"{address}.xlsx").content))
    assert {cell.data_type for row in book.active.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    width = book.active.max_column
    lines = [line + [""] * (width - len(line)) for line in csv_of(client, f"{address}.csv")]
    cells = [
        ["" if cell is None else cell for cell in row] for row in book.active.iter_rows(values_only=True)
    ]
    return [[cell.replace("\r", "\n") for cell in line] for line in lines], cells


def numbers_in(text: str) -> set[float]:
    return {float(each) for each in re.findall(r"-?\d+(?:\.\d+)?", text.replace("−", "-").replace(",", ""))}


def faults_of(name: str, lines: Rows, book: Rows, page: str) -> Iterator[str]:
    if len(lines) < 2:
        yield f"{name} is empty"
    for one, other in zip(lines, book, strict=True):
        if [each for each in zip(one, other, strict=True) if each[0] != str(each[1])]:
            yield f"{name}: {one} in CSV is {other} in XLSX"
    told = numbers_in(page)
    for number, row in enumerate(book):
        for heading, cell in zip(book[0], row, strict=True):
            if isinstance(cell, str):
                if FORMULA.match(cell):
                    yield f"{name}, row {number}: {cell!r} is a formula"
                if number and cell and COUNTED.search(heading) and "how it stands" not in heading:
                    yield f"{name}, row {number}: {cell!r} under {heading} is no number"
            elif number < 10 and float(cell) not in told:
                yield f"{name}, row {number}: {cell} under {heading} is not on its page"


def test_no_cell_is_a_formula_and_numbers_are_those_of_the_page_in_every_file(
    client_of: ClientOf, educator: User, resident: User, course: Cohort
) -> None:
    teach, learn = client_of(educator), client_of(resident)
    pages: dict[str, str] = {}
    faults: list[str] = []

    for address, (name, page, own) in files_of(course, resident).items():
        client = learn if own else teach
        if page not in pages:
            pages[page] = unescape(re.sub(r"<[^>]+>", " ", client.get(page).content.decode()))
        faults += faults_of(name, *rows_of(client, address), pages[page])
    attempt = resident.attempts.earliest("pk").pk
    for client, name in ((learn, "attempt_log"), (teach, "teach_attempt_log")):
        log = csv_of(client, reverse(name, args=[attempt]))
        faults += [f"{name}: {cell!r} is a formula" for row in log for cell in row if FORMULA.match(cell)]
        assert len(log) > 3

    assert faults == []
