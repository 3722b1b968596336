#!/usr/bin/env python
"""Commands for people and scripts: `manage.py help` lists them."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kidmet_site.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as fault:
        # A wrong setting is answered with its sentence; a traceback would bury it.
        sys.stderr.write(f"KidMet cannot start: {fault}\n")
        sys.exit(2)


if __name__ == "__main__":
    main()
