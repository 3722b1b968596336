"""A table of examples is one test: it has to fail for each of its rows, and to keep them apart."""

import pytest

from kidmet_site.accounts.models import User
from tests.conftest import person
from tests.tables import for_each


def test_each_row_that_fails_is_named_and_the_others_are_tried() -> None:
    tried = []

    @for_each("number", [1, 2, 3], ids=["one", "two", "three"])
    def is_two(number: int) -> None:
        tried.append(number)
        assert number == 2

    with pytest.raises(BaseExceptionGroup, match="2 of 3 rows") as failed:
        is_two()

    assert tried == [1, 2, 3]
    assert [fault.__notes__ for fault in failed.value.exceptions] == [["Row: one"], ["Row: three"]]


def test_what_was_to_be_raised_and_was_not_fails_as_well() -> None:
    @for_each("number", [1])
    def raises(number: int) -> None:
        with pytest.raises(ValueError):
            int(number)

    with pytest.raises(BaseExceptionGroup, match="1 of 1 rows"):
        raises()


def test_a_table_without_a_row_is_no_test() -> None:
    @for_each("number", [])
    def tries_nothing(number: int) -> None:
        raise AssertionError

    with pytest.raises(AssertionError, match="no row"):
        tries_nothing()


def test_what_a_row_wrote_is_gone_for_the_next_one(db: None) -> None:
    found = []

    @for_each("name", ["Robin", "Sam"], in_database=True)
    def writes(name: str) -> None:
        found.append(User.objects.count())
        person(name)

    writes()
    assert (found, User.objects.count()) == ([0, 0], 0)
