"""Review cards: what was missed, as a clinical question with the vignette that it needs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from cases.domain.marks import FACT, AttemptMark
from cases.domain.plain import disclosed_text, plain_text
from cases.domain.questions import AnyQuestion, QuestionOption, ScriptConcordance
from cases.domain.teaching import TeachingContent
from cases.domain.teaching.saying import says, says_words
from guidance.domain.edition import Addition, CompiledEdition
from guidance.domain.vocabulary import VOCABULARY, Fact, Value, upper_first

STAGED = frozenset(
    {
        "staging_edition",
        "t_category",
        "n_category",
        "m_category",
        "lugano_stage",
        "serum_marker_category",
    }
)
"""One staging question asks all of these."""

ASKED = {
    "staging_edition": "By which edition do you stage it?",
    "biopsy_result": "What does the biopsy show?",
    "treatment_intent": "What should treatment achieve?",
    "treatments_considered": "Which treatments would you consider?",
}
"""Where a card asks in other words than the form, in which one records what was done."""

LEFT_OPEN = "Leave it open"
GUIDANCE, ADDITION = "Guidance", "Curators' addition"
"""What each statement and each addition on a back begins with."""
BEGINS_GUIDANCE = re.compile(rf"\n\n(?={GUIDANCE} |{ADDITION} )")


@dataclass(frozen=True)
class CardText:
    """`background` is what the steps before disclosed; the question's last paragraph is what is asked."""

    kind: str
    key: str
    domain: str
    question: str
    answer: str
    source: str
    background: str = ""


def cards_from(
    case: TeachingContent, marks: tuple[AttemptMark, ...], edition: CompiledEdition
) -> tuple[CardText, ...]:
    """A card for each matter of which something was missed, with all its parts: what one step asks for one
    objective, all of its staging, or one question."""
    matters: dict[tuple[str, str, str], list[AttemptMark]] = {}
    for mark in marks:
        matters.setdefault(_matter(mark), []).append(mark)
    missed = (matter for matter in matters.values() if any(mark.is_missed for mark in matter))
    cards = (
        _facts_card(case, matter, edition)
        if matter[0].subject == FACT
        else _question_card(case, matter[0], edition)
        for matter in missed
    )
    return tuple(card for card in cards if card is not None)


def _matter(mark: AttemptMark) -> tuple[str, str, str]:
    if mark.subject != FACT:
        return mark.subject, mark.step, mark.key
    return mark.subject, mark.step, "staging" if mark.key in STAGED else f"objective {mark.objective}"


# Facts


def _facts_card(case: TeachingContent, marks: list[AttemptMark], edition: CompiledEdition) -> CardText | None:
    """None where what was missed is no question to remember."""
    asked = {mark.key: mark for mark in marks if _is_question(case, mark)}
    if not any(mark.is_missed for mark in marks if mark.key in asked):
        return None
    facts = [VOCABULARY[key] for key in asked]
    told = [_told(case, fact) for fact in facts]
    numbers = [f"{number}. " for number in range(1, len(facts) + 1)] if len(facts) > 1 else [""]
    each = [number + _asked(fact) for number, fact in zip(numbers, facts, strict=True)]
    ask = "\n".join(["Decide each of these, and say why:", *each]) if len(facts) > 1 else _and_why(each[0])
    answer = "\n\n".join(number + said for number, said in zip(numbers, told, strict=True))
    return CardText(
        kind="facts",
        key=next(iter(asked)),
        domain=next(iter(asked.values())).domain,
        question=f"{_vignette(case, marks[0].step)}\n\n{ask}",
        answer=_with_guidance(answer, asked.values(), edition),
        source=_source(case, asked.values(), edition),
        background=_before(case, marks[0].step),
    )


def _is_question(case: TeachingContent, mark: AttemptMark) -> bool:
    """Whether there is something to decide: what is taken over from a case is no question to remember."""
    expected = case.key.record.get(mark.key)
    if expected is None:
        return True
    fact = VOCABULARY[mark.key]
    return fact.asks_for_judgement and not _is_told(case, mark.step, fact, expected)


def _is_told(case: TeachingContent, step: str, fact: Fact, expected: Value) -> bool:
    """Whether the answer stands in the text of the card: each of several, by its name or its code.

    At the step that asks, the main word is enough: "a metastasis" where "Metastasis, confirmed" is expected.
    """
    shown, here = _shown(case, step), disclosed_text(case.steps[case.place_of(step)])
    values = expected if isinstance(expected, frozenset) else [expected]
    return all(says(shown, fact, value) or says_words(here, _main_word(fact, value)) for value in values)


def _main_word(fact: Fact, value: Value) -> str:
    choice = fact.choice_by_value.get(str(value))
    return choice.label.partition(",")[0] if choice else ""


def _asked(fact: Fact) -> str:
    usual = f"Which {fact.label}, with its prefix?" if fact.element else fact.question
    return ASKED.get(fact.key, usual)


def _and_why(question: str) -> str:
    return f"{question.removesuffix('?')}, and why?"


def _told(case: TeachingContent, fact: Fact) -> str:
    expected = case.key.record.get(fact.key)
    words = LEFT_OPEN if expected is None else _named(fact, expected)
    return f"{words}. {plain_text(case.key.mark_of[fact.key].why)}"


def _named(fact: Fact, value: Value) -> str:
    choice = fact.choice_by_value.get(value) if isinstance(value, str) else None
    words = choice.label if choice else fact.words(value)
    return words if fact.element else upper_first(words)


# Questions


def _question_card(case: TeachingContent, mark: AttemptMark, edition: CompiledEdition) -> CardText:
    question: AnyQuestion = case.question_by_key[mark.key]
    stem = plain_text(question.stem).replace("\n\n", "\n")
    ask = "\n".join(filter(None, [stem, question.recalled, *_choices(question)]))
    said = [*_answered(question), plain_text(question.feedback)]
    return CardText(
        kind="question",
        key=mark.key,
        domain=mark.domain,
        question=f"{_vignette(case, mark.step)}\n\n{ask}",
        answer=_with_guidance("\n\n".join(filter(None, said)), [mark], edition),
        source=_source(case, [mark], edition),
        background=_before(case, mark.step),
    )


def _choices(question: AnyQuestion) -> list[str]:
    if isinstance(question, ScriptConcordance):
        return [f"{upper_first(', '.join(question.scale.values()))}?"]
    return [f"– {text}" for _, text in getattr(question.control, "choices", ())]


def _answered(question: AnyQuestion) -> Iterator[str]:
    """What was expected, and why each option is right, is not, or would do harm."""
    named = "" if question.expected_label in ("Expected", "Model answer") else f"{question.expected_label}: "
    yield f"{named}{plain_text(question.mark_answer(None).expected)}"
    if isinstance(question, ScriptConcordance):
        yield f"{question.panel.label}."
    options = [option for option in getattr(question, "options", ()) if option.why]
    told = [f"– {_harm(option)}{option.text.rstrip('.')}: {plain_text(option.why)}" for option in options]
    if told:
        yield "\n".join(told)


def _harm(option: QuestionOption) -> str:
    return "Would do harm: " if option.harmful else ""


# What goes around both


def _vignette(case: TeachingContent, step: str) -> str:
    place = case.place_of(step)
    return f"{plain_text(case.summary)}\n\n{disclosed_text(case.steps[place])}"


def _before(case: TeachingContent, step: str) -> str:
    return "\n\n".join(disclosed_text(each) for each in case.steps[: case.place_of(step)])


def _shown(case: TeachingContent, step: str) -> str:
    return f"{_before(case, step)}\n\n{_vignette(case, step)}"


def _with_guidance(answer: str, marks: Iterable[AttemptMark], edition: CompiledEdition) -> str:
    """The answer with the statements behind it. One that a curator's note contradicts goes with the note:
    nobody should learn it alone. What curators say says also what it rests on."""
    return "\n\n".join([answer, *_guidance(marks, edition)])


def _guidance(marks: Iterable[AttemptMark], edition: CompiledEdition) -> Iterator[str]:
    told: set[str] = set()
    for key in _linked(marks, edition):
        said = edition.said(key)
        if isinstance(said, Addition):
            yield f"{ADDITION} {key}: {said.text} {said.rests_on}"
        else:
            yield f"{GUIDANCE} {key}: {said.text}"
        for note in (edition.notes[id_] for id_ in said.notes if id_ in edition.notes):
            if note.id not in told:
                told.add(note.id)
                yield f"Curator note {note.id}: {note.text} {note.rests_on}"


def _linked(marks: Iterable[AttemptMark], edition: CompiledEdition) -> list[str]:
    linked = dict.fromkeys(key for mark in marks for key in mark.statements)
    return [key for key in linked if key in edition.all_said]


def _source(case: TeachingContent, marks: Iterable[AttemptMark], edition: CompiledEdition) -> str:
    marks = list(marks)
    linked = _linked(marks, edition)
    said = [f"Teaching case “{case.title}”, the expert's key."]
    said += dict.fromkeys(f"{mark.source.rstrip('.')}." for mark in marks if mark.source)
    if linked:
        said.append(f"Guidance, edition {edition.number}, {', '.join(linked)}.")
    return " ".join(said)
