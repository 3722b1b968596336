"""The few things that the templates of the workbench cannot say by themselves."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

from guidance.domain.vocabulary import VOCABULARY

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, ()) if mapping else ()


@register.filter
def chapter_of(key: str) -> str:
    """The chapter in which a fact is asked."""
    return VOCABULARY[key].chapter


@register.filter
def described(field: BoundField) -> SafeString:
    """The widget, telling a screen reader where its help, state, errors and cautions stand."""
    ids = [f"hint-{field.name}"] if field.help_text else []
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join([*ids, f"after-{field.name}"])}
    if field.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} is-invalid".strip()
    return field.as_widget(attrs=attrs)
