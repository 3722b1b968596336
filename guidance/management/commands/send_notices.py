import json
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from guidance.actions.telling import notices_waiting, send_notices
from guidance.domain.characters import on_one_line

BAD_USAGE = 2


class Command(BaseCommand):
    help = "Send the notices of new editions that still wait for their e-mail, without waiting for a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", required=True, help="the address of this site, https://kidmet.example")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        home = options["home"]
        if urlsplit(home).scheme not in ("http", "https") or not urlsplit(home).netloc:
            message = f"“{on_one_line(home, 200)}” is not the address of a site. Give it whole: https://kidmet.example"
            raise CommandError(message, returncode=BAD_USAGE)
        settings.SITE_URL = home.rstrip("/")
        sent, waiting = send_notices(), notices_waiting()
        if options["json"]:
            self.stdout.write(json.dumps({"sent": sent, "waiting": waiting}))
        else:
            self.stdout.write(f"Sent: {sent}. Still waiting: {waiting}.")
        if waiting:
            raise CommandError("The mail server did not take all of them. They wait for the next time.")
