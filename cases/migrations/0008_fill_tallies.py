"""What the attempts that were marked before came to, added up as a submission does it from now on."""

from django.db import migrations
from django.utils import timezone

AT_ONCE = 200


def fill(apps, schema_editor):
    attempts = apps.get_model("cases", "Attempt").objects.filter(submitted_at__isnull=False)
    tally = apps.get_model("cases", "Tally")
    after = None
    while True:
        ordered = attempts.order_by("submitted_at", "pk")
        if after:
            seen = {"submitted_at": after[0], "pk__lte": after[1]}
            ordered = ordered.filter(submitted_at__gte=after[0]).exclude(**seen)
        some = list(ordered.only("resident_id", "submitted_at", "difference")[:AT_ONCE])
        if not some:
            return
        tally.objects.bulk_create(_rows(apps, tally, some), ignore_conflicts=True)
        after = (some[-1].submitted_at, some[-1].pk)


def _rows(apps, tally, attempts):
    numbers = [attempt.pk for attempt in attempts]
    self_marks = apps.get_model("cases", "SelfMark").objects.filter(attempt__in=numbers)
    own = {(row.attempt_id, row.question): row.credit for row in self_marks}
    rows = apps.get_model("cases", "Mark").objects.filter(attempt__in=numbers)
    rows = rows.defer("why", "lines", "statements", "notes", "source", "entered", "expected")
    marks = {}
    for mark in rows.order_by("attempt_id", "position"):
        credit = own.get((mark.attempt_id, mark.key)) if mark.credit is None else mark.credit
        if credit is not None:
            marks.setdefault(mark.attempt_id, []).append((mark, credit))
    for attempt in attempts:
        day = timezone.localtime(attempt.submitted_at)
        for (kind, key), (earned, possible, times) in _summed(attempt, marks.get(attempt.pk, ())).items():
            yield tally(
                attempt_id=attempt.pk,
                resident_id=attempt.resident_id,
                submitted_at=attempt.submitted_at,
                month=day.year * 12 + day.month - 1,
                kind=kind,
                key=key,
                earned=earned,
                possible=possible,
                percent=int(earned / possible * 100 + 0.5) if possible else 0,
                times=times,
            )


def _summed(attempt, marks):
    found = {}

    def add(kind, key, earned, possible, times):
        held = found.setdefault((kind, key), [0.0, 0.0, 0])
        held[0] += earned
        held[1] += possible
        held[2] += times

    for mark, credit in marks:
        earned = mark.weight * credit
        add("domain", mark.domain, earned, mark.weight, 1)
        add("objective", mark.objective, earned, mark.weight, 1)
        if mark.subject == "fact" and credit < 1:
            add("fact", mark.key, earned, mark.weight, int(mark.part != "prefix"))
    for slug in dict.fromkeys((attempt.difference or {}).get("missed_sections", ())):
        add("section", slug, 0.0, 0.0, 1)
    return found


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_tallies")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
