"""A condition as a form sends it: its parts as fields with what a button asks of them, or a text."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from guidance.domain.conditions import (
    ConditionErrors,
    TextErrors,
    parse_condition,
    parse_text,
    write_condition,
)
from guidance.domain.conditions.text.lexing import TextError
from guidance.domain.conditions.tree import (
    EMPTY,
    SHAPES,
    DraftComparison,
    DraftError,
    DraftGroup,
    DraftNode,
    Path,
    field_name,
    from_data,
    from_fields,
    path_from_name,
    to_data,
    walk,
)
from guidance.domain.vocabulary import VOCABULARY, DateFact, Fact, LesionsFact, NumberFact
from guidance.forms.building import WORK, Worked, editable

MOST_TYPED = 100
"""Characters with which a fact is looked for."""

LIKELY_FACTS = 6


@dataclass(frozen=True)
class TypedCondition:
    """What a form holds of a condition. `root` is what was there before where `fault` or `text_faults` say
    that nothing could be read; `refusal` says why a button did nothing. `focus` is the id of the control
    that comes next, `searched` what was typed to find a fact, by the name of its field."""

    root: DraftGroup = EMPTY
    fault: str = ""
    refusal: str = ""
    focus: str = ""
    said: str = ""
    searched: tuple[str, str] = ("", "")
    text: str | None = None
    text_faults: tuple[TextError, ...] = ()

    @property
    def is_read(self) -> bool:
        return not self.fault and not self.text_faults

    @property
    def open_menu(self) -> str:
        """The part whose menu stays open: of one that is moved, to be moved on."""
        verb, _, dom = self.focus.partition("-")
        return dom if verb in ("up", "down") else ""


def kept_condition(data: object) -> TypedCondition:
    """The condition of an entry, ready to be shown."""
    try:
        return TypedCondition(editable(from_data(data)))
    except DraftError as fault:
        return TypedCondition(fault=str(fault))


def typed_condition(data: Any, kept: DraftGroup = EMPTY) -> TypedCondition:
    """What was typed, and what the pressed button made of it. `data` is a QueryDict."""
    if "text" in data:
        return _written(data["text"], kept)
    if field_name((), "shape") not in data:
        return TypedCondition(kept, fault="The form came back without its condition. Load the page again.")
    try:
        root = _read(data)
    except DraftError as fault:
        return TypedCondition(kept, fault=str(fault))
    verb, _, name = data.get("op", "").partition(":")
    if not verb:
        return TypedCondition(root)
    return _worked(root, verb, name, data)


def _written(text: str, kept: DraftGroup) -> TypedCondition:
    text = text.replace("\r\n", "\n")
    try:
        root = from_data(write_condition(parse_text(text)))
    except TextErrors as errors:
        return TypedCondition(kept, text=text, text_faults=errors.errors)
    except DraftError as fault:
        return TypedCondition(kept, text=text, fault=str(fault))
    return TypedCondition(editable(root), text=text)


def _read(data: Any) -> DraftGroup:
    fields = {name: data.getlist(name) for name in data if name.startswith("n0")}
    root = from_fields(fields)
    odd = [node.shape for _, node in walk(root) if isinstance(node, DraftGroup) and node.shape not in SHAPES]
    if odd:
        raise DraftError(f'A group cannot be "{odd[0][:60]}". Allowed: {", ".join(SHAPES)}.')
    return editable(_with_chosen_facts(root, data))


def _worked(root: DraftGroup, verb: str, name: str, data: Any) -> TypedCondition:
    words = data.get(f"new-{name}", "").strip()[:MOST_TYPED]
    try:
        path = path_from_name(name)
        if verb not in WORK:
            raise DraftError("This button is not known here. Load the page again.")
        made = added(root, path, words) if verb == "add" else WORK[verb](root, path)
    except DraftError as refusal:
        return TypedCondition(root, refusal=str(refusal), **_search(verb, name, words))
    return TypedCondition(editable(made.root), focus=made.focus, said=made.said)


def _search(verb: str, name: str, words: str) -> dict[str, Any]:
    """Where the search for a fact goes on."""
    if verb != "add" or not words:
        return {}
    return {"searched": (name, words), "focus": f"new-{name.replace('.', '-')}"}


def added(root: DraftGroup, path: Path, words: str) -> Worked:
    """A comparison at the end of the group, about the fact that the words mean where there are any."""
    fact = fact_named(words) if words else None
    made = WORK["add"](root, path)
    if fact is None:
        return made
    chosen = with_fact(DraftComparison(), fact.key)
    whole = _mapped(made.root, lambda at, node: chosen if at == made.at else node)
    return replace(made, root=whole, focus=made.focus.replace("fact-", "op-", 1))


def fact_named(words: str) -> Fact:
    """The fact with this label or key, or the one that has all the words. Raises DraftError with the likely
    ones."""
    wanted = words.casefold()
    for fact in VOCABULARY.values():
        if wanted in (fact.label.casefold(), fact.key):
            return fact
    found = [fact for fact in VOCABULARY.values() if _has_all(fact, wanted.split())]
    if len(found) == 1:
        return found[0]
    if found:
        labels = ", ".join(fact.label for fact in found[:LIKELY_FACTS])
        raise DraftError(
            f"“{words}” may be {labels}{' and others' if len(found) > LIKELY_FACTS else ''}. Type more of it."
        )
    near = VOCABULARY.nearest(wanted)
    hint = f" The nearest is “{VOCABULARY[near].label}”." if near else ""
    raise DraftError(f"No fact is called “{words}”.{hint}")


def _has_all(fact: Fact, words: list[str]) -> bool:
    name = f"{fact.label} {fact.key}".casefold()
    return all(word in name for word in words)


# Choosing another fact


def _with_chosen_facts(root: DraftGroup, data: Any) -> DraftGroup:
    """Each comparison whose fact is another than the one it was drawn with keeps what suits the new one."""

    def chosen(path: Path, node: DraftComparison) -> DraftComparison:
        drawn = data.get(field_name(path, "was"))
        return node if drawn is None or drawn == node.fact else with_fact(node, node.fact)

    return _mapped(root, chosen)


def with_fact(comparison: DraftComparison, key: str) -> DraftComparison:
    """The comparison about another fact: operator and value stay where they suit it."""
    fact = VOCABULARY.get(key)
    if fact is None:
        return replace(comparison, fact=key)
    op = comparison.op if comparison.op in fact.ops else _usual_op(fact)
    made = DraftComparison(key, op, comparison.value)
    try:
        parse_condition(to_data(made))
    except ConditionErrors:
        return replace(made, value=None)
    return made


def _usual_op(fact: Fact) -> str:
    """Where a fact is nearly always asked in one way. How a number is compared is for the curator to say."""
    if isinstance(fact, NumberFact | DateFact | LesionsFact):
        return ""
    return fact.ops[0].value


def _mapped(root: DraftGroup, change: Callable[[Path, DraftComparison], DraftComparison]) -> DraftGroup:
    def mapped(node: DraftNode, path: Path) -> DraftNode:
        if isinstance(node, DraftComparison):
            return change(path, node)
        return replace(node, parts=tuple(mapped(part, (*path, i)) for i, part in enumerate(node.parts)))

    made = mapped(root, ())
    assert isinstance(made, DraftGroup)
    return made
