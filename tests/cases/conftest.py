import pytest

from tests.cases.attempts import load_cases


@pytest.fixture
def library(edition: object) -> None:
    """The shipped teaching cases, in the database of this test alone."""
    load_cases()
