"""The links below a list that goes on."""

from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context

register = template.Library()


@register.inclusion_tag("_partials/pages.html", takes_context=True)
def pages(
    context: Context, page: Page, label: str, before: str = "Previous", after: str = "Next", at: str = ""
) -> dict[str, Any]:
    """`label` names them for those who hear the page; `at` is the place on it that they lead to.

    What was asked for besides stays asked for.
    """
    asked = context["request"].GET.copy()
    asked.pop("page", None)
    given = asked.urlencode()
    return {
        "page": page,
        "label": label,
        "before": before,
        "after": after,
        "at": at,
        "asked": f"?{given}&page=" if given else "?page=",
    }
