from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("guidance", "0002_curating"),
    ]

    operations = [
        migrations.AddField(
            model_name="flag",
            name="text",
            field=models.TextField(blank=True, default="", help_text="What it said there."),
            preserve_default=False,
        ),
    ]
