"""What is kept of what takes long to make."""

from threading import Event, Thread

import pytest

from guidance.queries.shelf import Shelf


def test_one_is_made_once_and_the_oldest_goes() -> None:
    shelf: Shelf[str, str] = Shelf(2)
    made: list[str] = []

    def asked(key: str) -> str:
        return shelf.get(key, lambda: made.append(key) or key.upper())  # type: ignore[func-returns-value]

    assert [asked(key) for key in "aabaca"] == ["A", "A", "B", "A", "C", "A"]
    assert made == ["a", "b", "c"]
    assert (shelf.held("b"), shelf.held("a")) == (None, "A")


def test_what_could_not_be_made_is_tried_again() -> None:
    shelf: Shelf[str, float] = Shelf(2)

    with pytest.raises(ZeroDivisionError):
        shelf.get("a", lambda: 1 / 0)

    assert shelf.get("a", lambda: 1.0) == 1.0


def test_who_asks_for_another_does_not_wait() -> None:
    shelf: Shelf[str, str] = Shelf(2)
    began, goes_on = Event(), Event()

    def slow() -> str:
        began.set()
        assert goes_on.wait(10)
        return "slow"

    making = Thread(target=shelf.get, args=("a", slow))
    asking = Thread(target=shelf.get, args=("b", lambda: "quick"))
    making.start()
    assert began.wait(10)
    asking.start()
    asking.join(2)
    quick = shelf.held("b")
    goes_on.set()
    making.join()
    asking.join()

    assert (quick, shelf.held("a")) == ("quick", "slow")
