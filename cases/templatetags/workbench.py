"""The few things that the templates of the workbench cannot say by themselves."""

import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Protocol

from django import template
from django.forms import BoundField
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cases.forms.keeping import Marked
from guidance.domain.edition import Note
from guidance.domain.vocabulary import VOCABULARY

register = template.Library()


@register.filter
def at(mapping: Mapping[str, Any], key: str) -> Any:
    return mapping.get(key, ()) if mapping else ()


@register.filter
def curly(text: str) -> str:
    """With the quotation marks of a page; what is also said on a command line has plain ones."""
    return re.sub(r'"([^"\n]*)"', r"“\1”", text)


@register.filter
def marked(text: str, level: str) -> str:
    """A part of a line, in the colour of what is said of it."""
    return format_html('<mark class="mark-{}">{}</mark>', level, text) if level else text


@register.filter
def fields_are(marked: Sequence[Marked]) -> str:
    return "1 field is" if len(marked) == 1 else f"{len(marked)} fields are"


@register.filter
def not_saved(marked: Sequence[Marked]) -> str:
    """How many fields are not saved, with the names of the first."""
    named = ", ".join(each.label for each in marked[:3])
    more = f" and {len(marked) - 3} more" if len(marked) > 3 else ""
    return f"{fields_are(marked)} not saved: {named}{more}"


@register.filter
def without(text: str, said: str) -> str:
    """What of a text was not said already, by what stands before it on the page."""
    return text.replace(said, "", 1).strip() if said else text


class Showable(Protocol):
    @property
    def key(self) -> Hashable: ...


@dataclass(frozen=True)
class _Piece:
    """One thing to render, the same as any other with its template, its key and what it belongs to."""

    template: str
    of: Hashable
    key: Hashable
    it: object = field(compare=False)


@register.simple_tag
def kept(template: str, it: Showable, of: Hashable) -> SafeString:
    """A piece of the panel, rendered once and kept: most of a panel stays as it was from save to save.

    The piece may show nothing but `it` and `of`, which its key stands for.
    """
    return _rendered(_Piece(template, of, it.key, it))


@register.simple_tag
def kept_note(note: Note, of: Hashable, is_open: bool) -> SafeString:
    """A curator note of an edition: high severity open where `is_open` lets it be."""
    return _rendered(_Piece("cases/_panel.html#note", (of, is_open), note.id, note))


@lru_cache(maxsize=4096)
def _rendered(piece: _Piece) -> SafeString:
    return render_to_string(piece.template, {"it": piece.it, "of": piece.of})


@register.filter
def chapter_of(key: str) -> str:
    """The chapter in which a fact is asked."""
    return VOCABULARY[key].chapter


@register.filter
def described(field: BoundField) -> SafeString:
    """The widget, telling a screen reader where its help, state, errors and cautions stand."""
    ids = [f"hint-{field.name}"] if field.help_text else []
    return _described(field, *ids)


@register.filter
def described_in_row(field: BoundField) -> SafeString:
    """The same for a field of a row, where no help stands."""
    return _described(field)


def _described(field: BoundField, *ids: str) -> SafeString:
    attrs: dict[str, str | bool] = {"aria-describedby": " ".join([*ids, f"after-{field.html_name}"])}
    if field.errors:
        attrs["aria-invalid"] = "true"
        attrs["class"] = f"{field.field.widget.attrs.get('class', '')} is-invalid".strip()
    return field.as_widget(attrs=attrs)
