"""Markdown of teaching cases as HTML that can do no harm: no scripts, no images, no other host."""

from functools import lru_cache

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

ALLOWED = {
    "p",
    "br",
    "em",
    "strong",
    "ul",
    "ol",
    "li",
    "blockquote",
    "code",
    "h3",
    "h4",
    "hr",
    "a",
    "sub",
    "sup",
}
_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})


@lru_cache(maxsize=1024)
def markdown(text: str) -> SafeString:
    """The text as HTML, kept: the same narrative is read by many. Links lead inside KidMet only."""
    html = nh3.clean(
        _markdown.render(text),
        tags=ALLOWED,
        attributes={"a": {"href"}},
        attribute_filter=_inside,
        link_rel=None,
    )
    return mark_safe(html)  # nh3 let through only what is listed above


def _inside(tag: str, attribute: str, value: str) -> str | None:
    """A link that stays on this site; "//" would leave it without naming a scheme."""
    return value if value.startswith("/") and not value.startswith(("//", "/\\")) else None
