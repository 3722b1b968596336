"""Filters by what a fact may hold."""

from typing import Any

from django.contrib.admin import SimpleListFilter

from guidance.admin import listed_filter
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY


def by_fact(key: str) -> type[SimpleListFilter]:
    fact = LESION_FIELDS.get(key) or VOCABULARY[key]
    offered: list[tuple[Any, str]] = [(choice.value, choice.label) for choice in fact.choices]
    if not offered:
        low, high = map(int, fact.within)
        offered = [(number, str(number)) for number in range(low, high + 1, fact.step or 1)]
    return listed_filter(key, lambda: offered, fact.label)
