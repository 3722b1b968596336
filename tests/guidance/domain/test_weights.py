"""How far to the front sections stand: by domain, by section, and by the chapter that they stand beside."""

from __future__ import annotations

from typing import Any as Anything

from guidance.domain.compiling import compile_edition, faults_of
from guidance.domain.entries import UNWEIGHED, normal_form
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from tests.guidance.domain.small_edition import pack
from tests.tables import for_each

SURGERY, NEPHRECTOMY = "treatment/surgery", "treatment/surgery/nephrectomy"
WEIGHTS: list[dict[str, Anything]] = [
    {"id": "background", "domain": "background", "weight": 0},
    {"id": "treatment", "domain": "treatment", "weight": 60},
    {"id": "treatment-late", "domain": "treatment", "chapters": ["kidney", "primary"], "weight": 30},
    {"id": "surgery", "section": SURGERY, "weight": 70},
    {"id": "surgery-now", "section": SURGERY, "chapters": ["treatment"], "weight": 90},
    {"id": "nephrectomy", "section": NEPHRECTOMY, "chapters": ["kidney"], "weight": 10},
]


WEIGHED: dict[str, tuple[Anything, ...]] = {
    "nothing says": ("staging", "kidney", UNWEIGHED),
    "the domain": ("treatment", "", 60),
    "the domain beside its chapter": ("treatment", "primary", 30),
    "nought is a weight": ("intro", "", 0),
    "the section over its domain": (SURGERY, "", 70),
    "the section over its domain beside a chapter": (SURGERY, "primary", 70),
    "the section beside its chapter": (SURGERY, "treatment", 90),
    "below a section": (NEPHRECTOMY, "", 70),
    "below a section beside its chapter": (NEPHRECTOMY, "treatment", 90),
    "the deeper section beside its chapter": (NEPHRECTOMY, "kidney", 10),
}


@for_each("section, chapter, weight", WEIGHED.values(), ids=WEIGHED)
def test_what_is_closest_decides_when_several_weights_speak(section: str, chapter: str, weight: int) -> None:
    assert compile_edition(pack(weights=WEIGHTS), 1).weight_of(section, chapter) == weight


def test_an_answer_is_the_same_when_sections_have_weights() -> None:
    facts = Facts({"primary_site": "lung", "treatments_considered": frozenset({"radical_nephrectomy"})})
    plain, weighed = (compile_edition(each, 1) for each in (pack(), pack(weights=WEIGHTS)))
    assert answer(weighed, facts).sections == answer(plain, facts).sections


def test_chapters_stand_in_their_order_when_a_weight_is_written() -> None:
    [weight] = normal_form(pack(weights=[WEIGHTS[2]]))["weights"]
    assert weight["chapters"] == ["primary", "kidney"]


BROKEN: dict[str, tuple[Anything, ...]] = {
    "a domain and a section": (
        {"id": "w", "domain": "staging", "section": "staging", "weight": 1},
        "weights[0].section: needs a domain or a section, and not both.",
    ),
    "neither": (
        {"id": "w", "weight": 1},
        "weights[0].section: needs a domain or a section, and not both.",
    ),
    "no such section": (
        {"id": "w", "section": "stagin", "weight": 1},
        'weights[0].section: "stagin" is no section.',
    ),
    "no such chapter": (
        {"id": "w", "domain": "staging", "chapters": ["kidneys"], "weight": 1},
        'weights[0].chapters[0]: "kidneys" is not allowed.',
    ),
    "too much": (
        {"id": "w", "domain": "staging", "weight": 101},
        "weights[0].weight: needs to be from 0 to 100.",
    ),
    "no number": ({"id": "w", "domain": "staging"}, "weights[0].weight: needs a whole number."),
}


@for_each("weight, sentence", BROKEN.values(), ids=BROKEN)
def test_a_fault_is_told_when_a_weight_is_not_as_it_should_be(
    weight: dict[str, Anything], sentence: str
) -> None:
    told = [f"{fault.place}: {fault.message}" for fault in faults_of(pack(weights=[weight]))]
    assert any(each.startswith(sentence) for each in told), told


def test_a_fault_is_told_when_a_section_is_weighed_twice_beside_a_chapter() -> None:
    again = {"id": "again", "domain": "treatment", "chapters": ["primary"], "weight": 5}
    [fault] = faults_of(pack(weights=[*WEIGHTS, again]))
    said = 'the domain "treatment" has a weight beside the chapter primary in "treatment-late" already.'
    assert (fault.id, fault.message) == ("again", said)
