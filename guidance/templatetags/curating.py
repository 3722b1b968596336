"""The few things that the curators' templates cannot say by themselves."""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cache
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

from django import template
from django.template import Context
from django.template.base import NodeList, Parser, Token
from django.urls import get_script_prefix, reverse
from django.utils.safestring import SafeString, mark_safe

from guidance.domain.changing import How
from guidance.presenting.differences import PresentedChange
from guidance.presenting.draft import change_link
from guidance.queries.shelf import Shelf
from guidance.views.writing_into import carried

register = template.Library()

TOKEN = token_urlsafe()
"""Stands in what is kept where each page has a token of its own."""
_pages: Shelf[Hashable, str] = Shelf(64)
"""By all that they show: drawing one takes ten times as long as all else of its page."""

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
    named = {name: value for name, value in asked.items() if value}
    query = f"?{urlencode(named)}" if named else ""
    return carry(context, reverse(route, args=args) + query)


@register.simple_tag(takes_context=True)
def change_this(context: Context, kind: str, id_: str = "", anchor: str = "") -> str:
    """The way to the form of an entry, and from there back here.

    Nothing for whoever does not keep the guidance, nor in an edition that readers do not see any more.
    """
    if not context.get("may_change"):
        return ""
    back = context["request"].get_full_path() + (f"#{anchor}" if anchor else "")
    return change_link(kind, id_, back)


@register.simple_tag(takes_context=True)
def change_difference(context: Context, difference: PresentedChange) -> str:
    """As `change_this`, for an entry of which a difference is shown: not for one that is retired, nor for one
    that the draft does not have yet."""
    is_new = difference.how is How.ADDED and not context.get("is_in_draft", True)
    if is_new or difference.how is How.RETIRED:
        return ""
    return change_this(context, difference.kind, difference.id, f"d-{difference.kind}-{difference.id}")


class KeptNode(template.Node):
    """What stands between the tags: drawn once for each `kept_by` of the view, each time where it gives none.

    What the view needs for drawing alone it makes in `rest`. The token is another on each page.
    """

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        key = context.get("kept_by")
        if key is None:
            return self.nodelist.render(context)

        def draw() -> str:
            rest = context["rest"]() if "rest" in context else {}
            with context.push(**rest, csrf_token=TOKEN):
                return self.nodelist.render(context)

        return mark_safe(_pages.get(key, draw).replace(TOKEN, str(context["csrf_token"])))


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist)


@register.filter
def get(mapping: Any, key: str) -> Any:
    """`mapping|get:key`, empty where there is none."""
    return mapping.get(key, "") if mapping else ""
