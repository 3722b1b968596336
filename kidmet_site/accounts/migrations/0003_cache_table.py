from django.core.management import call_command
from django.db import migrations

TABLE = "kidmet_cache"


def make_table(apps, schema_editor):
    """There whichever cache is used, so that changing CACHE_URL needs no step of its own."""
    call_command("createcachetable", TABLE, database=schema_editor.connection.alias, verbosity=0)


def drop_table(apps, schema_editor):
    schema_editor.execute(f"DROP TABLE IF EXISTS {TABLE}")


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_is_confirmed'),
    ]

    operations = [
        migrations.RunPython(make_table, drop_table),
    ]
