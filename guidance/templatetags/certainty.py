"""How sure a note, a reference or a score is, never as a letter alone."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from guidance.domain.entries.sign_off import SaidByCurators, rests_in_part
from guidance.domain.words import CERTAINTIES

register = template.Library()


@register.filter
def certainty(letter: str) -> str:
    """ "certainty A: confirmed in an authoritative source"."""
    return f"certainty {letter}: {CERTAINTIES.get(letter, 'not known')}"


@register.filter
def certainty_in_draft(entry: Mapping[str, Any]) -> str:
    """Of a note as a draft has it; where its references bear a part of it, the letter is of the rest."""
    said = certainty(entry["certainty"])
    return f"{said}, but for a part" if rests_in_part(entry["text"], entry["references"]) else said


@register.simple_tag
def rests_on_linked(said: SaidByCurators, at: str = "", anchor: str = "") -> SafeString | str:
    """What it rests on, each reference a link. `at` keeps to the edition that is read."""
    page = f"{reverse('guidance_references')}{at}#{anchor}"
    linked = format_html_join(", ", '<a href="{}{}">{}</a>', ((page, id_, id_) for id_ in said.references))
    return said.unreferenced or format_html(said.rests_form, linked, CERTAINTIES[said.certainty])
