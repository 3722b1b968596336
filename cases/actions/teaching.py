"""Libraries: loading one from its files, and publishing its cases."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import OuterRef, Subquery

from cases.actions.assigning import assign_case
from cases.actions.telling_of_keys import tell_of_corrected
from cases.actions.waiting_marks import mark_what_waits
from cases.content.library import ShippedLibrary
from cases.domain.teaching import TeachingContent as Content
from cases.domain.teaching.facets import facets_in
from cases.models import Library, TeachingCase, TeachingCaseVersion
from guidance.domain.edition import content_hash
from guidance.queries.editions import current_edition_if_any
from kidmet_site.accounts.models import User

__all__ = ["assign_case", "load_library", "new_version", "publish_case", "publish_new_cases"]
"""Asking one person to work a case was written here before there were cohorts, and is still found here."""


class CitationFaults(ValueError):
    """Statements and notes that a library links and the current edition does not have. Nothing was loaded."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@dataclass(frozen=True)
class LoadedLibrary:
    library: Library
    new_versions: int


@transaction.atomic
def load_library(*, library: ShippedLibrary, now: datetime, by: User | None = None) -> LoadedLibrary:
    """Bring a library up to date: a case that differs gets a new version, one that is the same is left alone.

    Raises CitationFaults.
    """
    faults = list(_citation_faults(library))
    if faults:
        raise CitationFaults(faults)
    texts = {"title": library.title, "summary": library.summary, "objectives": dict(library.objectives)}
    row, is_new = Library.objects.get_or_create(
        slug=library.slug, defaults=texts | {"created_at": now, "updated_at": now}
    )
    if not is_new and any(getattr(row, name) != value for name, value in texts.items()):
        Library.objects.filter(pk=row.pk).update(**texts, updated_at=now)
        row.refresh_from_db()
    known = set(row.teaching_cases.values_list("slug", flat=True))
    new = [
        publish_case(
            row,
            place,
            case,
            now=now,
            by=by,
            change_summary=library.changes.get(case.slug, "") if case.slug in known else "",
        )
        for place, case in enumerate(library.cases)
    ]
    return LoadedLibrary(row, sum(version is not None for version in new))


def _citation_faults(library: ShippedLibrary) -> Iterator[str]:
    edition = current_edition_if_any()
    if edition is None:
        return  # there is no guidance yet to check against
    held: dict[str, Mapping[str, object]] = {"statement": edition.all_said, "note": edition.notes}
    for case in library.cases:
        for kind, id_ in case.cited():
            if id_ not in held[kind]:
                yield f'{case.slug}: the guidance, edition {edition.number}, has no {kind} "{id_}".'


def publish_case(
    library: Library,
    place: int,
    content: Content,
    *,
    now: datetime,
    by: User | None,
    change_summary: str = "",
) -> TeachingCaseVersion | None:
    """The next version of a case, which is begun from now on; None where it is what is published already."""
    case, _ = TeachingCase.objects.get_or_create(
        library=library, slug=content.slug, defaults={"position": place}
    )
    if case.position != place:
        TeachingCase.objects.filter(pk=case.pk).update(position=place)
    digest = content_hash(content.document)
    newest = case.versions.filter(number__gt=0).first()
    if newest is not None and newest.hash == digest and newest.pulled_at is None:
        return None
    number = newest.number + 1 if newest else 1
    # Retired because every version was pulled: a mended one opens it again.
    case.is_open = case.is_open or bool(case.latest and case.latest.pulled_at)
    case.latest = new_version(case, content, number=number, now=now, by=by, change_summary=change_summary)
    case.save(update_fields=["latest", "is_open"])
    tell_of_corrected(case, by=by, now=now)
    mark_what_waits(case, now)
    return case.latest


def publish_new_cases(
    library: Library, contents: Mapping[int, Content], *, now: datetime, by: User | None, change_summary: str
) -> None:
    """The first versions of cases that the library does not have, by their place, in few queries."""
    cases = [
        TeachingCase(library=library, slug=content.slug, position=at) for at, content in contents.items()
    ]
    cases = TeachingCase.objects.bulk_create(cases)
    TeachingCaseVersion.objects.bulk_create(
        _version(case, content, number=1, now=now, by=by, change_summary=change_summary)
        for case, content in zip(cases, contents.values(), strict=True)
    )
    first = TeachingCaseVersion.objects.filter(teaching_case=OuterRef("pk"), number=1).values("pk")
    TeachingCase.objects.filter(pk__in=[case.pk for case in cases]).update(latest=Subquery(first))


def new_version(
    case: TeachingCase,
    content: Content,
    *,
    number: int,
    now: datetime,
    by: User | None,
    change_summary: str = "",
) -> TeachingCaseVersion:
    made = _version(case, content, number=number, now=now, by=by, change_summary=change_summary)
    made.save(force_insert=True)
    return made


def _version(
    case: TeachingCase, content: Content, *, number: int, now: datetime, by: User | None, change_summary: str
) -> TeachingCaseVersion:
    return TeachingCaseVersion(
        teaching_case=case,
        number=number,
        title=content.title,
        summary=content.summary,
        topic=content.topic,
        difficulty=content.difficulty,
        minutes=content.minutes,
        facets=facets_in(content.document),
        document=content.document,
        hash=content_hash(content.document),
        published_at=now,
        published_by=by,
        change_summary=change_summary,
    )
