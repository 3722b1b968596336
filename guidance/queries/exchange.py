"""What can be taken along, and what ships with this version."""

from functools import cache
from typing import Any

from guidance.domain.edition import content_hash
from guidance.models import Document
from guidance.pack import read_pack


@cache
def shipped_payload() -> dict[str, Any]:
    """The pack that ships. Its files do not change while this runs, and reading them takes a second."""
    return read_pack()


@cache
def _shipped_hash() -> str:
    return content_hash(shipped_payload())


def has_draft() -> bool:
    return Document.objects.filter(is_guidance=True).exists()


def shipped_differs() -> bool:
    """Whether the pack that ships says something else than the accepted draft, or there is no draft."""
    held = Document.objects.filter(is_guidance=True, hash=_shipped_hash())
    return not held.exists()
