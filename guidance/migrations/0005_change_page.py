from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("guidance", "0004_audit_by_change_set")]
    operations = [
        migrations.AddField(
            model_name="change",
            name="page",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                help_text="The open page that saved it last: it knows its own save also where the answer was lost.",
                max_length=40,
            ),
            preserve_default=False,
        ),
    ]
