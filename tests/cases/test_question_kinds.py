"""Kinds of question: whole or refused, as the schema and the documents say."""

import json
import re
from typing import Any, ClassVar

import pytest

from cases.content.library import SCHEMAS, validator_for
from cases.domain.questions import KINDS, AsksFor, example_of
from cases.domain.questions.kind import TeachingQuestion
from cases.domain.questions.registry import PARTS, UnfinishedKind, register
from cases.domain.teaching import FORMATS, teaching_case_schema
from guidance.pack.schema import schema_faults
from kidmet_site.setup import ROOT

ONE = KINDS["numeric"]


def without(part: str) -> Any:
    """A kind like another, but for one part, which its base has no more than it."""
    kept = {name: held for name, held in vars(ONE).items() if name not in (part, "__dict__", "__weakref__")}
    return type("Toy", (TeachingQuestion,), kept)


def test_a_kind_is_refused_by_name_when_it_lacks_a_part() -> None:
    unsaid = []
    for part in PARTS:
        with pytest.raises(UnfinishedKind) as refused:
            register(without(part))
        if f"Toy, a kind of question, lacks {part}: {PARTS[part]}" not in str(refused.value):
            unsaid.append(part)

    assert unsaid == []


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"example": {}}, "an example that can be read and answered"),
        ({"example": {**ONE.example, "value": 900}}, "an example without a fault: value: 900"),
        ({"expert_answer": lambda self: "1"}, "an expert_answer that earns everything: it earns 0"),
        ({"asks_for": "both"}, "asks_for"),
        ({"kind": "number"}, "a module of its name"),
    ],
)
def test_a_kind_is_refused_when_its_parts_do_not_fit(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(UnfinishedKind, match=says):
        register(type("Toy", (ONE,), {**vars(ONE), **changed}))


def test_a_kind_is_refused_when_its_fields_were_not_made() -> None:
    class Toy(ONE):
        kind: ClassVar[str] = "test_question_kinds"

    with pytest.raises(UnfinishedKind, match="lacks @dataclass"):
        register(Toy)
    assert Toy.kind not in KINDS


def test_the_published_schema_is_the_one_that_the_classes_make() -> None:
    published = {name: json.loads(path.read_text(encoding="utf-8")) for name, path in SCHEMAS.items()}
    made = {name: teaching_case_schema(name) for name in FORMATS}
    assert published == made, "manage.py write_case_schema publishes them anew"


def test_each_example_is_as_the_schema_wants_it() -> None:
    case = {"steps": [{"key": "s", "kind": "history", "title": "A", "narrative": "B"}]}
    case["steps"][0]["questions"] = [example_of(kind) for kind in KINDS.values()]

    faults = schema_faults(case, validator_for(case))
    assert [str(fault) for fault in faults if fault.place.startswith("steps")] == []


def test_the_document_says_of_each_kind_what_it_asks_for() -> None:
    text = (ROOT / "docs" / "marking.md").read_text(encoding="utf-8")
    said = dict(re.findall(r"^\| `(\w+)` \| (\w+) \|", text, re.M))

    assert said == {name: str(kind.asks_for) for name, kind in KINDS.items()}
    assert set(said.values()) == set(AsksFor)


def test_the_page_for_authors_names_each_kind() -> None:
    text = (ROOT / "docs" / "authoring.md").read_text(encoding="utf-8")

    assert [name for name in KINDS if f"`{name}`" not in text] == []
