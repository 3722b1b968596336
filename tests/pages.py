"""A page as it reads: how the lines of its template are broken says nothing."""

import re

BETWEEN_MARKS = re.compile(r"(?<=>)\s+|\s+(?=<)")


def squeezed(html: str | bytes) -> str:
    """One blank between words, none beside a mark."""
    text = html.decode() if isinstance(html, bytes) else html
    return BETWEEN_MARKS.sub("", " ".join(text.split()))
