"""The lesions of a case as rows: only what differs is written."""

from collections.abc import Iterable
from typing import Any

from cases.domain.known import Recorded
from cases.models import KidneyLesion, PatientCase
from cases.models.recording import columns_for
from guidance.domain.vocabulary import LESION_FIELDS


def write_lesions(case: PatientCase, lesions: Any) -> list[KidneyLesion]:
    """Write the stretch that differs, in one statement to remove and one to add, however many there are."""
    rows, wanted = case.lesion_rows, tuple(lesions or ())
    first = _same(rows, wanted)
    last = _same(rows[first:][::-1], wanted[first:][::-1])
    if len(wanted) > len(rows):
        last = 0  # there is no room between the positions, so those behind are written anew
    old = rows[first : len(rows) - last]
    if old:
        ends = (old[0].position, old[-1].position)
        KidneyLesion.objects.filter(case=case, position__range=ends).delete()
    start = old[0].position if old else rows[-1].position + 1 if rows else 0
    new = lesion_rows(case, wanted[first : len(wanted) - last], start)
    KidneyLesion.objects.bulk_create(new)
    return [*rows[:first], *new, *rows[len(rows) - last :]]


def _same(rows: list[KidneyLesion], wanted: tuple[Recorded, ...]) -> int:
    """How many are the same from the start."""
    count = 0
    for row, lesion in zip(rows, wanted, strict=False):
        if row.recorded() != lesion:
            break
        count += 1
    return count


def lesion_rows(case: PatientCase, lesions: Iterable[Recorded], start: int = 0) -> list[KidneyLesion]:
    return [
        KidneyLesion(case=case, position=position, **columns_for(LESION_FIELDS, lesion))
        for position, lesion in enumerate(lesions, start)
    ]
