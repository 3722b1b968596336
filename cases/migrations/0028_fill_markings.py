"""Attempts that were marked before: their marks become those of their first marking."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

AT_ONCE = 5_000


def fill(apps, schema_editor):
    """By numbers of attempts, so that no statement of it is long."""
    attempts = apps.get_model("cases", "Attempt").objects.order_by("pk")
    after = 0
    while some := list(attempts.filter(pk__gt=after).values_list("pk", flat=True)[:AT_ONCE]):
        _mark(apps, schema_editor, after, some[-1])
        after = some[-1]


def _mark(apps, schema_editor, after, last):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cases_marking"
            " (attempt_id, number, kind, key_version_id, made_at, reason, earned, possible)"
            " SELECT id, 1, 'submission', version_id, submitted_at, '', COALESCE(earned, 0),"
            " COALESCE(possible, 0) FROM cases_attempt"
            " WHERE submitted_at IS NOT NULL AND id > %s AND id <= %s",
            [after, last],
        )
    first = apps.get_model("cases", "Marking").objects.filter(attempt=OuterRef("attempt"), number=1).values("pk")[:1]
    marks = apps.get_model("cases", "Mark").objects.filter(attempt__gt=after, attempt__lte=last)
    marks.order_by().update(marking=Subquery(first))


def take_back(apps, schema_editor):
    """Before there were markings an attempt had one mark at each place: those that stand."""
    apps.get_model("cases", "Mark").objects.filter(stands=False).delete()


class Migration(migrations.Migration):
    dependencies = [("cases", "0027_markings")]
    operations = [migrations.RunPython(fill, take_back)]
