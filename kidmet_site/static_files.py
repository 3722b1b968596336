from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.staticfiles.finders import AppDirectoriesFinder

# What no page asks for: to hash and compress it would take most of the first start.
UNUSED = [
    "bootstrap/js/*",
    "bootstrap/css/bootstrap.css*",
    "bootstrap/css/bootstrap-*",
    "bootstrap/css/*.rtl.*",
]


class UsedFilesFinder(AppDirectoriesFinder):
    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[Any]:
        yield from super().list([*(ignore_patterns or []), *UNUSED])
