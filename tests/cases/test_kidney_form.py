"""Lesions are added, edited and removed in the form, with and without JavaScript."""

from typing import Any

import pytest

from guidance.domain.vocabulary import Value
from tests.cases.samples import send
from tests.cases.test_chapter_forms import case_in_memory

TWO = {"lesions": ({"side": "left", "size_mm": 18}, {"side": "right", "size_mm": 12})}


def held(facts: dict[str, Value], **changed: Any) -> Any:
    form = send(case_in_memory(facts), "kidney", **changed)
    assert form.is_valid(), (form.errors, form.lesions.errors)
    return form.recorded_chapter()["lesions"]


CHANGES = [
    ("nothing", TWO, {}, TWO["lesions"]),
    ("edited", TWO, {"lesions-1-size_mm": "14"}, (TWO["lesions"][0], {"side": "right", "size_mm": 14})),
    ("removed", TWO, {"lesions-0-DELETE": "on"}, (TWO["lesions"][1],)),
    ("all removed", TWO, {"lesions-0-DELETE": "on", "lesions-1-DELETE": "on"}, None),
    ("spare row filled", TWO, {"lesions-2-side": "left"}, (*TWO["lesions"], {"side": "left"})),
    (
        "rows added by the page",
        {},
        {"lesions-TOTAL_FORMS": "3", "lesions-0-side": "left", "lesions-2-size_mm": "9,5"},
        ({"side": "left"}, {"size_mm": 9.5}),
    ),
    ("a lesion of which nothing is known any more", TWO, {"lesions-0-side": "", "lesions-0-size_mm": ""},
     ({}, TWO["lesions"][1])),
    ("removed with a fault in it", TWO, {"lesions-0-size_mm": "x", "lesions-0-DELETE": "on"},
     (TWO["lesions"][1],)),
    ("none seen", {}, {"no_lesions_seen": "on"}, ()),
    ("none seen stays", {"lesions": ()}, {}, ()),
    ("none seen taken back", {"lesions": ()}, {"no_lesions_seen": []}, None),
    ("the last one removed and none seen", {"lesions": ({"side": "left"},)},
     {"lesions-0-DELETE": "on", "no_lesions_seen": "on"}, ()),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "changed", "lesions"), [row[1:] for row in CHANGES], ids=[r[0] for r in CHANGES]
)
def test_lesions_after(facts: dict[str, Value], changed: dict[str, Any], lesions: Any) -> None:
    assert held(facts, **changed) == lesions


def test_a_row_that_the_page_added_is_kept_when_it_is_sent_again_after_it_was_saved() -> None:
    """The page still counts it as extra, and it has not changed since."""
    again = {"lesions-INITIAL_FORMS": "0", "lesions-TOTAL_FORMS": "2"}

    assert held(TWO, **again) == TWO["lesions"]


def test_none_seen_with_a_lesion_is_a_contradiction_to_clear_up() -> None:
    form = send(case_in_memory(TWO), "kidney", no_lesions_seen="on")

    assert form.errors["no_lesions_seen"] == [
        '"No lesions seen" is ticked and 2 lesions are recorded. Clear the tick, or remove the lesions.'
    ]


def test_a_fault_in_one_lesion_is_said_at_its_field_and_keeps_all_from_being_saved() -> None:
    form = send(case_in_memory(TWO), "kidney", **{"lesions-1-size_mm": "500"})

    assert not form.is_valid()
    assert form.non_field_errors() == ["Lesion 2: look at what is marked there."]
    assert "Allowed: from 1 to 300 mm" in form.lesions.errors[1]["size_mm"][0]
    assert form.lesions.forms[1]["size_mm"].value() == "500"


def test_too_many_lesions_are_refused() -> None:
    form = send(case_in_memory({}), "kidney", **{"lesions-TOTAL_FORMS": "301"})

    assert not form.is_valid()


STATES = [({}, "Not recorded"), ({"lesions": ()}, "No lesions seen"), (TWO, "2 lesions recorded")]


@pytest.mark.parametrize(("facts", "words"), STATES)
def test_the_state_in_words(facts: dict[str, Value], words: str) -> None:
    assert send(case_in_memory(facts), "kidney").lesions_state_words == words
