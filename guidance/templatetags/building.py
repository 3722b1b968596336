"""What the templates of the rule builder draw many times over."""

from functools import lru_cache

from django import template
from django.template import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guidance.domain.vocabulary import VOCABULARY
from guidance.forms.rules import fact_choices

register = template.Library()


@register.simple_tag(takes_context=True)
def control(context: Context, what: str, dom: str) -> SafeString:
    """The id of a control, which has the focus when the page is loaded if it is what comes next."""
    id_ = f"{what}-{dom}"
    typed = context.get("typed")
    focused = typed is not None and typed.focus == id_ and not context.get("oob")
    return format_html('id="{}"{}', id_, SafeString(" autofocus") if focused else "")


@register.simple_tag
def fact_options(chosen: str) -> SafeString:
    """Every fact as an option of a select, by chapter."""
    return _fact_options(chosen)


@lru_cache(maxsize=256)
def _fact_options(chosen: str) -> SafeString:
    odd = bool(chosen) and chosen not in VOCABULARY
    groups = [(label, _options(facts, chosen)) for label, facts in fact_choices()]
    return format_html(
        '<option value="">choose a fact</option>{}{}',
        format_html('<option value="{0}" selected>“{0}” (not known)</option>', chosen) if odd else "",
        format_html_join("", '<optgroup label="{}">{}</optgroup>', groups),
    )


def _options(facts: list[tuple[str, str]], chosen: str) -> SafeString:
    rows = ((key, SafeString(" selected") if key == chosen else "", label) for key, label in facts)
    return format_html_join("", '<option value="{}"{}>{}</option>', rows)
