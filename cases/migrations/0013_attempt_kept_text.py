from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_fill_records_told_apart")]
    operations = [
        migrations.AddField(
            model_name="attempt",
            name="kept_text",
            field=models.JSONField(
                default=dict,
                editable=False,
                help_text="Typed for a question of the open step that cannot take it, by question and field. "
                "No answer.",
            ),
        ),
    ]
