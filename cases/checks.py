"""`manage.py check` names each step of adding a fact that was forgotten, with the file that it belongs in."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.db.migrations.loader import MigrationLoader

from cases.domain.deriving import derive
from cases.domain.marking.fact_marking import DOMAIN_OF_CHAPTER
from cases.domain.staging import shipped_tables
from cases.forms.layout import LAYOUT
from cases.models import KidneyLesion
from cases.models.columns import CODE_LENGTH, KEYS
from guidance.domain.vocabulary import (
    CHAPTERS,
    LESION_FIELDS,
    NONE,
    NOT_APPLICABLE,
    VOCABULARY,
    Fact,
    LesionsFact,
    Vocabulary,
)
from guidance.domain.words import DOMAINS

MissingStep = tuple[str, str, str]
"""The id of the check, what is wrong, and what to do."""


@register()
def check_facts(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    return [Error(said, hint=hint, id=id_) for id_, said, hint in steps_left(VOCABULARY)]


def steps_left(vocabulary: Vocabulary, lesion_fields: Vocabulary = LESION_FIELDS) -> Iterator[MissingStep]:
    """What is still to be done for these facts, in the order in which one does it."""
    for fact in (*vocabulary.values(), *lesion_fields.values()):
        for fault in _entry_faults(fact, vocabulary):
            yield "cases.E001", f"{fact.key}: {fault}.", "Mend its entry in guidance/domain/vocabulary."
    yield from _without_column(vocabulary, lesion_fields)
    yield from _out_of_place(vocabulary)
    for primary in vocabulary["primary_site"].choice_values:
        if primary not in shipped_tables().primaries:
            hint = "Add a table of it to a file of cases/content/staging."
            yield "cases.E007", f"{primary}: there is no staging table of this primary.", hint
    derived = derive({}).workings
    for fact in vocabulary.derived:
        if fact.key not in derived:
            hint = "Work it out in cases/domain/deriving.py, in `derived_workings`."
            yield "cases.E005", f"{fact.key}: nothing works it out, though it is derived.", hint


def _entry_faults(fact: Fact, vocabulary: Vocabulary) -> Iterator[str]:
    if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", fact.key):
        yield "its key is written in small letters and digits, with underscores between words"
    if not fact.label or not fact.question.endswith("?") or not fact.explained.endswith((".", "%")):
        yield "it needs a label, a question with its question mark, and a help that ends with a full stop"
    if fact.certainty not in ("", "A", "B", "C") or not (fact.source or ".").endswith("."):
        yield "its source ends with a full stop, and its certainty is A, B or C"
    if fact.choices and not 1 < len(set(fact.choice_values)) == len(fact.choices):
        yield "it needs at least two choices, each once"
    if fact.choices and "choices" not in fact.needs:
        yield f"a fact of the kind {fact.kind} has no choices"
    if not all(re.fullmatch(r"\w+", value, re.ASCII) for value in fact.choice_values):
        yield "the value of a choice is letters, digits and underscores"
    if NOT_APPLICABLE in fact.choice_values:
        yield f"“{NOT_APPLICABLE}” is no choice: what does not apply is left unrecorded, or derived"
    if any(len(choice.value) > CODE_LENGTH or not choice.label for choice in fact.choices):
        yield f"each choice has a label, and a value of at most {CODE_LENGTH} characters"
    if any(choice.split_from not in ("", *fact.choice_values) for choice in fact.choices):
        yield "a choice is split from another choice of the same fact"
    if fact.ordered and list(fact.choice_values) != sorted(fact.choice_values):
        yield "its ordered choices must compare as they stand"
    if len(fact.within) not in (0, 2):
        yield "its range has two ends, both included"
    elif fact.within and not fact.within[0] < fact.within[1]:
        yield "its minimum must lie below its maximum"
    if fact.pattern and not re.fullmatch(fact.pattern, fact.example):
        yield f"its example “{fact.example}” is not written as its pattern says"
    if fact.kind == "date" and not fact.private:
        yield "a date can point to a person, so it must be private"
    yield from (f"it names {key}, which is no fact" for key in fact.derived_from if key not in vocabulary)
    for key, value in (*fact.only_with, *fact.not_with, *fact.needless_with):
        if key not in vocabulary or value not in _answers(vocabulary[key]):
            yield f"it is asked by {key}={value}, which is no choice of a fact"


def _answers(fact: Fact) -> tuple[str, ...]:
    return (NONE,) if isinstance(fact, LesionsFact) else fact.choice_values


def _without_column(vocabulary: Vocabulary, lesion_fields: Vocabulary) -> Iterator[MissingStep]:
    loader = MigrationLoader(None)
    state = loader.project_state([leaf for leaf in loader.graph.leaf_nodes() if leaf[0] == "cases"])
    kept_in = {
        VOCABULARY[key].chapter: model
        for model, keys in KEYS.items()
        if model is not KidneyLesion
        for key in keys
    }
    asked: list[tuple[Fact, Any]] = [
        (fact, kept_in.get(fact.chapter)) for fact in _with_field(vocabulary.askable)
    ]
    asked += [(fact, KidneyLesion) for fact in lesion_fields.values()]
    for fact, model in asked:
        if model is None:
            hint = "Name the chapter in `columns_of(…)` of a model in cases/models."
            yield "cases.E002", f"{fact.key}: no model keeps what is asked in “{fact.chapter}”.", hint
        elif fact.key not in state.models["cases", model._meta.model_name].fields:
            hint = f"Run: python manage.py makemigrations cases --skip-checks --name {fact.key}"
            yield "cases.E003", f"{fact.key}: no migration makes its column in {model.__name__}.", hint


def _out_of_place(vocabulary: Vocabulary) -> Iterator[MissingStep]:
    """What the form of its chapter does not ask once, and what a form asks that is no fact of its chapter."""
    for chapter in CHAPTERS:
        times = Counter(key for group in LAYOUT.get(chapter.key, ()) for key in group.keys)
        asked = [fact.key for fact in _with_field(vocabulary.asked_in(chapter.key))]
        place = f'LAYOUT["{chapter.key}"] in cases/forms/layout.py'
        for key in asked:
            if times[key] != 1:
                said = f"{key}: the form of “{chapter.label}” asks it {times[key]} times, not once."
                yield "cases.E004", said, f"Give it its place in one group of {place}."
        for key in times.keys() - set(asked):
            said = f"{key}: the form of “{chapter.label}” asks it, and it is no fact of that chapter."
            yield "cases.E004", said, f"Mend the key in {place}, take it out, or give the fact its entry."
        if DOMAIN_OF_CHAPTER.get(chapter.key) not in DOMAINS:
            hint = "Give it one in DOMAIN_OF_CHAPTER in cases/domain/marking/fact_marking.py."
            yield "cases.E006", f"{chapter.key}: the chapter counts for no domain of the marks.", hint


def _with_field(facts: Iterable[Fact]) -> list[Fact]:
    """Without the lesions, which have rows of their own and a form for each."""
    return [fact for fact in facts if not isinstance(fact, LesionsFact)]
