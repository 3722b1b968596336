"""The few things that the curators' templates cannot say by themselves."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.urls import reverse

from guidance.views.writing import carried

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
    draft = reverse("draft")
    # The longest address that the page's own begins with: "Draft" is not here where "Rules" is.
    here = max((href for href, _ in found if path.startswith(href)), key=len, default="")
    return [
        CurateLink(
            carry(context, href) if href.startswith(draft) else href, label, href == here, href == path
        )
        for href, label in found
    ]


@register.simple_tag(takes_context=True)
def carry(context: Context, address: str) -> str:
    """A link of the draft, naming the change set that the page writes into."""
    writing = context.get("writing")
    return carried(address, writing.in_links if writing else "")


@register.simple_tag(takes_context=True)
def in_set(context: Context, value: str | int) -> str:
    """This page, writing into another set."""
    return carried(context["request"].get_full_path(), str(value))


@register.simple_tag(takes_context=True)
def draft_url(context: Context, route: str, *args: str, **asked: str) -> str:
    """As `url`, with what is asked for, and naming the change set that the page writes into."""
    query = f"?{urlencode(asked)}" if any(asked.values()) else ""
    return carry(context, reverse(route, args=args) + query)


@register.filter
def get(mapping: Any, key: str) -> Any:
    """`mapping|get:key`, empty where there is none."""
    return mapping.get(key, "") if mapping else ""
