"""Whether one version of a case corrects another: it differs in key, marks and feedback alone.

Only then can what was answered at the one be marked with the key of the other: everybody was asked the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

from cases.domain.questions import AnyQuestion
from guidance.domain.vocabulary import VOCABULARY

from .case import TeachingContent, TeachingStep
from .giving import given_at
from .key import FactKey

OF_THE_DEBRIEF = frozenset({"expert", "questions"})
"""Of a step what its residents did not see as they answered; its questions are looked at one by one."""
LONGEST_NAME = 60
STEP_WORDS = {
    "kind": "kind",
    "title": "title",
    "narrative": "text",
    "tables": "tables",
    "figures": "drawings",
    "images": "pictures",
    "chapters": "chapters",
    "given": "given facts",
    "asked": "facts asked for",
}
QUESTION_WORDS = {
    "stem": "question itself",
    "options": "options",
    "ranked": "number of places",
    "points": "points to tick",
    "maximum": "number of answers allowed",
    "write_in": "way to answer",
    "minimum": "smallest number",
    "maximum_length": "longest answer",
    "unit": "unit",
    "hypothesis": "hypothesis",
    "finding": "finding",
    "about": "scale",
}


def bars_to_remarking(before: TeachingContent, after: TeachingContent) -> tuple[str, ...]:
    """What of `after` was not so when attempts at `before` were made, each in a sentence.

    Nothing: it corrects the key, and they can be marked with it.
    """
    return tuple(_bars(before, after))


def _bars(before: TeachingContent, after: TeachingContent) -> Iterator[str]:
    old = {step.key: step for step in before.steps}
    new = {step.key: step for step in after.steps}
    yield from (f"The step “{new[key].title}” is new." for key in new if key not in old)
    yield from (f"The step “{old[key].title}” is gone." for key in old if key not in new)
    if old.keys() == new.keys() and list(old) != list(new):
        yield "The steps stand in another order."
    for key in new:
        if key in old:
            yield from _bars_in_step(old[key], new[key])
    yield from _bars_in_given(before, after)


def _bars_in_step(before: TeachingStep, after: TeachingStep) -> Iterator[str]:
    for each in fields(TeachingStep):
        if each.name not in OF_THE_DEBRIEF and getattr(before, each.name) != getattr(after, each.name):
            what = STEP_WORDS.get(each.name, each.name)
            yield f"At the step “{after.title}” the {what} changed."
    old = {question.key: question for question in before.questions}
    new = {question.key: question for question in after.questions}
    for key in (each for each in new if each not in old):
        yield f"At the step “{after.title}” the question “{_named(new[key])}” is new."
    for key in (each for each in old if each not in new):
        yield f"At the step “{after.title}” the question “{_named(old[key])}” is gone."
    if old.keys() == new.keys() and list(old) != list(new):
        yield f"At the step “{after.title}” the questions stand in another order."
    for key in new:
        if key in old:
            yield from _bars_in_question(old[key], new[key])


def _bars_in_question(before: AnyQuestion, after: AnyQuestion) -> Iterator[str]:
    if before.kind != after.kind:
        yield f"The question “{_named(after)}” is of another kind."
        return
    asked, asks = before.asks, after.asks
    for name in asks:
        if asked[name] != asks[name]:
            yield f"Of the question “{_named(after)}” the {_called(after, name)} changed."


def _named(question: AnyQuestion) -> str:
    """By its first words: the key by which a document calls it is read by nobody."""
    words = " ".join(question.stem.replace("*", "").split())
    return words if len(words) <= LONGEST_NAME else f"{words[: LONGEST_NAME - 1].rstrip()}…"


def _called(question: AnyQuestion, field: str) -> str:
    return (
        "largest number"
        if (question.kind, field) == ("numeric", "maximum")
        else QUESTION_WORDS.get(field, field)
    )


def _bars_in_given(before: TeachingContent, after: TeachingContent) -> Iterator[str]:
    """What a step gives is taken from the key's record, and was read by everybody."""
    old = [given_at(before, step) for step in before.steps]
    new = [given_at(after, step) for step in after.steps]
    told = {fact for step in (*old, *new) for fact in step}
    for fact in VOCABULARY:
        if fact in told and [step.get(fact) for step in old] != [step.get(fact) for step in new]:
            yield f"“{VOCABULARY[fact].label}” is given, and has another value."


@dataclass(frozen=True)
class Correction:
    """What has to be marked anew where one key takes the place of another: facts and questions by key."""

    facts: frozenset[str]
    questions: frozenset[str]

    @property
    def is_empty(self) -> bool:
        return not (self.facts or self.questions)

    def __or__(self, other: "Correction") -> "Correction":
        return Correction(self.facts | other.facts, self.questions | other.questions)


NOTHING = Correction(frozenset(), frozenset())


def correction(before: TeachingContent, after: TeachingContent) -> Correction:
    """Between two versions of which one corrects the other. What is marked no longer counts as well."""
    marked = {**before.key.mark_of, **after.key.mark_of}
    return Correction(
        facts=frozenset(fact for fact in marked if _fact_differs(before, after, fact)),
        questions=frozenset(
            key
            for key, question in after.question_by_key.items()
            if question != before.question_by_key.get(key)
        ),
    )


def _fact_differs(before: TeachingContent, after: TeachingContent, fact: str) -> bool:
    old, new = before.key.mark_of.get(fact), after.key.mark_of.get(fact)
    if old is None or new is None or old != new:
        return True
    return any(before.key.record.get(each) != after.key.record.get(each) for each in facts_read_for(new))


def facts_read_for(key: FactKey) -> tuple[str, ...]:
    """The facts that a mark is made from: its own, those that an alternative depends on, and of lesions
    what the kidney is held to be."""
    of_kidney = ("kidney_diagnosis",) if key.fields else ()
    return tuple(dict.fromkeys((key.fact, *of_kidney, *(fact for each in key.accept for fact in each.when))))
