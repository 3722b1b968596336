"""What in a title looks as if it could name somebody, and what does not."""

import pytest

from cases.forms import ConfirmedTitleForm
from cases.forms.identifiers import suspicions

SUSPICIOUS = [
    ("write to j.smith@example.org", "j.smith@example.org", "an e-mail address"),
    ("MRN 44", "MRN 44", "a record number"),
    ("Hospital number: A123", "Hospital number: A123", "a record number"),
    ("DOB 3/4/56 lung", "DOB 3/4/56", "a date of birth"),
    ("born on 12.3.1951", "born on 12.3.1951", "a date of birth"),
    ("seen 12/03/2024", "12/03/2024", "a full date"),
    ("seen 2024-03-12", "2024-03-12", "a full date"),
    ("seen 3rd March 2024", "3rd March 2024", "a full date"),
    ("Mr Smith's kidney", "Mr Smith's", "a person's name"),
    ("Frau Meier", "Frau Meier", "a person's name"),
    ("case 4471093", "4471093", "a phone or record number"),
    ("+44 20 7946 0000", "+44 20 7946 0000", "a phone or record number"),
    ("943 476 5919", "943 476 5919", "a phone or record number"),
]
HARMLESS = [
    "Lung adenocarcinoma, both kidneys and an adrenal",
    "68-year-old, 3 lesions of 18, 12 and 9 mm",
    "pT3b pN1a M1c2 (V9), eGFR 66",
    "T2b N2b, since 2025-03",
    "Drug trial 2024",
    "Mrs",
    "Newborn thinking about an old case",
    "CEA 14, LDH 410/250",
]


@pytest.mark.parametrize(("title", "part", "looks_like"), SUSPICIOUS)
def test_suspicious(title: str, part: str, looks_like: str) -> None:
    assert [tuple(found) for found in suspicions(title)] == [(part, looks_like)]


@pytest.mark.parametrize("title", HARMLESS)
def test_harmless(title: str) -> None:
    assert suspicions(title) == ()


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
