"""What the checks found, each with the way to the place where it is mended."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from cases.domain.teaching.checking import CaseCheck
from cases.domain.teaching.drafting import part_at
from cases.models import CaseDraft


@dataclass(frozen=True)
class ShownCheck:
    message: str
    href: str
    code: str


def shown_checks(draft: CaseDraft, checks: Iterable[CaseCheck]) -> list[ShownCheck]:
    return [ShownCheck(check.message, way_to(draft, check.address), check.code) for check in checks]


def way_to(draft: CaseDraft, address: str) -> str:
    """The page of the editor on which a part is written."""
    names = address.split("/")
    if names[2:3] == ["images"] and len(names) > 3 and part_at(draft.document, "/".join(names[:4])):
        return reverse("teach_stack", args=(draft.pk, names[1], names[3]))
    if names[0] == "steps" and len(names) > 1 and part_at(draft.document, f"steps/{names[1]}"):
        return reverse("teach_step", args=(draft.pk, names[1]))
    if names[0] == "key":
        return _in_key(draft, names)
    return reverse("teach_case", args=(draft.pk,))


def _in_key(draft: CaseDraft, names: list[str]) -> str:
    return reverse("teach_case", args=(draft.pk,))
