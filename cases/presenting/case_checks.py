"""What the checks found, each with the way to the place where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cases.domain.questions import KINDS
from cases.domain.teaching.checking import CaseCheck
from cases.domain.teaching.drafting import part_at
from cases.models import CaseDraft
from guidance.domain.vocabulary import VOCABULARY


@dataclass(frozen=True)
class ShownCheck:
    message: str
    href: str
    code: str


def shown_checks(draft: CaseDraft, checks: Iterable[CaseCheck]) -> list[ShownCheck]:
    return [ShownCheck(check.message, way_to(draft, check.address), check.code) for check in checks]


def way_to(draft: CaseDraft, address: str) -> str:
    """The page of the editor on which a part is written, at its field."""
    names = address.split("/")
    if names[0] == "steps" and len(names) > 1 and part_at(draft.document, f"steps/{names[1]}"):
        return _in_step(draft, names[1], names[2:])
    if names[0] == "key":
        return _in_key(draft, names[1:])
    at = f"#{names[0]}" if names[0] == "objectives" else _field(names[:1])
    return reverse("teach_case", args=(draft.pk,)) + at


def _in_step(draft: CaseDraft, step: str, names: list[str]) -> str:
    what, key = (*names, "", "")[:2]
    held = part_at(draft.document, f"steps/{step}/{what}/{key}") if key else None
    if what == "images" and held:
        return reverse("teach_stack", args=(draft.pk, step, key))
    if what == "questions" and held and held.get("kind") in KINDS:
        return reverse("teach_question", args=(draft.pk, step, key)) + _in_form(names[2:])
    if what == "questions":
        return reverse("teach_questions", args=(draft.pk,)) + f"#questions-{step}"
    at = "#facts-title" if what in ("given", "asked") else _field(names[:1])
    return reverse("teach_step", args=(draft.pk, step)) + at


def _in_key(draft: CaseDraft, names: list[str]) -> str:
    what, fact = (*names, "", "")[:2]
    known = VOCABULARY.get(fact)
    if known is None or known.is_derived:
        return reverse("teach_marks", args=(draft.pk,))
    if what == "marks":
        return reverse("teach_mark", args=(draft.pk, fact)) + _in_form(names[2:])
    return reverse("teach_key", args=(draft.pk, known.chapter)) + f"#field-{fact}"


OF_FORM = {"statements": "#rests", "notes": "#rests", "options": "#options", "panel": "#panel"}
"""Where a part of a question or mark stands that is no field."""


def _in_form(names: list[str]) -> str:
    return OF_FORM.get(names[0], _field(names)) if names else ""


def _field(names: list[str]) -> str:
    return f"#field-{names[0]}" if names and names[0] else ""
