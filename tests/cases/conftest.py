import pytest

from tests.cases.attempts import load_cases, load_first_format


@pytest.fixture
def library(edition: object) -> None:
    """The shipped teaching cases, in the database of this test alone."""
    load_cases()


@pytest.fixture
def first_format(edition: object) -> None:
    """A teaching case in the first format, whose steps ask every fact of their chapters."""
    load_first_format()
