"""What the templates of teaching cases cannot say by themselves."""

from collections.abc import Mapping
from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from cases.domain.marks import AttemptMark
from cases.domain.sureness import place_of_mark
from cases.presenting.debrief import LINE_WORDS
from cases.presenting.learning import DoneRow, MonthRow
from cases.presenting.markdown import markdown as rendered
from cases.presenting.sureness import SurenessShown

register = template.Library()


@register.filter
def markdown(text: str) -> SafeString:
    """Markdown of a teaching case as harmless HTML."""
    return rendered(text)


@register.filter
def verdict_words(verdict: str) -> str:
    """A verdict on one part of an answer, as a word beside it."""
    return LINE_WORDS.get(verdict, "")


@register.filter
def said_of(sureness: SurenessShown | None, mark: AttemptMark) -> str:
    """How sure its writer said they were of what a mark is of, in words; "" where they did not."""
    level = sureness.said.get(place_of_mark(mark)) if sureness else None
    return level.words if level else ""


@register.filter
def points(number: float) -> str:
    """ "2", "1.5", "0.75": points without zeros that say nothing."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


@register.filter
def of_version(numbers: Mapping[int, Mapping[str, int]], number: int) -> Mapping[str, int]:
    """How much was made at a version; nothing where nothing was."""
    return numbers.get(number, {})


@register.filter
def at_number(said: Mapping[int, str], number: int) -> str:
    return said[number]


@register.simple_tag
def domain_share(row: DoneRow | MonthRow, domain: str) -> str:
    share = row.by_domain.get(domain)
    return "–" if share is None else f"{share} %"


@register.filter
def is_or_was(at: datetime) -> str:
    """ "is" before a moment, "was" after it: "It was due on"."""
    return "was" if at < timezone.now() else "is"


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to go through."""
    return text.split()
