"""What replaying reads: stored cases as columns of facts, block by block; and the cases that have a name."""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F, FilteredRelation, Q, QuerySet, Sum

from cases.domain.deriving import known_facts
from cases.domain.fact_columns import cases_from_text, values_from_data
from cases.models import FactBlock, ImpactRun, PatientCase, TeachingCaseVersion, Visibility
from cases.queries.cases import RELATED, demo_cases, with_lesions
from cases.queries.teaching import teaching_case_in
from guidance.domain.changing import OPEN
from guidance.domain.engine.replaying import Cases, CaseTable, TableColumn
from guidance.domain.facts import Facts
from guidance.models import ChangeSet
from guidance.queries.work import change_set_list

BLOCK = 1024
"""A block holds the cases whose number, divided by this, is the block's."""

AT_ONCE = 8
"""So many blocks are looked up together: what is in memory at a time does not grow with the cases."""

OF_BLOCK = ("number", "cases", "made_from", "held__fact", "held__values", "held__codes")

DERIVING = (
    "cases/domain",
    "cases/content/staging",
    "cases/models/recording.py",
    "guidance/domain/vocabulary",
)
"""The code and tables that make a case's facts of what it records."""


# Stored cases


def stored_case_count(before: int | None = None) -> int:
    """Of everybody, records of attempts included; with `before`, those in the blocks before that one."""
    cases = PatientCase.objects.all()
    return (cases if before is None else cases.filter(pk__lt=before * BLOCK)).count()


def next_blocks(first: int) -> dict[int, str]:
    """The next blocks from `first` on that hold cases, in order; empty where there are no more.

    With each comes what its columns have to be made from to be up to date. Numbers of cases are never used
    again and versions only go up, so a block with as many cases, the same sum of numbers and the same sum of
    versions as before holds the same cases, unchanged.
    """
    found = _blocks_from(first)
    if not found:
        later = PatientCase.objects.filter(pk__gte=(first + AT_ONCE) * BLOCK).order_by("pk")
        case = later.values_list("pk", flat=True).first()
        found = {} if case is None else _blocks_from(case // BLOCK)
    return found


def _blocks_from(first: int) -> dict[int, str]:
    cases = PatientCase.objects.filter(pk__gte=first * BLOCK, pk__lt=(first + AT_ONCE) * BLOCK)
    return _blocks_of(cases, AT_ONCE)


def _blocks_of(cases: QuerySet[PatientCase], most: int) -> dict[int, str]:
    rows = (
        cases.annotate(block=F("pk") / BLOCK)
        .order_by("block")
        .values_list("block")
        .annotate(Count("pk"), Sum("pk"), Sum("version"))[:most]
    )
    code = deriving_hash()
    return {block: f"{count}-{numbers}-{versions}-{code}" for block, count, numbers, versions in rows}


@cache
def deriving_hash() -> str:
    """Stands for the code that derives facts: another release makes every column anew."""
    digest = hashlib.sha256()
    for place in DERIVING:
        path = Path(settings.BASE_DIR, place)
        for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
            if file.suffix in (".py", ".json"):
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def fresh_tables(blocks: Mapping[int, str], facts: Collection[str]) -> dict[int, CaseTable]:
    """Of these blocks, those whose columns are up to date, with the columns of `facts`.

    One query, in which a block and its columns are of one moment: a case may be deleted at any other.
    No fact is called "": without one to ask for, blocks are found all the same.
    """
    rows = FactBlock.objects.filter(number__in=blocks).order_by()
    rows = rows.annotate(held=FilteredRelation("columns", condition=Q(columns__fact__in=[*facts, ""])))
    everyone: dict[int, Cases] = {}
    columns: dict[int, dict[str, TableColumn]] = {}
    for number, cases, made_from, fact, values, codes in rows.values_list(*OF_BLOCK):
        if made_from != blocks[number]:
            continue
        everyone[number] = cases_from_text(cases)
        of_block = columns.setdefault(number, {})
        if fact is not None:
            of_block[fact] = TableColumn(values_from_data(values), codes)
    return {number: CaseTable(everyone[number], found) for number, found in columns.items()}


def facts_of_block(number: int) -> dict[int, Facts]:
    """The facts of its cases by their place in the block, derived anew; two queries."""
    rows = PatientCase.objects.filter(pk__gte=number * BLOCK, pk__lt=(number + 1) * BLOCK)
    return {case.pk % BLOCK: known_facts(case.recorded()) for case in _whole(rows)}


def facts_of_all() -> list[Facts]:
    """Of every stored case, derived anew; two queries."""
    return [known_facts(case.recorded()) for case in _whole(PatientCase.objects.all())]


def _whole(rows: QuerySet[PatientCase]) -> QuerySet[PatientCase]:
    return with_lesions(rows.select_related(*RELATED)).order_by("pk")


# Runs


def change_sets_to_try() -> QuerySet[ChangeSet]:
    """Those that nobody has decided on: what was accepted is in the draft."""
    return change_set_list().filter(state__in=OPEN).select_related("author")


def latest_run(change_set: int | None) -> ImpactRun | None:
    """The last run over the whole draft, or over the draft with a change set."""
    return ImpactRun.objects.filter(change_set=change_set).select_related("by", "job__owner").first()


# Cases with a name


@dataclass(frozen=True)
class NamedCase:
    """A case that everybody may see: the expert's record of a teaching case, or a demo case."""

    source: str
    title: str
    slug: str
    facts: Facts
    library: str = ""


TEACHING, DEMO = "teaching", "demo"


def named_cases() -> tuple[NamedCase, ...]:
    """The latest version of every teaching case that is open here, retired ones too, and every demo case."""
    return (*_teaching_cases(), *_demo_cases())


def latest_versions() -> QuerySet[TeachingCaseVersion]:
    """Of every teaching case that is open here, in the order of the libraries: others are their owners'."""
    place = ("teaching_case__library__title", "teaching_case__position", "teaching_case__slug")
    return TeachingCaseVersion.objects.filter(
        latest_of__isnull=False, teaching_case__library__visibility=Visibility.OPEN
    ).order_by(*place)


def _teaching_cases() -> Iterable[NamedCase]:
    for version in latest_versions().select_related("teaching_case__library"):
        case, content = version.teaching_case, teaching_case_in(version)
        facts = known_facts(content.key.record)
        yield NamedCase(TEACHING, content.title, case.slug, facts, case.library.slug)


def _demo_cases() -> Iterable[NamedCase]:
    for demo in demo_cases():
        yield NamedCase(DEMO, demo.title, demo.slug, known_facts(demo.case_file.recorded))
