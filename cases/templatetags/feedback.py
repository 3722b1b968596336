"""Feedback on an attempt, thread by thread."""

from collections.abc import Mapping

from django import template

from cases.presenting.feedback import FeedbackThread

register = template.Library()


@register.filter
def thread_at(threads: Mapping[int, FeedbackThread], number: int) -> FeedbackThread | None:
    """That of a step by its number, from 1; 0 is the whole attempt."""
    return threads.get(number) if threads else None


@register.filter
def said_in(threads: Mapping[int, FeedbackThread]) -> tuple[FeedbackThread, ...]:
    """Those in which something was written."""
    return tuple(thread for thread in threads.values() if thread.entries) if threads else ()
