"""What differs between two versions of a teaching case."""

from copy import deepcopy
from typing import Any

from cases.content.library import shipped_library
from cases.domain.teaching.changes import DocumentChange, changes_between

LUNG: Any = shipped_library().cases[0].document


def test_nothing_differs_when_the_documents_are_equal() -> None:
    assert changes_between(LUNG, deepcopy(LUNG)) == ()


def test_each_part_is_named_by_its_address_when_several_differ() -> None:
    other = deepcopy(LUNG)
    other["title"] = "Another title"
    other["steps"][1]["questions"][0]["weight"] = 7
    other["key"]["record"]["ecog"] = 4
    other["key"]["marks"][0]["why"] = "Another reason"
    step, question = other["steps"][1]["key"], other["steps"][1]["questions"][0]["key"]

    assert {change.address for change in changes_between(LUNG, other)} == {
        "title",
        f"steps/{step}/questions/{question}/weight",
        "key/record/ecog",
        f"key/marks/{other['key']['marks'][0]['fact']}/why",
    }


def test_a_step_is_new_gone_or_moved_when_it_is() -> None:
    other = deepcopy(LUNG)
    gone = other["steps"].pop(0)
    other["steps"][0], other["steps"][1] = other["steps"][1], other["steps"][0]
    new = {**gone, "key": "afterwards"}
    other["steps"].append(new)

    found = {change.address: change for change in changes_between(LUNG, other)}

    assert found["steps/afterwards"] == DocumentChange("steps/afterwards", None, new)
    assert found["steps/afterwards"].is_new
    assert found[f"steps/{gone['key']}"].is_gone
    assert "steps/order" in found
    assert len(found) == 3
