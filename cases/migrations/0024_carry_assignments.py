"""What was asked of single people becomes an assignment each, and their attempts at its case are made for it."""

from datetime import datetime, time

from django.db import migrations
from django.utils import timezone


def carry(apps, schema_editor):
    models = {name: apps.get_model("cases", name) for name in ("Assignment", "AssignedCase", "Assignee", "Attempt")}
    models["Attempt"].objects.filter(deadline_at__isnull=False).update(is_timed=True)
    old = apps.get_model("cases", "OldAssignment").objects.select_related("teaching_case__latest")
    for row in old.order_by("pk").iterator(chunk_size=100):
        if row.teaching_case.latest is not None:
            carry_one(row, **models)


def carry_one(row, Assignment, AssignedCase, Assignee, Attempt):
    due = timezone.make_aware(datetime.combine(row.due_on, time(23, 59))) if row.due_on else None
    assignment = Assignment.objects.create(
        title=row.teaching_case.latest.title,
        due_at=due,
        answers_wait=row.answers_wait,
        created_at=row.assigned_at,
        created_by_id=row.assigned_by_id,
        updated_at=row.assigned_at,
    )
    case = AssignedCase.objects.create(
        assignment=assignment,
        teaching_case=row.teaching_case,
        version=row.teaching_case.latest,
        position=0,
        minutes=row.teaching_case.latest.document.get("time_limit_minutes"),
    )
    Assignee.objects.create(assignment=assignment, person_id=row.resident_id, assigned_at=row.assigned_at)
    made = Attempt.objects.filter(resident=row.resident_id, teaching_case=row.teaching_case_id, is_trial=False)
    made.update(assigned_case=case)


class Migration(migrations.Migration):
    dependencies = [("cases", "0023_cohorts")]
    operations = [migrations.RunPython(carry, migrations.RunPython.noop)]
