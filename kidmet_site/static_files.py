from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

# What no page asks for: to hash and compress it would take a good part of the first start.
UNUSED = [
    "django_htmx/ext/*",
    "django_htmx/htmax-*",
    "django_htmx/htmx-2.js",
    "django_htmx/htmx-4*",
]


class UsedFilesFinder(AppDirectoriesFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        yield from super().list([*(ignore_patterns or []), *UNUSED])
