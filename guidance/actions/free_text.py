"""What people write in their own words: kept without what nobody can see, refused with a sentence."""

from guidance.domain.characters import forbidden_said, invisible_in
from guidance.domain.limits import REMARK, Limit
from guidance.permissions import StepRefused

LONGEST = REMARK.most


class TextRefused(ValueError):
    """A text that is too short or too long, or holds what cannot be kept; the message says so."""


def check_length(text: str, limit: Limit = REMARK) -> None:
    """Raises StepRefused, which names how long it is and how long it may be."""
    if len(text.strip()) > limit.most:
        raise StepRefused(limit.refusal(len(text.strip())))


def checked_text(text: str, *, shortest: int, longest: int = LONGEST) -> str:
    """The text as it is kept: trimmed, without characters that cannot be seen. Raises TextRefused."""
    if len(text) > longest * 2:
        raise TextRefused(_too_long(text, longest))
    said = forbidden_said(text)
    if said:
        raise TextRefused(f"This {said}")
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    kept = kept.translate({ord(character): None for character in invisible_in(kept)}).strip()
    if len(kept) < shortest:
        has = f"; this has {len(kept)}" if kept else ""
        raise TextRefused(f"Write {shortest} characters or more{has}.")
    if len(kept) > longest:
        raise TextRefused(_too_long(kept, longest))
    return kept


def _too_long(text: str, longest: int) -> str:
    return f"This has {len(text):,} characters; at most {longest:,} are kept."
