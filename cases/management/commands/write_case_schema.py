import json
from typing import Any

from django.core.management.base import BaseCommand

from cases.content.library import SCHEMAS
from cases.domain.teaching import teaching_case_schema


class Command(BaseCommand):
    help = "Write the published JSON Schema of teaching cases anew, from the classes that read them."

    def handle(self, *args: Any, **options: Any) -> None:
        for name, path in SCHEMAS.items():
            text = json.dumps(teaching_case_schema(name), indent=2, ensure_ascii=False)
            path.write_text(f"{text}\n", "utf-8")
            self.stdout.write(f"Wrote {path.name}.")
