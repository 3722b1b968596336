import json
from typing import Any
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError, CommandParser

from guidance.actions.telling import mail_notices
from guidance.domain.characters import on_one_line
from guidance.queries.notices import waiting_for_mail

BAD_USAGE = 2


class Command(BaseCommand):
    help = "Send the notices of new editions that still wait for their e-mail (for cron; safe to repeat)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--home", required=True, help="the address of this site, https://kidmet.example")
        parser.add_argument("--json", action="store_true", help="print one JSON object and nothing else")

    def handle(self, *args: Any, **options: Any) -> None:
        home = options["home"]
        if urlsplit(home).scheme not in ("http", "https") or not urlsplit(home).netloc:
            message = f"“{on_one_line(home, 200)}” is not the address of a site. Give it whole: https://kidmet.example"
            raise CommandError(message, returncode=BAD_USAGE)
        sent = mail_notices(home=home)
        waiting = waiting_for_mail().count()
        if options["json"]:
            self.stdout.write(json.dumps({"sent": sent, "waiting": waiting}))
        else:
            self.stdout.write(f"Sent: {sent}. Still waiting: {waiting}.")
        if waiting:
            raise CommandError("The mail server did not take all of them. They wait for the next time.")
