from django.db import migrations

# What names others goes before what is named.
GONE = (
    "HistoricalRule_notes",
    "HistoricalCuratorNote_references",
    "HistoricalCuratorNote_statements",
    "HistoricalRule",
    "HistoricalCuratorNote",
    "HistoricalReference",
    "HistoricalStatement",
    "HistoricalSection",
    "HistoricalDocument",
    "Rule",
    "CuratorNote",
    "Reference",
    "Statement",
    "Section",
)


class Migration(migrations.Migration):
    dependencies = [("guidance", "0006_drafts_are_documents")]
    operations = [
        *(migrations.DeleteModel(name=name) for name in GONE),
        migrations.RemoveField(model_name="document", name="about"),
        migrations.RemoveField(model_name="document", name="source"),
        migrations.RemoveField(model_name="document", name="informative_facts"),
    ]
