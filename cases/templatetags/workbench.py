"""The few things that the templates of the workbench cannot say by themselves."""

import re
from collections.abc import Container, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape
from typing import Any, Protocol, TypeVar
from urllib.parse import quote

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from cases.domain.prognosis import ScoreItem
from cases.forms import ChapterForm, FieldGroup
from cases.forms.keeping import Marked
from cases.presenting.beside import Beside
from cases.presenting.beside import beside as under
from cases.presenting.panel import FirstLine, Panel, PanelChanges
from cases.presenting.summary import BroughtUp
from guidance.domain.edition import Note, Statement
from guidance.domain.vocabulary import VOCABULARY
from guidance.presenting.draft import change_link

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
def linked(marked: Iterable[Marked]) -> SafeString:
    return format_html_join(", ", '<a href="#{}">{}</a>', ((each.anchor, each.label) for each in marked))


@register.filter
def not_saved(marked: Sequence[Marked]) -> str:
    """How many fields are not saved, with the names of the first."""
    named = ", ".join(each.label for each in marked[:3])
    more = f" and {len(marked) - 3} more" if len(marked) > 3 else ""
    return f"{fields_are(marked)} not saved: {named}{more}"


@register.filter
def listed(parts: Iterable[ScoreItem]) -> SafeString:
    """The items of a score: a save draws up to nine, and a loop in a template takes three times as long."""
    return mark_safe(
        "".join(
            f"<li>{escape(it.label)} {escape(it.words)}: <b>{escape(str(it.counts))}</b></li>" for it in parts
        )
    )


LINE = '<li class="domain-{}">{}<a href="#{}" data-card>{}</a> <small class="of">{}</small>{}<p>{}</p></li>'
NEW = mark_safe('<span class="new">new</span>')
ADDS = mark_safe(' <small class="adds"><span aria-hidden="true">+</span> Curators\' addition</small>')


@register.filter
def in_lines(lines: Iterable[FirstLine]) -> SafeString:
    """The sections of a first view; many a save draws them anew."""
    return format_html_join(
        "",
        LINE,
        (
            (
                card.match.domain,
                NEW if card.is_new else "",
                card.id,
                card.match.title,
                card.domain_label,
                ADDS if card.match.additions else "",
                reason,
            )
            for card, reason in lines
        ),
    )


@register.filter
def without(text: str, said: str) -> str:
    """What of a text was not said already, by what stands before it on the page."""
    return text.replace(said, "", 1).strip() if said else text


class Stamped(Protocol):
    @property
    def stamp(self) -> str: ...


S = TypeVar("S", bound=Stamped)


@register.filter
def unlike(pieces: Iterable[S], on_page: Container[str]) -> list[S]:
    """Those that the page does not show already."""
    return [piece for piece in pieces if piece.stamp not in on_page]


@register.filter
def besides(panel: Panel, on_page: Container[str]) -> PanelChanges:
    """What of the panel the page does not show already."""
    return panel.besides(on_page)


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
    changes: bool = False
    """Whether it has the ways to the forms of what the guidance says."""


@register.simple_tag
def kept(template: str, it: Showable, of: Hashable) -> SafeString:
    """A piece of the panel, rendered once and kept: most of a panel stays as it was from save to save.

    The piece may show nothing but `it` and `of`, which its key stands for.
    """
    return _rendered(_Piece(template, of, it.key, it))


BACK_HERE = "back-to-where-it-is-read"
"""Stands in a kept piece for the address of the page: many pages show the same."""


@register.simple_tag(takes_context=True)
def kept_guidance(context: Context, template: str, it: Showable, of: Hashable) -> SafeString:
    """As `kept`, of what the guidance says: with the ways to its forms where the page has `change_back`."""
    back = context["change_back"]
    drawn = _rendered(_Piece(template, of, it.key, it, bool(back)))
    return mark_safe(drawn.replace(BACK_HERE, quote(back, safe=""))) if back else drawn


@register.simple_tag(takes_context=True)
def change_this_piece(context: Context, kind: str, id_: str) -> SafeString:
    """In a kept piece, for whoever keeps the guidance."""
    return change_link(kind, id_, BACK_HERE) if context["changes"] else SafeString("")


@register.simple_tag
def kept_few(template: str, it: Showable, of: Hashable) -> SafeString:
    """The same of a piece that is large: only those drawn last are kept."""
    return _rendered_last(_Piece(template, of, it.key, it))


@register.simple_tag(takes_context=True)
def kept_statements(
    context: Context, statements: Iterable[Statement], of: Hashable, heading: str
) -> SafeString:
    """Statements of an edition, with the heading of the section that they stand in."""
    named = "cases/_panel.html#statement", (of, heading)
    return _all(_Piece(*named, it.key, it, context["changes"]) for it in statements)


@register.simple_tag(takes_context=True)
def kept_additions(context: Context, additions: Iterable[BroughtUp], of: Hashable) -> SafeString:
    """What curators add to a section of an edition, each with what brought it up."""
    template, changes = "cases/_panel.html#addition", context["changes"]
    return _all(_Piece(template, (of, it.because), it.addition.key, it, changes) for it in additions)


@register.simple_tag(takes_context=True)
def kept_notes(context: Context, notes: Iterable[Note], of: Hashable, is_open: bool) -> SafeString:
    """Curator notes of an edition: those of high severity open where `is_open` lets them be."""
    named = "cases/_panel.html#note", (of, is_open)
    return _all(_Piece(*named, it.id, it, context["changes"]) for it in notes)


def _all(pieces: Iterable[_Piece]) -> SafeString:
    return SafeString("".join(map(_rendered, pieces)))  # each is drawn by a template, which escapes


@lru_cache(maxsize=64)
def _rendered_last(piece: _Piece) -> SafeString:
    return _rendered.__wrapped__(piece)


@lru_cache(maxsize=4096)
def _rendered(piece: _Piece) -> SafeString:
    return render_to_string(piece.template, {"it": piece.it, "of": piece.of, "changes": piece.changes})


@register.simple_tag(takes_context=True)
def beside(context: Context, field: BoundField) -> Beside:
    """What stands under a field of a chapter, on the workbench and in a step."""
    cautions, remarks = context.get("cautions_at") or {}, context.get("remarks_at") or {}
    return under(field, cautions.get(field.name, ()), remarks.get(field.name))


@register.simple_tag(takes_context=True)
def changed_besides(context: Context, form: ChapterForm) -> list[Beside]:
    """What stands under the fields of a chapter, without what the page shows already."""
    fields = (field for group in form.groups for field in group.fields)
    return unlike((beside(context, field) for field in fields), context["on_page"])


@dataclass(frozen=True)
class Parted:
    """The fields of a group that are in view, and those that wait under "More"."""

    in_view: list[BoundField]
    under_more: list[BoundField]

    @property
    def named(self) -> str:
        return ", ".join(
            str(field.label) for field in self.under_more if not getattr(field, "is_set_aside", False)
        )


@register.simple_tag(takes_context=True)
def parted(context: Context, group: FieldGroup) -> Parted:
    """What is said of a field, and what a key is marked by, leads to it: it is in view."""
    said = {*(context.get("cautions_at") or ()), *(context.get("remarks_at") or ())}
    said |= {each.fact for each in context.get("used") or ()}
    parts: dict[bool, list[BoundField]] = {False: [], True: []}
    for each in group.fields:
        parts[each.name not in said and getattr(each, "is_under_more", False)].append(each)
    return Parted(parts[False], parts[True])


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
