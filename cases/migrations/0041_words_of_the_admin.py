"""The admin calls things by their words: names alone, no table changes."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0040_own_ticks_count_nowhere'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='attemptevent',
            options={'ordering': ['at', 'pk'], 'verbose_name': 'line of a log', 'verbose_name_plural': 'lines of logs'},
        ),
        migrations.AlterModelOptions(
            name='cohortinvitation',
            options={'ordering': ['cohort', 'email'], 'verbose_name': 'invitation to a cohort', 'verbose_name_plural': 'invitations to cohorts'},
        ),
        migrations.AlterModelOptions(
            name='cohortlist',
            options={'verbose_name': 'list of residents', 'verbose_name_plural': 'lists of residents'},
        ),
        migrations.AlterModelOptions(
            name='cohortmember',
            options={'ordering': ['cohort', 'number'], 'verbose_name': 'seat', 'verbose_name_plural': 'seats'},
        ),
        migrations.AlterModelOptions(
            name='givensureness',
            options={'ordering': ['pk'], 'verbose_name': 'sureness', 'verbose_name_plural': 'sureness'},
        ),
        migrations.AlterModelOptions(
            name='kidneylesion',
            options={'ordering': ['position'], 'verbose_name': 'lesion', 'verbose_name_plural': 'lesions'},
        ),
        migrations.AlterModelOptions(
            name='patientcase',
            options={'ordering': ['-updated_at', '-pk'], 'verbose_name': 'case', 'verbose_name_plural': 'cases'},
        ),
        migrations.AlterModelOptions(
            name='reminderwish',
            options={'verbose_name': 'wish about reminders', 'verbose_name_plural': 'wishes about reminders'},
        ),
        migrations.AlterModelOptions(
            name='reviewcard',
            options={'ordering': ['due_at', 'pk'], 'verbose_name': 'card', 'verbose_name_plural': 'cards'},
        ),
        migrations.AlterModelOptions(
            name='storedresults',
            options={'ordering': ['pk'], 'verbose_name': 'results of a case', 'verbose_name_plural': 'results of cases'},
        ),
        migrations.AlterModelOptions(
            name='timerequest',
            options={'ordering': ['-asked_at', '-pk'], 'verbose_name': 'request for more time', 'verbose_name_plural': 'requests for more time'},
        ),
    ]
