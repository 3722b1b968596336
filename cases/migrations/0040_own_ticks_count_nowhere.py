"""What writers of short texts ticked in work that counts goes out of their progress: educators mark it.

What they ticked stays with the attempt. It was in no mark and in no result.
"""

from django.db import migrations

AT_ONCE = 500


def take_out(apps, schema_editor):
    ticked = apps.get_model("cases", "SelfMark").objects.filter(
        attempt__assigned_case__assignment__purpose="counting",
        attempt__assigned_case__assignment__cohort__isnull=False,
    )
    attempts = sorted(set(ticked.values_list("attempt", flat=True)))
    for start in range(0, len(attempts), AT_ONCE):
        _take_out_of(apps, ticked, attempts[start : start + AT_ONCE])


def _take_out_of(apps, ticked, attempts):
    tally = apps.get_model("cases", "Tally")
    less = _counted(apps, ticked, attempts)
    changed, gone = [], []
    for row in tally.objects.filter(attempt__in=attempts, kind__in=["domain", "objective"]):
        if (row.attempt_id, row.kind, row.key) not in less:
            continue
        earned, possible, times = less[row.attempt_id, row.kind, row.key]
        row.earned, row.possible, row.times = row.earned - earned, row.possible - possible, max(row.times - times, 0)
        if row.possible <= 1e-9:
            gone.append(row.pk)
            continue
        row.percent = int(row.earned / row.possible * 100 + 0.5)
        changed.append(row)
    tally.objects.bulk_update(changed, ["earned", "possible", "times", "percent"], batch_size=100)
    tally.objects.filter(pk__in=gone).delete()


def _counted(apps, ticked, attempts):
    """Points that the ticks were counted as, by attempt, kind and key."""
    own = {(row.attempt_id, row.question): row.credit for row in ticked.filter(attempt__in=attempts)}
    marks = apps.get_model("cases", "Mark").objects.filter(
        attempt__in=attempts, stands=True, credit__isnull=True, subject="question"
    )
    found = {}
    for attempt, key, weight, domain, objective in marks.values_list(
        "attempt", "key", "weight", "domain", "objective"
    ):
        if (attempt, key) in own:
            for kind, name in (("domain", domain), ("objective", objective)):
                earned, possible, times = found.get((attempt, kind, name), (0.0, 0.0, 0))
                credit = own[attempt, key]
                found[attempt, kind, name] = (earned + weight * credit, possible + weight, times + 1)
    return found


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_text_marks")]
    operations = [migrations.RunPython(take_out, migrations.RunPython.noop)]
