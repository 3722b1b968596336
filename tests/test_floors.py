"""The picture of the floors says what the imports are."""

from tests.floors import PICTURE, drawn, steps


def test_the_picture_is_drawn_anew_when_the_floors_have_changed() -> None:
    assert PICTURE.read_text() == drawn(), "run `make floors`"


def test_a_line_is_left_out_where_a_way_through_another_room_leads() -> None:
    top, middle, low = ("cases", "views"), ("cases", "forms"), ("cases", "domain")

    assert steps({top: {middle, low}, middle: {low}, low: set()}) == [(middle, low), (top, middle)]
