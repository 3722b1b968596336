"""Libraries: loading one from its files, and asking somebody to work a case."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from cases.content.library import ShippedLibrary
from cases.domain.teaching import TeachingContent as Content
from cases.models import Assignment, Library, TeachingCase, TeachingCaseVersion
from cases.permissions import check_can_assign
from guidance.queries.editions import NoEdition, current_edition
from kidmet_site.accounts.models import User


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
    new = [_publish(row, place, case, now, by) for place, case in enumerate(library.cases)]
    return LoadedLibrary(row, sum(new))


def _citation_faults(library: ShippedLibrary) -> Iterator[str]:
    try:
        edition = current_edition()
    except NoEdition:
        return  # there is no guidance yet to check against
    held = {"statement": edition.statements, "note": edition.notes}
    for case in library.cases:
        for kind, id_ in case.cited():
            if id_ not in held[kind]:
                yield f'{case.slug}: the guidance, edition {edition.number}, has no {kind} "{id_}".'


def _publish(library: Library, place: int, content: Content, now: datetime, by: User | None) -> bool:
    case, _ = TeachingCase.objects.get_or_create(
        library=library, slug=content.slug, defaults={"position": place}
    )
    if case.position != place:
        TeachingCase.objects.filter(pk=case.pk).update(position=place)
    digest = document_hash(content.document)
    latest = TeachingCaseVersion.objects.filter(teaching_case=case).first()
    if latest is not None and latest.hash == digest:
        return False
    case.latest = TeachingCaseVersion.objects.create(
        teaching_case=case,
        number=latest.number + 1 if latest else 1,
        title=content.title,
        summary=content.summary,
        topic=content.topic,
        difficulty=content.difficulty,
        minutes=content.minutes,
        document=content.document,
        hash=digest,
        published_at=now,
        published_by=by,
    )
    case.save(update_fields=["latest"])
    return True


def document_hash(document: object) -> str:
    written = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def assign_case(
    *, teaching_case: TeachingCase, resident: User, by: User | None, now: datetime, due_on: date | None = None
) -> Assignment:
    """Ask a resident to work a case; asking again moves the day. Raises NotAnEducator."""
    check_can_assign(by)
    assignment, _ = Assignment.objects.update_or_create(
        teaching_case=teaching_case,
        resident=resident,
        defaults={"assigned_by": by, "due_on": due_on},
        create_defaults={"assigned_by": by, "due_on": due_on, "assigned_at": now},
    )
    return assignment
