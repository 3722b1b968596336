"""What changed between two versions of a case, in the words of the pages where it is written."""

import re
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from cases.domain.parts import part_fields
from cases.domain.questions import KINDS
from cases.domain.teaching.key import FactKey
from cases.forms.part_form import entries_of
from cases.presenting.case_changes import shown_changes
from cases.presenting.part_values import OF_MARK, OF_QUESTION
from tests.cases.small_case import OBJECTIVES
from tests.cases.small_case import case as small_case
from tests.tables import for_each

Edit = Callable[[dict[str, Any]], object]


def told(edit: Edit) -> str:
    """What differs once the small case is edited: each part, its fields, what was and what is now."""
    before, after = small_case(), small_case()
    edit(after)
    lines = []
    for part in shown_changes(before, after, OBJECTIVES):
        lines.append(f"{part.label} ({part.what})")
        for each in part.fields:
            pieces = "".join(piece.text for piece in each.pieces)
            lines.append(f"{each.label} ({each.what}): {each.was} > {each.now}{pieces}")
    return "\n".join(lines)


def question(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["steps"][0]["questions"][0]
    return found


def mark(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["key"]["marks"][0]
    return found


NEAR = {"value": 130, "credit": 0.5, "why": "By the other machine.", "when": {"primary_site": "lung"}}
NEW_OPTION = {"key": "without", "text": "Nothing", "credit": 0.25, "why": "It may be."}
SCAN = {"key": "first", "kind": "imaging", "title": "Scan", "narrative": "A CT."}
TABLE = {"caption": "Blood", "columns": ["When", "Hb"], "rows": [["1 May", 12]]}
TOLD: list[tuple[Edit, list[str]]] = [
    (
        lambda d: question(d)["options"][0].update(credit=0.5),
        [
            "the question “What next?” of “Blood” (changed)",
            "Answer “A biopsy”: credit (changed): 100 % > 50 %",
        ],
    ),
    (
        lambda d: question(d)["options"][1].update(harmful=False, why="Later."),
        [
            "Answer “Surgery”: would do harm (changed): yes > no",
            "Answer “Surgery”: what is said of it (changed): Too early. > Later.",
        ],
    ),
    (
        lambda d: question(d)["options"].append(NEW_OPTION),
        ["Answer “Nothing” (new):  > Credit: 25 %\nWhat is said of it: It may be."],
    ),
    (lambda d: question(d)["options"].pop(), ["Answer “Surgery” (gone): Would do harm: yes\nWhat is said"]),
    (
        lambda d: question(d).update(weight=3, objective="m-category", statements=["198-2"]),
        [
            "Weight (changed): 1 > 3",
            "It counts for the objective (changed): Decide on tissue > Derive M",
            "Statements and additions of the guidance (new):  > 198-2",
        ],
    ),
    (lambda d: question(d).update(domain="staging"), ["Domain (changed): Diagnosis > Staging"]),
    (
        lambda d: mark(d).update(accept=[NEAR], tolerance=5, weight=2),
        [
            "the mark of Serum creatinine (changed)",
            "Other answer “130 µmol/L” (new):  > Credit: 50 %\nWhy it earns that: By the other machine.\n"
            "Only where: Primary site: Lung",
            "Tolerance (changed): 2 > 5",
            "Weight (changed): 1 > 2",
        ],
    ),
    (
        lambda d: mark(d).update(why="She was told."),
        ["Why the expert records it so (changed): It is told. > She"],
    ),
    (
        lambda d: d["key"]["record"].update(creatinine_umol_l=100),
        ["the answer to Serum creatinine (changed)", "141.44 µmol/L > 100 µmol/L"],
    ),
    (
        lambda d: d["steps"][0]["given"].append("hydronephrosis"),
        ["what is given of “Blood” (changed)", "Primary site", "Hydronephrosis"],
    ),
    (
        lambda d: d["steps"].insert(
            0, {"key": "first", "kind": "imaging", "title": "Scan", "narrative": "A CT."}
        ),
        ["the step “Scan” (new)", "Kind (changed):  > Imaging", "Narrative (changed):  > A CT."],
    ),
    (
        lambda d: d["steps"][0].update(
            tables=[{"caption": "Blood", "columns": ["When", "Hb"], "rows": [["1 May", 12]]}]
        ),
        ["the tables of “Blood” (new)", "Blood\nWhen | Hb\n1 May | 12"],
    ),
    (
        lambda d: d["steps"][0]["questions"].insert(
            0, {"key": "sure", "kind": "numeric", "stem": "How much?", "value": 3, "maximum": 9}
        ),
        [
            "the question “How much?” of “Blood” (new)",
            "Kind of question",
            "A number",
            "Most that may be entered",
        ],
    ),
    (
        lambda d: d.update(difficulty=3, time_limit_minutes=20, objectives=["tissue"]),
        ["Introductory > Advanced", "the time limit (new)", "20 minutes", "Derive M"],
    ),
    (
        lambda d: d["steps"].append(dict(d["steps"].pop(), images=[stack("A CT")])),
        [
            "the images “A CT” of “Blood” (new)",
            "Slices (changed):  > Slice 1: The hilum, arrow “mass”",
        ],
    ),
]


def stack(caption: str) -> dict[str, Any]:
    slices = [{"image": "0" * 64, "caption": "The hilum", "arrows": [{"x": 1, "y": 2, "text": "mass"}]}]
    return {"key": "ct", "caption": caption, "alt": "A mass.", "slices": slices}


@for_each("edit, said", TOLD)
def test_what_changed_is_told_in_the_words_of_the_pages_where_a_case_is_written(
    edit: Edit, said: list[str]
) -> None:
    shown = told(edit)

    for each in said:
        assert each in shown, shown
    assert not re.search(r"[a-z]_[a-z]|\bkey\b|\bwhy:|tissue\b.*m-category|without|\{", shown), shown


def test_the_order_is_told_by_titles_and_other_pictures_by_saying_so() -> None:
    before, after = small_case(), small_case()
    more = {"key": "scan", "kind": "imaging", "title": "The scan", "narrative": "", "images": [stack("A CT")]}
    before["steps"].append(deepcopy(more))
    more["images"][0]["slices"][0]["image"] = "1" * 64
    after["steps"].insert(0, more)

    parts = shown_changes(before, after, {})

    assert [part.label for part in parts] == ["the images “A CT” of “The scan”", "the order of the steps"]
    assert parts[0].fields[0].now == "Other pictures, or in another order"
    assert (parts[1].fields[0].was, parts[1].fields[0].now) == ("Blood\nThe scan", "The scan\nBlood")


def test_each_field_of_a_question_or_a_mark_has_a_name_that_people_read() -> None:
    names = {each.name for kind in KINDS.values() for each in entries_of(kind)} - {"key"}
    assert not names - {*OF_QUESTION}
    assert not {each.name for each in part_fields(FactKey)} - {"fact", "accept", *OF_MARK}
