from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from kidmet_site.sqlite_file import make_none
from kidmet_site.work.worker import Worker


class Command(BaseCommand):
    help = "Do what waits to be done outside of requests: mail, impact, exports. Ends on SIGTERM or Ctrl-C."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--until-done", action="store_true", help="end once nothing is left to do now")
        parser.add_argument("--parent", type=int, help="end when this process, which started this one, does")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(batch=options["until_done"], parent=options["parent"])
        if not options["until_done"]:
            make_none()
        worker.configure_signals()
        worker.run()
