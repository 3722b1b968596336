"""The records of the attempts that were begun before are told apart from cases of one's own choice."""

from django.db import migrations


def fill(apps, schema_editor):
    attempts = apps.get_model("cases", "Attempt").objects
    cases = apps.get_model("cases", "PatientCase").objects
    cases.filter(pk__in=attempts.values("case")).update(is_record=True)


class Migration(migrations.Migration):
    dependencies = [("cases", "0011_records_told_apart")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
