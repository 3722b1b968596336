"""What differs between two states of the guidance, for people: a section that moved is one change."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.changing import How, apply_changes, payload_from
from guidance.domain.changing.comparing import differences_between
from guidance.domain.edition import FORMAT
from tests.guidance.domain.test_changing import fresh, shuffled


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_the_differences_make_one_state_of_the_other_sections_that_moved_included(
    one: int, other: int
) -> None:
    chance, after = random.Random(other), shuffled(other)
    for slug in chance.sample(list(after.by_kind["section"]), 2):
        if slug in after.by_kind["section"]:
            after.rename_section(slug, f"elsewhere-{slug.replace('/', '-')}")

    differences = differences_between(shuffled(one), after)

    assert payload_from(apply_changes(shuffled(one), differences), FORMAT) == payload_from(after, FORMAT)


def test_a_section_that_moved_is_one_change_with_all_that_it_holds() -> None:
    after = fresh()
    after.rename_section("diagnosis/imaging", "staging/imaging")

    (change,) = differences_between(fresh(), after)

    assert (change.kind, change.id, change.how) == ("section", "diagnosis/imaging", How.CHANGED)
    assert change.proposed is not None
    assert change.proposed["slug"] == "staging/imaging"


def test_a_section_that_moved_and_was_renamed_is_one_change_too() -> None:
    after = fresh()
    after.rename_section("staging/tnm", "tnm")
    after.put("section", "tnm", {**after.by_kind["section"]["tnm"], "title": "Staging by TNM"})

    (change,) = differences_between(fresh(), after)

    assert change.id == "staging/tnm"
    assert change.proposed is not None
    assert change.proposed["title"] == "Staging by TNM"


def test_a_section_that_leaves_one_that_moves_is_a_change_of_its_own() -> None:
    after = fresh()
    after.rename_section("diagnosis/imaging/ct", "staging/ct")
    after.rename_section("diagnosis/imaging", "imaging")

    differences = differences_between(fresh(), after)

    assert [change.id for change in differences] == ["diagnosis/imaging/ct", "diagnosis/imaging"]


def test_sections_that_cannot_be_told_apart_are_new_and_retired() -> None:
    before, after = fresh(), fresh()
    twin = before.by_kind["section"]["staging/tnm"]
    for state in (before, after):
        state.put("section", "staging/twin", {**twin, "slug": "staging/twin"})
    after.rename_section("staging/twin", "twin")

    hows = {(change.id, change.how) for change in differences_between(before, after)}

    assert hows == {("twin", How.ADDED), ("staging/twin", How.RETIRED)}
