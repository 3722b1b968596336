"""Which versions correct another: those that differ in key, weights and feedback alone, kind by kind."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

from cases.domain.questions.kind import KINDS
from cases.domain.teaching import TeachingContent, read_teaching_case
from cases.domain.teaching.correcting import Correction, bars_to_remarking, correction
from tests.cases.small_case import OBJECTIVES, case
from tests.tables import for_each

Edit = Callable[[dict[str, Any]], object]


def with_each_kind() -> dict[str, Any]:
    document = case()
    more = {"domain": "diagnosis", "objective": "tissue"}
    document["steps"][0]["questions"] += [
        {
            "key": kind.replace("_", "-"),
            "kind": kind,
            "stem": f"What of the **{kind.replace('_', ' ')}**?",
            **more,
            **deepcopy(dict(KINDS[kind].example)),
        }
        for kind in KINDS
    ]
    return document


def both(edit: Edit) -> tuple[TeachingContent, TeachingContent]:
    document = with_each_kind()
    edit(document)
    return read_teaching_case(with_each_kind(), OBJECTIVES), read_teaching_case(document, OBJECTIVES)


def question(document: dict[str, Any], kind: str) -> Any:
    return next(each for each in document["steps"][0]["questions"] if each["key"] == kind)


def step(document: dict[str, Any]) -> Any:
    return document["steps"][0]


CORRECTS: list[tuple[Edit, set[str]]] = [
    (lambda d: question(d, "numeric").update(value=70), {"numeric"}),
    (lambda d: question(d, "numeric").update(tolerance=3), {"numeric"}),
    (lambda d: question(d, "numeric").update(weight=3, feedback="See."), {"numeric"}),
    (lambda d: question(d, "key-feature")["options"][1].update(credit=0.5), {"key-feature"}),
    (lambda d: question(d, "ranked-differential").update(ranked=["other", "first"]), {"ranked-differential"}),
    (
        lambda d: question(d, "script-concordance")["panel"]["votes"].update({"2": 9}),
        {"script-concordance"},
    ),
    (lambda d: question(d, "short-text").update(model_answer="Otherwise."), {"short-text"}),
    (lambda d: d["key"]["marks"][0].update(tolerance=9), {"creatinine_umol_l"}),
    (lambda d: d["key"]["record"].update(creatinine_umol_l=120), {"creatinine_umol_l"}),
    (lambda d: d.update(title="Another title", summary="Another.", commentary="More."), set()),
    (lambda d: step(d).update(expert="Told after."), set()),
]
BARS: list[tuple[Edit, str]] = [
    (lambda d: step(d).update(narrative="Another."), "At the step “Blood” the text changed."),
    (lambda d: step(d).update(title="Her blood"), "At the step “Her blood” the title changed."),
    (lambda d: step(d)["asked"].append("ecog"), "At the step “Blood” the facts asked for changed."),
    (lambda d: d["key"]["record"].update(primary_site="breast"), "“Primary"),
    (lambda d: step(d)["questions"].pop(0), "the question “What next?” is gone."),
    (lambda d: step(d)["questions"].reverse(), "the questions stand in another order."),
    (lambda d: question(d, "numeric").update(stem="Which?"), "“Which?” the question itself changed."),
    (
        lambda d: question(d, "numeric").update(maximum=300),
        "“What of the numeric?” the largest number changed.",
    ),
    (lambda d: question(d, "numeric").update(unit="mL"), "“What of the numeric?” the unit changed."),
    (lambda d: question(d, "next")["options"][0].update(text="Tissue"), "“What next?” the options changed."),
    (
        lambda d: question(d, "key-feature").update(maximum=3),
        "“What of the key feature?” the number of answers allowed",
    ),
    (lambda d: question(d, "ranked-differential")["ranked"].append("other"), "the number of places changed."),
    (lambda d: question(d, "script-concordance").update(finding="x"), "the finding changed."),
    (lambda d: question(d, "short-text").update(points=["other"]), "the points to tick changed."),
    (
        lambda d: d["steps"].append(
            {**step(case()), "key": "more", "title": "More", "questions": [], "given": []}
        ),
        "The step “More” is new.",
    ),
]


@for_each("edit, anew", CORRECTS)
def test_a_key_corrects_another_when_nothing_that_was_asked_differs(edit: Edit, anew: set[str]) -> None:
    before, after = both(edit)
    assert bars_to_remarking(before, after) == ()
    found = correction(before, after)
    assert found.facts | found.questions == anew
    assert correction(before, before) == Correction(frozenset(), frozenset())


@for_each("edit, said", BARS)
def test_what_forbids_it_is_said_when_something_that_was_asked_differs(edit: Edit, said: str) -> None:
    assert any(said in bar for bar in bars_to_remarking(*both(edit)))
