"""What people write in their own words: kept without what nobody can see, refused with a sentence."""

from guidance.domain.characters import forbidden_said, invisible_in

LONGEST = 2_000


class TextRefused(ValueError):
    """A text that is too short or too long, or holds what cannot be kept; the message says so."""


def checked_text(text: str, *, shortest: int, longest: int = LONGEST) -> str:
    """The text as it is kept: trimmed, without characters that cannot be seen. Raises TextRefused."""
    said = forbidden_said(text)
    if said:
        raise TextRefused(f"This {said}")
    kept = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    for character in invisible_in(kept):
        kept = kept.replace(character, "")
    kept = kept.strip()
    if len(kept) < shortest:
        has = f"; this has {len(kept)}" if kept else ""
        raise TextRefused(f"Write {shortest} characters or more{has}.")
    if len(kept) > longest:
        raise TextRefused(f"This has {len(kept):,} characters; at most {longest:,} are kept.")
    return kept
