import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DEFAULT_DB_ALIAS, connections
from django.utils import timezone

from guidance.domain.characters import on_one_line
from kidmet_site.backups.kinds import FAULTS
from kidmet_site.backups.manifest import BackupFault, BackupManifest
from kidmet_site.backups.taking import delete_old, take_backup

BAD_USAGE = 2


class Command(BaseCommand):
    help = "Write all that the database holds into one file, at any time, and read it again to be sure of it."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "place",
            nargs="?",
            metavar="FILE|FOLDER",
            help="a file that is not there yet, or a folder (DATA_DIR/backups where nothing is named)",
        )
        parser.add_argument(
            "--with-secret-key",
            action="store_true",
            help="also keep SECRET_KEY in it: whoever has the file can then sign in as anybody",
        )
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        place = _place(options["place"])
        try:
            file, manifest = take_backup(
                connections[DEFAULT_DB_ALIAS],
                place,
                now=now,
                version=settings.VERSION,
                secret_key=settings.SECRET_KEY if options["with_secret_key"] else "",
            )
        except FAULTS as fault:
            said = str(fault) if isinstance(fault, BackupFault) else f"There is no backup: {fault}"
            raise CommandError(on_one_line(said), returncode=BAD_USAGE) from fault
        deleted: list[Path] = []
        if place.is_dir() and settings.BACKUP_DAYS:
            deleted = delete_old(place, now=now, days=settings.BACKUP_DAYS, keep=file)
        told = _told(file, manifest, deleted)
        self.stdout.write(json.dumps(told) if options["json"] else _in_words(told))


def _place(given: str | None) -> Path:
    if given is not None:
        if not given.strip():  # a variable that was not set: it would be the folder that one stands in
            raise CommandError("Name a file or a folder: what was given is empty.", returncode=BAD_USAGE)
        return Path(given)
    place = Path(settings.DATA_DIR) / "backups"
    place.mkdir(parents=True, exist_ok=True, mode=0o700)
    return place


def _told(file: Path, manifest: BackupManifest, deleted: list[Path]) -> dict[str, Any]:
    return {
        "file": str(file),
        "bytes": file.stat().st_size,
        "version": manifest.version,
        "database": manifest.database,
        "tables": len(manifest.tables),
        "rows": manifest.rows,
        "has_secret_key": manifest.has_secret_key,
        "deleted": [str(each) for each in deleted],
    }


def _in_words(told: dict[str, Any]) -> str:
    key = (
        "SECRET_KEY is in it: whoever has the file can sign in as anybody."
        if told["has_secret_key"]
        else "SECRET_KEY is not in it: keep it apart."
    )
    deleted = f" Deleted, as older than BACKUP_DAYS: {len(told['deleted'])}." if told["deleted"] else ""
    return on_one_line(
        f"{told['file']} holds {told['rows']:,} rows of {told['tables']} tables, and was read again whole. "
        f"Only you can read it. {key}{deleted}"
    )
