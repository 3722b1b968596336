"""The admin calls things by their words: names alone, no table changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0009_time_zone'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='peopleact',
            options={'ordering': ['-at', '-pk'], 'verbose_name': 'act', 'verbose_name_plural': 'acts'},
        ),
        migrations.AlterModelOptions(
            name='peoplelist',
            options={'verbose_name': 'list of people', 'verbose_name_plural': 'lists of people'},
        ),
    ]
