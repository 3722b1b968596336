"""What stands in a part of a teaching case, in the words of the pages on which an educator writes it."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cases.domain.report_lines import read_fact
from cases.domain.teaching.case import DIFFICULTIES, STEP_KINDS
from cases.domain.wording import table_words
from cases.forms.draft_case import CERTAINTIES, LICENCES
from cases.forms.draft_mark import AlternativeForm, DraftMarkForm
from cases.forms.draft_question import CHOICES, NAMES, OF_KIND
from cases.forms.draft_stack import DraftStackForm
from cases.presenting.draft_questions import KIND_LABELS
from cases.presenting.draft_words import OF_STEP as STEP_PARTS
from cases.presenting.draft_words import question_title
from cases.presenting.teach import fact_label
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, FactError, lower_first, upper_first

PartPath = tuple[str, ...]

STATEMENTS, NOTES = "Statements and additions of the guidance", "Curator notes"
OF_MARK: Mapping[str, str] = {
    **{name: str(each.label) for name, each in DraftMarkForm.base_fields.items() if each.label},
    "steps_apart": "Steps apart that still earn something",
    "tolerance": "Tolerance",
    "fields": "What is compared of each lesion",
    "credit": "Credit",
    "why": "Why the expert records it so",
    "statements": STATEMENTS,
    "notes": NOTES,
}
OF_ALTERNATIVE: Mapping[str, str] = {
    "value": "Answer",
    "credit": "Credit",
    "why": str(AlternativeForm.base_fields["why"].label),
    "when": "Only where",
}
OF_QUESTION: Mapping[str, str] = {
    **{name: said.label for name, said in NAMES.items()},
    "kind": "Kind of question",
    "objective": "It counts for the objective",
    "credit": "Credit",
    "also": "Other spellings",
    "ranked": "The expert's order",
    "statements": STATEMENTS,
    "notes": NOTES,
    "order": "Order",
}
OF_STACK: Mapping[str, str] = {
    **{name: str(each.label) for name, each in DraftStackForm.base_fields.items() if each.label},
    "slices": "Slices",
}
OF_STEP = {name: said.removeprefix("the ") for name, said in STEP_PARTS.items()}
DRAWINGS = {"kidney_map": "Map of the kidneys", "trend": "Trend of a value"}


def share(credit: Any) -> str:
    """Of the points: "50 %"."""
    return f"{100 * float(credit):.3g} %"


@dataclass(frozen=True)
class PartValues:
    """The values of a document; what it calls by keys (steps, questions, answers) is told by its words."""

    document: Mapping[str, Any]
    objectives: Mapping[str, str]

    def said(self, path: PartPath, value: Any) -> str:
        """A value as it is read; "" where there is none."""
        if value is None or value in ("", [], {}):
            return ""
        if path[:2] == ("key", "record") and len(path) == 3:
            return fact_words(path[2], value)
        if path[-1] == "order":
            return "\n".join(self._named((*path[:-1], key)) for key in value)
        if path[-2:-1] in (("options",), ("accept",)) and isinstance(value, Mapping):
            return "\n".join(self._lines(path, value))
        if path[:2] == ("key", "marks") and path[-1] == "value":
            return fact_words(path[2], value)
        if path[-1] == "ranked":
            return "\n".join(
                f"{n}. {self._named((*path[:-1], 'options', key))}" for n, key in enumerate(value, 1)
            )
        if path[-1] in ("objective", "objectives"):
            listed = [value] if isinstance(value, str) else value
            return "\n".join(self.objectives.get(key, key) for key in listed)
        return SAID.get(path[-1], plain)(value)

    def _lines(self, path: PartPath, member: Mapping[str, Any]) -> Iterator[str]:
        """Of an answer that is new or gone all that is said of it, beside what names it."""
        for name, value in member.items():
            if name not in ("key", "text", "value"):
                yield f"{self._name_of(path, name)}: {self.said((*path, name), value)}"

    # What fields are called

    def label(self, part: PartPath, path: PartPath) -> str:
        """A field of a part, as it is called on the page of that."""
        rest = path[len(part) :]
        if len(rest) > 1 and rest[0] in ("options", "accept"):
            what = "Answer" if rest[0] == "options" else "Other answer"
            more = f": {lower_first(self._name_of(path[:-1], rest[2]))}" if len(rest) > 2 else ""
            return f"{what} “{self._named(path[: len(part) + 2])}”{more}"
        if rest[0] == "panel" and len(rest) > 2:
            return f"{OF_QUESTION['panel']}: votes for {OF_QUESTION.get(f'votes{rest[2]}', rest[2])}"
        return self._name_of(part, rest[-1])

    def _name_of(self, path: PartPath, name: str) -> str:
        if "accept" in path:
            names = OF_ALTERNATIVE
        elif path[:2] == ("key", "marks"):
            names = OF_MARK
        elif "questions" in path:
            kind = str((self.at(path[:4]) or {}).get("kind"))
            of_kind = {key: said.label for key, said in OF_KIND.get(kind, {}).items() if key != "credit"}
            names = {**OF_QUESTION, **of_kind}
        else:
            names = OF_STACK if "images" in path else OF_STEP
        return upper_first(names.get(name, name.replace("_", " ")))

    def order_label(self, path: PartPath) -> str:
        """ "the order of the questions of “Scan”"."""
        within = path[-2]
        of = f" of “{self._named(path[:2])}”" if path[0] == "steps" and len(path) > 2 else ""
        return f"the order of the {within}{of}"

    # What is there

    def holds(self, path: PartPath) -> bool:
        return path[-1] == "order" or self.at(path) is not None

    def at(self, path: PartPath) -> Any:
        """What stands there; None for nothing."""
        held: Any = self.document
        for name in path:
            if isinstance(held, list):
                held = next((each for each in held if name in _names_of(each)), None)
            else:
                held = held.get(name) if isinstance(held, Mapping) else None
        return held

    def _named(self, path: PartPath) -> str:
        """A member of a list by its words."""
        member = self.at(path) or {}
        if "value" in member:
            return fact_words(path[2], member["value"])
        if path[-2] == "questions":
            return question_title(member, 50)
        words = (member.get(name) for name in ("title", "text", "caption"))
        return next(filter(None, words), fact_label(path[-1]))


def _names_of(member: Any) -> tuple[Any, ...]:
    if not isinstance(member, Mapping):
        return ()
    return member.get("key"), member.get("fact"), alternative(member)


def alternative(member: Mapping[str, Any]) -> str:
    """Another answer that a mark takes has no name: it is the one of its value, where that holds."""
    return str((member.get("value"), member.get("when")))


def fact_words(fact: str, value: Any) -> str:
    """A recorded value as the form has it; lesions a line each."""
    if fact not in VOCABULARY:
        return plain(value)
    try:
        held = read_fact(fact, value, beside={})
    except FactError:
        return plain(value)
    if held is None:
        return ""
    return VOCABULARY[fact].words(held) if isinstance(held, tuple) else table_words(VOCABULARY[fact], held)


def _when(held: Mapping[str, Any]) -> str:
    return "; ".join(f"{fact_label(fact)}: {fact_words(fact, value)}" for fact, value in held.items())


def plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "\n".join(f"{name.replace('_', ' ')}: {plain(held)}" for name, held in value.items())
    if isinstance(value, list):
        is_plain = all(isinstance(each, str | int | float) for each in value)
        return (", " if is_plain else "\n").join(map(plain, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def _and(held: Mapping[str, Any], name: str, more: str) -> str:
    return ", ".join(str(held[each]) for each in (name, more) if held.get(each))


def _source(held: Mapping[str, Any]) -> str:
    graded = dict(CERTAINTIES).get(held.get("certainty", ""), "") if held.get("certainty") else ""
    return f"{held.get('text', '')}{f' ({graded})' if graded else ''}"


def _table(held: Mapping[str, Any]) -> str:
    rows = [held.get("columns", ()), *held.get("rows", ())]
    return "\n".join([str(held.get("caption", "")), *(" | ".join(map(str, row)) for row in rows)])


def _drawing(held: Mapping[str, Any]) -> str:
    unit = f" {held['unit']}" if held.get("unit") else ""
    lines = [
        f"{DRAWINGS.get(str(held.get('kind')), '')}: {held.get('caption', '')}",
        str(held.get("alt", "")),
    ]
    lines += [f"{each.get('label')}: {plain(each.get('value'))}{unit}" for each in held.get("points", ())]
    if held.get("limit") is not None:
        lines.append(f"Upper limit: {plain(held['limit'])}{unit}")
    if held.get("lesions"):
        lines.append(fact_words("lesions", held["lesions"]))
    if held.get("solitary"):
        lines.append("There is only one kidney")
    return "\n".join(filter(None, lines))


def _slices(held: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Of the pictures themselves that there is one: they are named by nothing that anybody reads."""
    for number, each in enumerate(held, 1):
        arrows = "; ".join(f"arrow “{arrow.get('text', '')}”" for arrow in each.get("arrows", ()))
        drawn = "an annotated picture over it" if each.get("annotated") else ""
        told = ", ".join(filter(None, (each.get("caption"), arrows, drawn)))
        yield f"Slice {number}{f': {told}' if told else ''}"


def _facts(held: Iterable[str]) -> str:
    return ", ".join(map(fact_label, held))


SAID: Mapping[str, Callable[[Any], str]] = {
    "given": _facts,
    "asked": _facts,
    "credit": share,
    "topic": lambda held: fact_words("primary_site", held),
    "difficulty": lambda held: DIFFICULTIES.get(held, str(held)),
    "minutes": lambda held: f"{held} minutes",
    "time_limit_minutes": lambda held: f"{held} minutes",
    "licence": lambda held: dict(LICENCES).get(held, str(held)),
    "kind": lambda held: STEP_KINDS.get(held) or KIND_LABELS.get(held) or str(held),
    "domain": lambda held: CHOICES["domain"].get(held, str(held)),
    "about": lambda held: CHOICES["about"].get(held, str(held)),
    "fields": lambda held: ", ".join(LESION_FIELDS[each].label for each in held if each in LESION_FIELDS),
    "when": _when,
    "also": "; ".join,
    "points": "\n".join,
    "tables": lambda held: "\n\n".join(map(_table, held)),
    "figures": lambda held: "\n\n".join(map(_drawing, held)),
    "slices": lambda held: "\n".join(_slices(held)),
    "sources": lambda held: "\n".join(map(_source, held)),
    "credits": lambda held: "\n".join(_and(each, "name", "role") for each in held),
    "derived_from": lambda held: f"“{held.get('title', '')}”, version {held.get('version', '')}",
}
"""By what a field is called in a document, how its value is read."""
