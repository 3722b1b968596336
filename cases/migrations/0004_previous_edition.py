from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0003_replaying"),
    ]

    operations = [
        migrations.AddField(
            model_name="patientcase",
            name="previous_edition",
            field=models.PositiveIntegerField(
                blank=True,
                editable=False,
                help_text="The edition that it was read with before, until the owner has seen the change.",
                null=True,
            ),
        ),
    ]
