"""Questions of the cases that somebody who teaches may read, to take over into a draft."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.models import CaseDraft, TeachingCase
from cases.queries.drafting import drafts_of, libraries_of
from guidance.domain.searching import folded, words_of
from kidmet_site.accounts.models import User

MOST_CASES = 200
"""Cases, and drafts besides, that one search goes through, the ones changed last first."""
MOST_SHOWN = 30


@dataclass(frozen=True)
class FoundQuestion:
    """`at` names it: "case:12:step:key" of what is published, "draft:12:step:key" of a draft."""

    at: str
    case: str
    library: str
    step: str
    question: Mapping[str, Any]
    objective: str


def questions_known_to(user: User, query: str, but: CaseDraft) -> tuple[list[FoundQuestion], int]:
    """Those in which every word occurs, at most thirty of them, and how many there are; two queries."""
    words = words_of(query)
    found = [each for each in _all(user, but) if _has(each, words)]
    return found[:MOST_SHOWN], len(found)


def question_known_to(user: User, at: str) -> tuple[FoundQuestion, Mapping[str, str]] | None:
    """The one of that name with the objectives of its library; None where the person may not read it."""
    kind, _, rest = at.partition(":")
    number, _, _ = rest.partition(":")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    rows = _drafts(user) if kind == "draft" else _cases(user)
    row = rows.filter(pk=int(number)).first()
    if row is None:
        return None
    found = (each for each in _of(row) if each.at == at)
    each = next(found, None)
    return (each, row.library.objectives) if each else None


def _drafts(user: User) -> Any:
    return drafts_of(user)


def _cases(user: User) -> Any:
    cases = TeachingCase.objects.filter(library__in=libraries_of(user), latest__isnull=False)
    return cases.select_related("library", "latest").order_by("-latest__pk")


def _all(user: User, but: CaseDraft) -> Iterator[FoundQuestion]:
    drafts = _drafts(user).exclude(pk=but.pk)
    for row in (*drafts[:MOST_CASES], *_cases(user)[:MOST_CASES]):
        yield from _of(row)


def _of(row: CaseDraft | TeachingCase) -> Iterator[FoundQuestion]:
    is_draft = isinstance(row, CaseDraft)
    document: Any = row.document if isinstance(row, CaseDraft) else row.latest.document  # type: ignore[union-attr]  # it is published
    for step in document.get("steps", ()):
        for question in step.get("questions", ()):
            yield FoundQuestion(
                at=f"{'draft' if is_draft else 'case'}:{row.pk}:{step['key']}:{question['key']}",
                case=str(document.get("title") or ""),
                library=row.library.title,
                step=step.get("title") or step["key"],
                question=question,
                objective=row.library.objectives.get(question.get("objective") or "", ""),
            )


def _has(found: FoundQuestion, words: tuple[str, ...]) -> bool:
    options = (str(option.get("text", "")) for option in found.question.get("options", ()))
    text = folded(" ".join([found.case, found.library, str(found.question.get("stem", "")), *options]))
    return all(word in text for word in words)
