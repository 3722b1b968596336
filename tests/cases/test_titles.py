"""A title that looks as if it could name somebody is warned about before it is saved."""

import pytest

from cases.forms import ConfirmedTitleForm


def test_a_suspicious_title_is_warned_about_before_it_is_saved() -> None:
    form = ConfirmedTitleForm({"title": "Mr Smith, lung"})

    assert not form.is_valid()
    assert form.asks_to_confirm
    assert "“Mr Smith” looks like a person's name" in form.errors["title"][0]
    assert [field.name for field in form.shown_fields()] == ["title", "title_confirmed"]


def test_a_suspicious_title_can_be_confirmed() -> None:
    assert ConfirmedTitleForm({"title": "Mr Smith, lung", "title_confirmed": "on"}).is_valid()


def test_a_harmless_title_asks_nothing() -> None:
    form = ConfirmedTitleForm({"title": "Lung"})

    assert form.is_valid()
    assert [field.name for field in form.shown_fields()] == ["title"]


@pytest.mark.parametrize(
    ("title", "said"), [("", "Give the case a title"), ("x" * 201, "has 201 characters; at most 200")]
)
def test_a_title_that_cannot_be_kept(title: str, said: str) -> None:
    assert said in ConfirmedTitleForm({"title": title}).errors["title"][0]
