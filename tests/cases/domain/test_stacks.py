"""Pictures in the format of a teaching case: what is refused, and what of a stack is shown when."""

from collections.abc import Callable, Mapping
from typing import Any

from jsonschema import Draft202012Validator

from cases.content.library import shipped_library
from cases.domain.teaching import TeachingCaseError, read_teaching_case, teaching_case_schema
from cases.domain.teaching.case import FIRST_FORMAT, FORMAT
from cases.domain.teaching.stacks import ImageStack, pictures_shown
from guidance.pack.schema import schema_faults

IMAGE, ANNOTATED = "a" * 64, "b" * 64
OTHER = "c" * 64
SLICE = {"image": IMAGE, "caption": "Level 1", "arrows": [{"x": 0, "y": 100, "text": "A disc"}]}
STACK: dict[str, Any] = {
    "key": "ct",
    "caption": "CT",
    "alt": "Discs",
    "origin": "Drawn here",
    "licence": "CC0-1.0",
    "slices": [SLICE | {"annotated": ANNOTATED}, {"image": OTHER}],
    "annotated_waits": True,
}


def faults_of(stacks: list[Any], format_: str = FORMAT) -> list[str]:
    step = {"key": "scan", "kind": "imaging", "title": "Scan", "narrative": "See.", "images": stacks}
    schema = teaching_case_schema(format_)
    of_step = {**schema["$defs"]["step"], "$defs": schema["$defs"]}
    return [f"{fault.place}: {fault.message}" for fault in schema_faults(step, Draft202012Validator(of_step))]


def arrow(**more: Any) -> dict[str, Any]:
    return {"slices": [{"image": IMAGE, "arrows": [{"x": 1, "y": 1, "text": "A", **more}]}]}


def test_a_stack_that_is_whole_has_no_fault() -> None:
    assert faults_of([STACK, STACK | {"key": "mr"}]) == []
    assert faults_of([{name: STACK[name] for name in ("key", "alt", "origin", "licence", "slices")}]) == []


WRONG: Mapping[str, tuple[dict[str, Any], str]] = {
    "a hash of too few digits": (
        {"slices": [{"image": "a" * 63}]},
        f'images[0].slices[0].image: "{"a" * 63}" is not of the right form: The SHA-256 of a picture',
    ),
    "a hash in capitals": ({"slices": [{"image": "A" * 64}]}, "is not of the right form"),
    "an address in place of a hash": ({"slices": [SLICE | {"annotated": "http://x/y.png"}]}, "annotated: "),
    "an arrow that points beside it": (
        arrow(x=100.5),
        "images[0].slices[0].arrows[0].x: needs to be at most 100.",
    ),
    "an arrow that points above it": (arrow(y=-1), "arrows[0].y: needs to be at least 0."),
    "an arrow without a text": (arrow(text=""), "arrows[0].text: needs text."),
    "an arrow with a long text": (arrow(text="x" * 81), "arrows[0].text: is longer than 80 characters."),
    "too many arrows": (
        {"slices": [{"image": IMAGE, "arrows": SLICE["arrows"] * 13}]},
        "images[0].slices[0].arrows: takes at most 12.",
    ),
    "no slices": ({"slices": []}, "images[0].slices: needs at least 1."),
    "too many slices": ({"slices": [{"image": IMAGE}] * 301}, "images[0].slices: takes at most 300."),
    "no alternative text": ({"alt": ""}, "images[0].alt: needs text."),
    "no origin": ({"origin": ""}, "images[0].origin: needs text."),
    "no licence": ({"licence": ""}, "images[0].licence: needs text."),
    "a long alternative text": ({"alt": "x" * 1_001}, "images[0].alt: is longer than 1000 characters."),
    "a long caption": ({"caption": "x" * 301}, "images[0].caption: is longer than 300 characters."),
    "a key that is no slug": ({"key": "CT 1"}, "images[0].key: "),
    "something unknown": ({"src": "x"}, "src"),
}


def test_what_is_wrong_with_a_stack_is_told_at_its_place() -> None:
    for what, (changed, said) in WRONG.items():
        found = faults_of([STACK | changed])

        assert len(found) == 1 and said in found[0], (what, found)


def test_pictures_came_with_the_second_format() -> None:
    assert faults_of([STACK], FIRST_FORMAT) and "images" in faults_of([STACK], FIRST_FORMAT)[0]
    assert faults_of([STACK] * 9) == ["images: takes at most 8."]


def case_with(change: Callable[[list[Any]], None]) -> dict[str, Any]:
    case = shipped_library().cases[0]
    steps = [{**step} for step in case.document["steps"]]  # type: ignore[attr-defined]
    change(steps)
    return {**case.document, "steps": steps}


def test_two_stacks_of_a_step_have_keys_of_their_own() -> None:
    def twice(steps: list[Any]) -> None:
        steps[1]["images"] = [STACK, STACK]

    def once_each(steps: list[Any]) -> None:
        steps[0]["images"] = steps[1]["images"] = [STACK]

    objectives = shipped_library().objectives
    try:
        read_teaching_case(case_with(twice), objectives)
        said = ""
    except TeachingCaseError as error:
        said = str(error)

    assert 'the stack "ct" is there 2 times; each needs its own key.' in said
    assert (
        read_teaching_case(case_with(once_each), objectives).steps[1].images[0].slices[0].arrows[0].y == 100
    )


def test_a_layer_that_waits_is_shown_with_the_debrief() -> None:
    stack = ImageStack.read(STACK)

    assert pictures_shown([stack], debriefing=False) == {IMAGE, OTHER}
    assert pictures_shown([stack], debriefing=True) == {IMAGE, OTHER, ANNOTATED}
    assert "A disc" not in [*stack.texts(debriefing=False)] and "A disc" in [*stack.texts(debriefing=True)]
    at_once = ImageStack.read(STACK | {"annotated_waits": False})
    assert ANNOTATED in pictures_shown([at_once], debriefing=False)
    assert [*at_once.texts(debriefing=False)] == ["CT", "Discs", "Level 1", "A disc", ""]
