"""How sure a note, a reference or a score is, never as a letter alone."""

from django import template

from guidance.domain.words import CERTAINTIES

register = template.Library()


@register.filter
def certainty(letter: str) -> str:
    """ "certainty A: confirmed in an authoritative source"."""
    return f"certainty {letter}: {CERTAINTIES.get(letter, 'not known')}"
