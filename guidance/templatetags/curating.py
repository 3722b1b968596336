"""The few things that the curators' templates cannot say by themselves."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils.safestring import mark_safe

from guidance.presenting.draft import Branch
from guidance.queries.shelf import Shelf
from guidance.views.writing import carried

register = template.Library()

TOKEN = "the-token-of-the-page-goes-here"
_trees: Shelf[tuple[object, ...], str] = Shelf(8)
"""By what they show. Drawing one takes ten times as long as all else of its page."""

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


@cache
def _addresses(prefix: str) -> tuple[list[tuple[str, str]], str]:
    """Of every page, with its label, and that of the draft: the same on each page below one prefix."""
    return [(reverse(route), label) for route, label in PAGES], reverse("draft")


@register.simple_tag(takes_context=True)
def curate_links(context: Context) -> list[CurateLink]:
    path = context["request"].path
    found, draft = _addresses(get_script_prefix())
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


@register.simple_tag(takes_context=True)
def tree_drawn(context: Context, branches: tuple[Branch, ...]) -> str:
    """The sections with all that can be done to them there: drawn once, until something of it changes."""
    writing = context["writing"]

    def draw() -> str:
        drawn = {"branches": branches, "writing": writing, "csrf_token": TOKEN}
        return render_to_string("guidance/draft.html#branches", drawn)

    kept = _trees.get((branches, writing.value, writing.in_links, get_script_prefix()), draw)
    return mark_safe(kept.replace(TOKEN, str(context["csrf_token"])))


@register.filter
def get(mapping: Any, key: str) -> Any:
    """`mapping|get:key`, empty where there is none."""
    return mapping.get(key, "") if mapping else ""
