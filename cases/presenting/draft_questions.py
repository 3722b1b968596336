"""Questions of a draft: their list by step, one as a resident sees it, and what a sample answer earns."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass
from typing import Any, get_args

from cases.domain.questions import KINDS, AnyQuestion
from cases.domain.questions.kind import AnswerMarking
from cases.domain.teaching.drafting import part_at
from cases.domain.teaching.so_far import question_so_far
from cases.forms.draft_question import NAMES
from cases.forms.part_form import entries_of
from cases.forms.questions import QuestionForm
from cases.presenting.draft_words import question_title
from cases.presenting.markdown import markdown
from guidance.domain.vocabulary import joined, lower_first

KIND_LABELS = {
    "key_feature": "Key features: a few answers that matter, and some that would harm",
    "ranked_differential": "Ranked differential: the likeliest first",
    "script_concordance": "Script concordance: how a finding moves what one thinks",
    "single_best_answer": "Single best answer",
    "multiple_best_answer": "Several right answers",
    "short_text": "Short text, marked by its writer",
    "numeric": "A number",
}
"""What an author chooses from; a kind that is not here goes by its own name."""


@dataclass(frozen=True)
class QuestionLine:
    key: str
    title: str
    kind: str
    weight: float
    lacks: tuple[str, ...]
    is_first: bool
    is_last: bool


@dataclass(frozen=True)
class StepQuestions:
    key: str
    title: str
    lines: tuple[QuestionLine, ...]


def kind_choices() -> list[tuple[str, str]]:
    return [(key, KIND_LABELS.get(key, kind.label)) for key, kind in KINDS.items()]


def questions_by_step(document: Mapping[str, Any]) -> list[StepQuestions]:
    return [
        StepQuestions(step["key"], step.get("title") or step["key"], tuple(_lines(step)))
        for step in document.get("steps", ())
    ]


def _lines(step: Mapping[str, Any]) -> Iterator[QuestionLine]:
    questions = step.get("questions", ())
    for place, question in enumerate(questions):
        yield QuestionLine(
            key=question["key"],
            title=question_title(question),
            kind=kind_label(question),
            weight=float(question.get("weight") or 1),
            lacks=tuple(lacks(question)),
            is_first=place == 0,
            is_last=place == len(questions) - 1,
        )


def kind_label(question: Mapping[str, Any]) -> str:
    kind = KINDS.get(str(question.get("kind")))
    return kind.label if kind else "A question of a kind that is not known"


def lacks(given: Mapping[str, Any]) -> Iterator[str]:
    """What keeps a question from being asked, in sentences."""
    kind = KINDS.get(str(given.get("kind")))
    if kind is None:
        yield f"The kind “{given.get('kind')}” is none that is known."
        return
    missing = list(_missing(kind, given))
    if missing:
        yield f"It still needs {joined(missing)}."
        return
    question, faults = question_so_far(given)
    yield from (f"{said[:1].upper()}{said[1:]}" for _, said in faults)
    options = getattr(question, "options", None)
    if options is not None and len(options) < 2:
        yield "It needs at least two answers to choose from."


def _missing(part: Any, given: Mapping[str, Any], of: str = "") -> Iterator[str]:
    """What has to be there and is not, in rows and parts as well. It can be tried without an objective."""
    for entry in entries_of(part):
        held, label = given.get(entry.name), _label(entry.name)
        if held in (None, "", [], {}):
            if entry.usual is MISSING and entry.name != "objective":
                yield f"“{label}”{of}"
        elif entry.is_part:
            yield from _missing(entry.base, held, f" of “{label}”")
        elif entry.is_rows:
            for number, row in enumerate(held, 1):
                yield from _missing(get_args(entry.base)[0], row, f" in row {number}")


def _label(name: str) -> str:
    return lower_first(NAMES[name].label if name in NAMES else name.replace("_", " "))


# One question


@dataclass(frozen=True)
class Sample:
    """A sample answer as the debrief would tell of it."""

    answer: str
    marking: AnswerMarking
    verdict: str
    feedback: str

    @property
    def percent(self) -> int | None:
        return None if self.marking.credit is None else round(100 * self.marking.credit)


def shown_question(document: Mapping[str, Any], at: str, data: Any = None) -> dict[str, Any]:
    """The question as a resident meets it, with what is lacking; `data` is a sample answer to mark."""
    given = part_at(document, at)
    lacking = list(lacks(given))
    question = None if lacking else question_so_far(given)[0]
    if question is None:
        return {"lacking": lacking, "asked": None}
    form = QuestionForm(question, None, data)
    sample = sample_of(question, form) if data is not None else None
    return {
        "lacking": (),
        "asked": form,
        "stem": markdown(question.stem),
        "question": question,
        "sample": sample,
        "is_sample": data is not None,
    }


def sample_of(question: AnyQuestion, form: QuestionForm) -> Sample | None:
    """What an answer earns; None where it is none that the question takes. Nothing of it is kept."""
    if not form.is_valid():
        return None
    marking = question.mark_answer(form.recorded)
    return Sample(marking.entered, marking, _verdict(marking.credit), markdown(question.feedback))


def _verdict(credit: float | None) -> str:
    if credit is None:
        return "Marked by its writer"
    return "Right" if credit == 1 else "Partly right" if credit else "Earns nothing"
