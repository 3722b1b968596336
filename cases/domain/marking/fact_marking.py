"""Marking the record: what was entered for a fact against what the expert entered."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from cases.domain.known import Recorded
from cases.domain.marks import FACT, AttemptMark, MarkLine
from cases.domain.natures import DIAGNOSIS, with_diagnoses
from cases.domain.notation.category import Category, NotationError
from cases.domain.notation.scanning import read_category
from cases.domain.teaching import AcceptedValue, FactKey, TeachingContent
from cases.domain.wording import table_words
from guidance.domain.vocabulary import NONE, VOCABULARY, AnyOfFact, Fact, LesionsFact, NumberFact, Value

from .lesion_marking import lesion_credit

DOMAIN_OF_CHAPTER = {
    "presentation": "diagnosis",
    "primary": "diagnosis",
    "kidney": "diagnosis",
    "imaging": "diagnosis",
    "biopsy": "diagnosis",
    "staging": "staging",
    "prognosis": "treatment",
    "treatment": "treatment",
    "palliative": "palliative",
}
NOT_RECORDED = "not recorded"

CATEGORY_SHARE, PREFIX_SHARE = 0.75, 0.25
"""How a token's weight is divided. KidMet's choice, unreferenced."""

EXACT, PARENT, SAME_MAIN, OTHER = 1.0, 0.5, 0.25, 0.0
"""Credit for a category: the same; right but one level coarser or finer; only the letter differs; another.
KidMet's choice, as above; a key overrules it with `accept`."""

PREFIX_WORDS = {"": "no prefix", "c": "c, clinical", "p": "p, pathological"}


def mark_fact(
    case: TeachingContent, key: FactKey, recorded: Recorded, then: Recorded | None = None
) -> Iterator[AttemptMark]:
    """The marks of one fact: one, or for a TNM token one for its category and one for its prefix.

    `then` is the record as the step that asks it closed, where that may have been another.
    """
    fact = VOCABULARY[key.fact]
    entered = _compared(key, recorded if then is None else then)
    expected = _compared(key, case.key.record)
    accepted = _accepted(key, entered, recorded)
    if fact.element and isinstance(expected, str) and accepted is None:
        yield from _token_marks(case, key, fact, entered, expected)
        return
    are_given = case.has_given(key.fact, case.step_of_mark(key))
    meant = _as_the_key_says(fact, entered, expected)
    credit, said, lines = _credit(fact, key, meant, expected, accepted, are_given=are_given)
    yield replace(
        _unearned(case, key, fact),
        credit=credit,
        entered="" if entered is None else table_words(fact, entered),
        expected=NOT_RECORDED if expected is None else table_words(fact, expected),
        why=_why(said, key),
        lines=lines,
    )


def _compared(key: FactKey, recorded: Recorded) -> Value | None:
    """What is recorded; lesions whose diagnosis counts have the kidney's where none is theirs."""
    if DIAGNOSIS in key.fields and recorded.get(key.fact):
        return with_diagnoses(recorded)
    return recorded.get(key.fact)


def _accepted(key: FactKey, entered: Value | None, recorded: Recorded) -> AcceptedValue | None:
    """The alternative of the key that was entered, where what it depends on was recorded so."""
    for other in key.accept:
        if _is_met(key.fact, entered, other.value) and all(
            _is_met(fact, recorded.get(fact), value) for fact, value in other.when.items()
        ):
            return other
    return None


def _is_met(fact: str, entered: Value | None, wanted: Value | None) -> bool:
    return _as_the_key_says(VOCABULARY[fact], entered, wanted) == wanted


def _as_the_key_says(fact: Fact, entered: Value | None, expected: Value | None) -> Value | None:
    """A finer choice counts as the one that it was split from, where the key was written with that."""
    if isinstance(fact, AnyOfFact) and isinstance(entered, frozenset) and isinstance(expected, frozenset):
        return fact.as_coarse_as(entered, expected)
    return entered


def as_finely_told(expected: Recorded, entered: Recorded) -> Recorded:
    """The expert's record; where it leaves open which of two choices that were once one, as it was entered.

    What the guidance says of the finer choice is then no difference between the two.
    """
    told: dict[str, Value] = dict(expected)
    for key, value in expected.items():
        fact, mine = VOCABULARY[key], entered.get(key)
        if isinstance(fact, AnyOfFact) and isinstance(value, frozenset) and isinstance(mine, frozenset):
            told[key] = fact.as_fine_as(value, mine)
    return told


def _credit(
    fact: Fact,
    key: FactKey,
    entered: Value | None,
    expected: Value | None,
    accepted: AcceptedValue | None,
    *,
    are_given: bool,
) -> tuple[float, str, tuple[MarkLine, ...]]:
    if expected is None:
        if entered is None:
            return 1.0, "Left open, as nothing in the case tells it.", ()
        return (accepted.credit, accepted.why, ()) if accepted else (0.0, "Nothing in the case tells it.", ())
    if entered is None:
        return 0.0, "Not recorded.", ()
    if entered == expected:
        return 1.0, "", _set_lines(fact, entered, expected)
    if accepted is not None:
        return accepted.credit, accepted.why or "Accepted as well.", ()
    return _partial(fact, key, entered, expected, are_given=are_given)


def _partial(
    fact: Fact, key: FactKey, entered: Any, expected: Any, *, are_given: bool
) -> tuple[float, str, tuple[MarkLine, ...]]:
    """Of two values that differ: both are of the type that the fact has. Lesions may be those of the case."""
    if isinstance(fact, LesionsFact):
        return lesion_credit(entered, expected, key, are_given=are_given)
    if isinstance(entered, frozenset) and isinstance(expected, frozenset):
        return _set_credit(fact, entered, expected)
    if isinstance(fact, NumberFact) and key.tolerance:
        apart = abs(float(entered) - float(expected))
        within = apart <= key.tolerance + 1e-9
        said = f"Within {key.tolerance:g} {fact.unit}." if within else f"Off by {apart:g} {fact.unit}."
        return float(within), said.replace(" .", "."), ()
    if key.steps_apart and fact.ordered:
        apart = abs(fact.choice_values.index(str(entered)) - fact.choice_values.index(str(expected)))
        credit = max(0.0, 1 - apart / (key.steps_apart + 1))
        return round(credit, 6), f"{apart} {'step' if apart == 1 else 'steps'} off.", ()
    return 0.0, "", ()


def _set_credit(
    fact: Fact, entered: frozenset[str], expected: frozenset[str]
) -> tuple[float, str, tuple[MarkLine, ...]]:
    """Right minus wrong, over what is right; never below 0."""
    right, wrong = len((entered & expected) - {NONE}), len(entered - expected - {NONE})
    wanted = len(expected - {NONE})
    credit = max(0.0, (right - wrong) / wanted) if wanted else 0.0
    said = f"{right} of {wanted} right" if wanted else "There is none"
    said += f", {wrong} not in the case." if wrong else "."
    return round(credit, 6), said, _set_lines(fact, entered, expected)


def _set_lines(fact: Fact, entered: Value, expected: Value) -> tuple[MarkLine, ...]:
    if not (isinstance(entered, frozenset) and isinstance(expected, frozenset)):
        return ()
    lines = []
    for choice in fact.choices:
        if choice.value in entered | expected:
            both = choice.value in entered and choice.value in expected
            verdict = "right" if both else "missing" if choice.value in expected else "wrong"
            lines.append(MarkLine(choice.label, verdict))
    return tuple(lines)


# TNM


def _token_marks(
    case: TeachingContent, key: FactKey, fact: Fact, entered: Value | None, expected: str
) -> Iterator[AttemptMark]:
    right = read_category(expected, fact.element)  # reading the case has refused a key that is no category
    mine = _parsed(entered, fact.element) if isinstance(entered, str) else None
    unread = (0.0, "Not recorded." if entered is None else "Not readable.")
    for part, share, words, credit_of in (
        ("category", CATEGORY_SHARE, lambda category: category.name, _category_credit),
        ("prefix", PREFIX_SHARE, lambda category: _prefix_words(category.prefix), _prefix_credit),
    ):
        credit, said = credit_of(mine, right) if mine else unread
        yield replace(
            _unearned(case, key, fact),
            part=part,
            label=f"{fact.label}, {part}",
            weight=key.weight * share,
            credit=credit,
            entered=words(mine) if mine else "",
            expected=words(right),
            why=_why(said, key),
        )


def _parsed(token: str, element: str) -> Category | None:
    try:
        return read_category(token, element)
    except NotationError:
        return None


def _category_credit(entered: Category, expected: Category) -> tuple[float, str]:
    """Credit of a category and why; site codes in brackets do not count."""
    mine, right = entered.name, expected.name
    if mine == right:
        return EXACT, f"{right} is right."
    if entered.plain == expected.plain:
        return PARENT, f"{entered.plain} is right; what follows it in brackets is not."
    if right.startswith(entered.plain) and len(entered.plain) > 1 and _main(entered) == _main(expected):
        return PARENT, f"{mine} is right as far as it goes; the subcategory is missing."
    if entered.plain.startswith(expected.plain) and _main(entered) == _main(expected):
        return PARENT, f"{mine} is finer than this case supports."
    if _main(entered) == _main(expected):
        return SAME_MAIN, f"{_main(expected)} is right, the subcategory is not."
    return OTHER, f"{mine} instead of {right}."


def _prefix_credit(entered: Category, expected: Category) -> tuple[float, str]:
    mine, right = entered.prefix, expected.prefix
    if mine == right:
        return EXACT, "The prefix is right."
    said = f"{_prefix_words(mine)} instead of {_prefix_words(right)}."
    shared = bool(mine) and mine[-1:] == right[-1:]
    return (PARENT if shared else OTHER), said


def _prefix_words(prefix: str) -> str:
    return PREFIX_WORDS.get(prefix, prefix)


def _main(category: Category) -> str:
    """The letter and what follows it at once: "T2" of T2b, "M1" of M1c2, "Tis" of Tis."""
    code = category.code
    return category.element + (code if code[:1].isalpha() else code[:1])


def _why(said: str, key: FactKey) -> str:
    return " ".join(filter(None, (said, key.why)))


def _unearned(case: TeachingContent, key: FactKey, fact: Fact) -> AttemptMark:
    """What every mark of a fact says, whatever was entered."""
    return AttemptMark(
        subject=FACT,
        key=key.fact,
        label=fact.label,
        chapter=fact.chapter,
        kind=fact.kind,
        step=case.step_of_mark(key),
        domain=DOMAIN_OF_CHAPTER[fact.chapter],
        objective=key.objective,
        weight=key.weight,
        credit=0.0,
        entered="",
        expected="",
        why=key.why,
        statements=key.statements,
        notes=key.notes,
        source=key.source,
    )
