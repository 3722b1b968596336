from typing import Any

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


def name_whom_they_tell_of(apps: Any, schema_editor: Any) -> None:
    """Notices of before begin with the name of who did it; an answer to a flag is quoted in one."""
    notices = apps.get_model("guidance", "Notice").objects
    keepers = apps.get_model("accounts", "User").objects.filter(Q(is_curator=True) | Q(is_superuser=True))
    for person in keepers.only("pk", "display_name", "email").iterator(chunk_size=500):
        name = person.display_name or person.email
        notices.filter(text__startswith=f"{name} ", by=None).exclude(user=person).update(by=person)
    answered = apps.get_model("guidance", "Flag").objects.exclude(reply="").exclude(resolved_by=None)
    for flag in answered.only("by_id", "reply", "resolved_by_id").iterator(chunk_size=500):
        quoting = notices.filter(user=flag.by_id, text__endswith=f"“{flag.reply}”")
        quoting.update(by=flag.resolved_by_id)


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('guidance', '0013_going_back'),
    ]

    operations = [
        migrations.AddField(
            model_name='notice',
            name='by',
            field=models.ForeignKey(blank=True, help_text='Of whose act it tells, perhaps in their words.', null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.RunPython(name_whom_they_tell_of, migrations.RunPython.noop),
    ]
