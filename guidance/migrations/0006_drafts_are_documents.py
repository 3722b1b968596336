from typing import Any

from django.conf import settings
from django.db import migrations, models

from ._drafts import Histories, write_documents


def take_over(apps: Any, schema_editor: Any) -> None:
    """The rows become the payload of their document, each row of a history becomes an entry of the audit."""
    alias = schema_editor.connection.alias
    write_documents(apps, alias)
    Histories(apps, alias, apps.get_model(settings.AUTH_USER_MODEL)).write()


class Migration(migrations.Migration):
    dependencies = [
        ("guidance", "0005_change_page"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="document",
            name="payload",
            field=models.JSONField(
                default=dict, help_text="What it says, as one object, as the pack's schema has it."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="hash",
            field=models.CharField(
                default="", editable=False, help_text="SHA-256 of the payload.", max_length=64
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="document",
            name="version",
            field=models.PositiveIntegerField(
                default=0,
                editable=False,
                help_text="How often it was written: who writes says on which it stands.",
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="verbatim",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="Statements to be put into own words before publishing, by key.",
                verbose_name="still the source's text",
            ),
        ),
        migrations.RunPython(take_over),
    ]
