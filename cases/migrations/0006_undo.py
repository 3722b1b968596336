import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0005_kept_text"),
    ]

    operations = [
        migrations.AddField(
            model_name="attempt",
            name="page",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The open page that saved last.",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="patientcase",
            name="page",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The open page that saved last: it knows its own save also where the answer was lost.",
                max_length=40,
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="casechange",
            name="act",
            field=models.CharField(
                choices=[("save", "Save"), ("undo", "Undo"), ("redo", "Redo")],
                default="save",
                max_length=4,
            ),
        ),
        migrations.AddField(
            model_name="casechange",
            name="undoes",
            field=models.OneToOneField(
                blank=True,
                help_text="The change that this one takes back.",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="undone_by",
                to="cases.casechange",
            ),
        ),
        migrations.AddIndex(
            model_name="casechange",
            index=models.Index(fields=["case", "chapter", "-id"], name="case_change_by_chapter"),
        ),
    ]
