"""Which edition a page reads: the current one, or the one that its address names."""

from typing import Any

from django.http import Http404, HttpRequest

from guidance.domain.edition import Edition
from guidance.queries import NoEdition, current_edition, edition


def edition_or_404(request: HttpRequest) -> tuple[Edition, dict[str, Any]]:
    """The edition, and what every page of it needs: `at` keeps the links of the page in that edition."""
    asked = request.GET.get("edition", "")
    try:
        current = current_edition()
        read = edition(_number(asked)) if asked else current
    except NoEdition as error:
        raise Http404(str(error)) from error
    is_older = read.number != current.number
    return read, {"edition": read, "current": current, "at": f"?edition={read.number}" if is_older else ""}


def _number(asked: str) -> int:
    if not (asked.isascii() and asked.isdigit() and len(asked) < 10):
        raise Http404(f'"{asked[:20]}" is not the number of an edition.')
    return int(asked)
