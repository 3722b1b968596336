"""What the page says of the last save: beside the title, and at the foot of the form."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as in_words

from cases.forms import ChapterForm
from cases.forms.keeping import Marked
from cases.models import PatientCase


@dataclass(frozen=True)
class SaveState:
    at: str
    """When it was, in words; empty for a case that was never saved."""
    said: str
    is_conflict: bool
    is_fault: bool
    is_lost: bool
    """Whether something typed can be neither recorded nor kept."""
    marked: tuple[Marked, ...]
    goes_to: str
    """The address of the chapter that was to be gone to, and its name."""
    goes_on: str

    @property
    def key(self) -> Hashable:
        return self

    @property
    def outcome(self) -> str:
        """The class of what stands beside the title: what is said there is never in part."""
        in_part = self.marked and not self.said
        return "not-saved" if self.is_refused else "in-part" if in_part else "saved"

    @property
    def is_refused(self) -> bool:
        return self.is_conflict or self.is_fault


def save_state(case: PatientCase, form: ChapterForm, answer: Mapping[str, Any]) -> SaveState:
    """`answer` is what the page says besides: what was "said", what is in "conflict", a "fault"."""
    wanted = answer["wanted"]
    return SaveState(
        at=_at(case, is_just_now=answer["saved"]),
        said=answer["said"] or "",
        is_conflict=bool(answer["conflict"]),
        is_fault=bool(answer["fault"]),
        is_lost=form.is_too_long,
        marked=tuple(form.marked()),
        goes_to=reverse("case_chapter", args=(case.pk, wanted.key)) if wanted else "",
        goes_on=wanted.label if wanted else "",
    )


def _at(case: PatientCase, *, is_just_now: bool) -> str:
    at = timezone.localtime(case.updated_at)
    if is_just_now:
        return f"{at:%H:%M}"
    return in_words(at, "j M, H:i") if case.version > 1 else ""
