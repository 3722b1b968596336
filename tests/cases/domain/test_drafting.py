"""Parts of a teaching case by address: what is put there stands there, what is taken back is as it was."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.domain.teaching.drafting import (
    NoSuchPart,
    apply,
    change_at,
    change_from,
    differences,
    inverse,
    part_at,
    touches,
    with_part,
)

KEYS = st.sampled_from(["a", "b", "c", "d"])
TEXTS = st.text("xyz é", max_size=4)


def unique(kind: st.SearchStrategy[Any], key: str = "key") -> st.SearchStrategy[list[Any]]:
    return st.lists(kind, max_size=4, unique_by=lambda item: item[key])


QUESTIONS = st.fixed_dictionaries({"key": KEYS}, optional={"stem": TEXTS, "weight": st.integers(0, 3)})
STEPS = st.fixed_dictionaries(
    {"key": KEYS},
    optional={
        "narrative": TEXTS,
        "tables": st.lists(st.fixed_dictionaries({"caption": TEXTS}), max_size=2),
        "questions": unique(QUESTIONS),
        "asked": st.lists(st.sampled_from(["ecog", "sex"]), unique=True),
    },
)
MARKS = st.fixed_dictionaries({"fact": st.sampled_from(["ecog", "sex"])}, optional={"why": TEXTS})
RECORDS = st.dictionaries(st.sampled_from(["ecog", "sex"]), st.integers(0, 3))
ANSWERS = st.fixed_dictionaries({}, optional={"record": RECORDS, "marks": unique(MARKS, "fact")})
DOCUMENTS = st.fixed_dictionaries({"steps": unique(STEPS)}, optional={"title": TEXTS, "key": ANSWERS})


def addresses(document: dict[str, Any]) -> list[str]:
    """Parts that are there, and some that are not."""
    found = ["title", "steps", "key/record/ecog", "key/record/sex", "key/marks/ecog", "key/marks/sex", "key"]
    for step in document.get("steps", ()):
        at = f"steps/{step['key']}"
        found += [at, f"{at}/narrative", f"{at}/tables", f"{at}/questions", f"{at}/asked"]
        found += [f"{at}/questions/{key}" for key in "abcd"]
    return found


@given(DOCUMENTS, st.data())
def test_nothing_changes_when_a_part_is_put_where_it_stands(
    document: dict[str, Any], data: st.DataObject
) -> None:
    address = data.draw(st.sampled_from([*addresses(document), "order"]))

    part = part_at(document, address)

    assert part is None or with_part(document, address, part) == document


def a_value(address: str) -> st.SearchStrategy[Any]:
    names = address.split("/")
    if names[-2:-1] == ["questions"]:
        return QUESTIONS.map(lambda question: {**question, "key": names[-1]})
    if names[-2:-1] == ["marks"]:
        return MARKS.map(lambda mark: {**mark, "fact": names[-1]})
    if names[-2:-1] == ["steps"]:
        return STEPS.map(lambda step: {**step, "key": names[-1]})
    kinds = {"steps": unique(STEPS), "questions": unique(QUESTIONS), "key": ANSWERS}
    return kinds.get(names[-1], TEXTS)


@given(DOCUMENTS, st.data())
def test_what_is_put_stands_there_and_its_inverse_restores(
    document: dict[str, Any], data: st.DataObject
) -> None:
    changes, now = [], document
    for _ in range(data.draw(st.integers(1, 4))):
        address = data.draw(st.sampled_from(addresses(now)))
        value = data.draw(st.none() | a_value(address))
        change = change_at(now, address, value)
        now = apply(now, [change])
        changes.append(change_from(change.as_data()))
        assert part_at(now, address) == value

    assert apply(now, inverse(changes)) == document


@given(DOCUMENTS, DOCUMENTS)
def test_the_differences_make_the_other_and_back(one: dict[str, Any], other: dict[str, Any]) -> None:
    changes = differences(one, other)

    assert apply(one, changes) == other
    assert apply(other, inverse(changes)) == one


@given(DOCUMENTS, st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_the_steps_is_a_part_and_loses_none(document: dict[str, Any], order: list[str]) -> None:
    new = with_part(document, "order", order)

    assert part_at(new, "order") == [key for key in order if key in part_at(document, "order")]
    assert with_part(new, "order", part_at(document, "order")) == document


def test_a_step_that_comes_back_comes_to_its_place() -> None:
    document = {"steps": [{"key": "a"}, {"key": "b"}, {"key": "c"}]}
    removal = change_at(document, "steps/b", None)

    assert removal.as_data() == {"address": "steps/b", "before": {"key": "b"}, "after": None, "place": 1}
    assert apply(apply(document, [removal]), inverse([removal])) == document


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("steps/a/narrative", "steps/a/narrative", True),
        ("steps/a", "steps/a/narrative", True),
        ("steps/a/narrative", "steps/a", True),
        ("steps/a", "steps/ab", False),
        ("steps/a/narrative", "steps/a/title", False),
        ("order", "steps/a", False),
    ],
)
def test_saves_touch_when_one_part_lies_in_the_other(one: str, other: str, expected: bool) -> None:
    assert touches(one, other) is expected


@pytest.mark.parametrize("address", ["", "nonsense", "steps/z/narrative", "steps//narrative", "title/inside"])
def test_an_address_that_leads_nowhere_is_refused(address: str) -> None:
    with pytest.raises(NoSuchPart):
        with_part({"title": "A case", "steps": [{"key": "a"}]}, address, "text")
