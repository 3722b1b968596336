import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.migrations.loader import MigrationLoader

from guidance.domain.characters import on_one_line
from kidmet_site.backups.kinds import FAULTS
from kidmet_site.backups.restoring import restore_backup

BAD_USAGE = 2


class Command(BaseCommand):
    help = "Put what a backup holds in the place of the database: all of it or nothing. Stop the site first."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", help="as manage.py backup wrote it")
        parser.add_argument(
            "--replace", action="store_true", help="also where the database holds something, which is lost"
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        known = {".".join(name) for name in MigrationLoader(None).disk_migrations}
        try:
            manifest = restore_backup(
                connections[DEFAULT_DB_ALIAS],
                Path(options["file"]),
                version=settings.VERSION,
                migrations=known,
                replace=options["replace"],
            )
        except FAULTS as fault:
            raise CommandError(on_one_line(str(fault)), returncode=BAD_USAGE) from fault
        waiting = len(known - set(manifest.migrations))
        told = {
            "made_at": manifest.made_at,
            "version": manifest.version,
            "rows": manifest.rows,
            "tables": len(manifest.tables),
            "migrations_to_apply": waiting,
            "has_secret_key": manifest.has_secret_key,
        }
        self.stdout.write(json.dumps(told) if options["json"] else _in_words(told))


def _in_words(told: dict[str, Any]) -> str:
    said = [
        f"Restored: {told['rows']:,} rows of {told['tables']} tables, as they were at {told['made_at']}.",
        "Everybody signs in anew.",
    ]
    if told["migrations_to_apply"]:
        said.append(
            f"It is of version {told['version']}: run `manage.py migrate` next, or start with --prepare."
        )
    if told["has_secret_key"]:
        said.append("Its SECRET_KEY stands in the file, as secret_key; it was not put anywhere.")
    return " ".join(said)
