"""Short texts that educators mark: question by question, and all that was written at one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from cases.domain.marks import MarkLine
from cases.domain.questions import AnyQuestion
from cases.domain.teaching import TeachingContent
from cases.forms.text_marks import TextMarkForm
from cases.models import AssignedCase, Assignment, Mark
from cases.permissions import assigns_there
from cases.presenting.markdown import markdown
from cases.queries.marking import GONE
from cases.queries.text_marks import EqualTexts, TextProgress
from guidance.domain.vocabulary import joined

NOTHING = (0, 0, 0, 0)
MOST_NAMED = 5
"""So many of those who wrote the very same are named."""


@dataclass(frozen=True)
class TextQuestion:
    """A question of an assigned case, and how far its texts are."""

    case: AssignedCase
    question: AnyQuestion
    stem: SafeString
    progress: TextProgress


class TextWriter(NamedTuple):
    name: str
    attempt: int


@dataclass(frozen=True)
class TextCard:
    """One text as it is marked, and how many wrote it; `writers` is empty where nobody is named."""

    number: int
    mark: Mark
    wrote: int
    writers: tuple[TextWriter, ...]
    form: TextMarkForm | None
    lines: tuple[MarkLine, ...]
    by: str
    at: datetime | None
    comment: str
    is_released: bool
    other_answer: SafeString | str
    """The model answer that it is marked against, where that is not the one of the page."""

    @property
    def named(self) -> str:
        """ "Ash, Beech and 7 more"."""
        names = [each.name for each in self.writers[:MOST_NAMED]]
        more = self.wrote - len(names)
        return joined([*names, f"{more} more"]) if names and more else joined(names)

    @property
    def points(self) -> int:
        return sum(line.verdict == "right" for line in self.lines)


def may_mark(cohort: Any) -> bool:
    return assigns_there(cohort)


def texts_page(
    assignment: Any,
    cases: Iterable[tuple[AssignedCase, TeachingContent]],
    progress: Sequence[TextProgress],
    held: int,
) -> dict[str, Any]:
    found = {(each.case, each.key): each for each in progress}
    rows = [
        text_question(case, question, found.get((case.pk, question.key)))
        for case, content in cases
        for question in content.question_by_key.values()
        if question.points_to_tick
    ]
    texts, marked = sum(each.texts for each in progress), sum(each.marked for each in progress)
    return {
        "assignment": assignment,
        "cohort": assignment.cohort,
        "rows": rows,
        "texts": texts,
        "marked": marked,
        "waiting": texts - marked,
        "held": held,
        "may_mark": may_mark(assignment.cohort),
    }


def text_question(case: AssignedCase, question: AnyQuestion, progress: TextProgress | None) -> TextQuestion:
    nothing = TextProgress(case.pk, question.key, *NOTHING)
    return TextQuestion(case, question, markdown(question.stem), progress or nothing)


def text_cards(
    marks: Iterable[tuple[Mark, EqualTexts]],
    forms: Mapping[int, TextMarkForm],
    names: Mapping[int, str],
    model_answer: str,
    first: int,
) -> list[TextCard]:
    """In the order of the marks, each the first of its equal texts; without `names` nobody is named."""
    return [
        _card(number, mark, alike, forms.get(mark.pk), names, model_answer)
        for number, (mark, alike) in enumerate(marks, start=first)
    ]


def _card(
    number: int,
    mark: Any,
    alike: EqualTexts,
    form: TextMarkForm | None,
    names: Mapping[int, str],
    model_answer: str,
) -> TextCard:
    held = getattr(mark, "text_mark", None)
    is_released = mark.credit is not None
    lines = tuple(MarkLine(**line) for line in mark.lines)
    by, at, comment = "", None, ""
    if is_released:
        given = mark.marking
        by, at, comment = str(given.by or GONE), given.made_at, given.reason
    elif held is not None:
        by, at, comment = str(held.by or GONE), held.marked_at, held.comment
        lines = tuple(
            MarkLine(line.text, "right" if place in held.points else "missing")
            for place, line in enumerate(lines)
        )
    return TextCard(
        number=number,
        mark=mark,
        wrote=alike.number,
        writers=tuple(
            TextWriter(names[person], attempt) for person, attempt in alike.writers if person in names
        ),
        form=form,
        lines=lines,
        by=by,
        at=at,
        comment=comment,
        is_released=is_released,
        other_answer=markdown(mark.expected) if mark.expected != model_answer else "",
    )


def is_without_names(assignment: Assignment, asked: str) -> bool:
    """Unless somebody asks for names, where the cohort shows them."""
    return assignment.cohort is None or assignment.cohort.hides_names or asked != "yes"
