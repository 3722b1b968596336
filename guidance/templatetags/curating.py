"""The few things that the curators' templates cannot say by themselves."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse

register = template.Library()

PAGES = (
    ("curate_home", "Overview"),
    ("draft", "Draft"),
    ("draft_rule_list", "Rules"),
    ("draft_note_list", "Notes"),
    ("draft_reference_list", "References"),
    ("change_set_list", "Changes"),
    ("curate_impact", "Impact"),
    ("curate_coverage", "Coverage"),
    ("draft_publish", "Publish"),
    ("flag_list", "Flags"),
    ("exchange", "Exchange"),
    ("audit", "Audit"),
)
"""Every page of the curators' part, in the order of their work; impact and coverage are the other app's."""


@dataclass(frozen=True)
class CurateLink:
    href: str
    label: str
    is_here: bool
    is_exact: bool


@register.simple_tag(takes_context=True)
def curate_links(context: Context) -> list[CurateLink]:
    path = context["request"].path
    found = [(reverse(route), label) for route, label in PAGES]
    # The longest address that the page's own begins with: "Draft" is not here where "Rules" is.
    here = max((href for href, _ in found if path.startswith(href)), key=len, default="")
    return [CurateLink(href, label, href == here, href == path) for href, label in found]


@register.filter
def get(mapping: Any, key: str) -> Any:
    """`mapping|get:key`, empty where there is none."""
    return mapping.get(key, "") if mapping else ""
