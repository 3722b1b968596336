"""T, N and M are entered in two ways; edition and primary limit what is offered."""

from typing import Any

import pytest

from cases.forms import chapter_form
from guidance.domain.vocabulary import Value
from tests.cases.samples import send
from tests.cases.test_chapter_forms import case_in_memory

LUNG = {"primary_site": "lung", "staging_edition": "v9"}
STAGED = LUNG | {"t_category": "cT2b", "n_category": "cN2b", "m_category": "cM0"}
KEYS = ("t_category", "n_category", "m_category")
DRAWN_EMPTY = {"tnm_notation_initial": ""} | dict.fromkeys(KEYS, "")
"""Of a page that was drawn before the notation was saved, and not anew since."""


def tokens(facts: dict[str, Value], **changed: Any) -> tuple[Any, ...]:
    form = send(case_in_memory(facts), "staging", **changed)
    assert form.is_valid(), form.errors
    chapter = form.recorded_chapter()
    return tuple(chapter[key] for key in KEYS)


ENTERED = [
    ("typed into an empty case", LUNG, {"tnm_notation": "ct2b n2b pm1c2"}, ("cT2b", "N2b", "pM1c2")),
    ("typed over", STAGED, {"tnm_notation": "cT2b cN2b pM1c2"}, ("cT2b", "cN2b", "pM1c2")),
    ("typed without spaces", LUNG, {"tnm_notation": "cT3N0M1b(OTH)"}, ("cT3", "N0", "M1b(OTH)")),
    ("notation cleared", STAGED, {"tnm_notation": ""}, (None, None, None)),
    ("typed in part: the rest is left alone", STAGED, {"tnm_notation": "cT3 cM1b"}, ("cT3", "cN2b", "cM1b")),
    ("as a report writes it", LUNG, {"tnm_notation": "TNM: pT2a, pN1 (2/14), M0, L1, V0, R0"},
     ("pT2a", "pN1(2/14)", "M0")),
    ("one chosen", STAGED, {"m_category": "M1c2", "m_category_prefix": "p"}, ("cT2b", "cN2b", "pM1c2")),
    ("one prefix chosen", STAGED, {"n_category_prefix": "p"}, ("cT2b", "pN2b", "cM0")),
    ("one cleared", STAGED, {"n_category": ""}, ("cT2b", None, "cM0")),
    ("only T chosen", LUNG, {"t_category": "T1a"}, ("cT1a", None, None)),
    ("spaces in the notation are no change", STAGED, {"tnm_notation": " cT2b  cN2b cM0 ", "n_category": "N3"},
     ("cT2b", "cN3", "cM0")),
    ("both changed to the same", STAGED, {"tnm_notation": "cT2b cN2b cM1b", "m_category": "M1b"},
     ("cT2b", "cN2b", "cM1b")),
    ("notation changed, choices of another primary left", STAGED | {"t_category": "cT4d"},
     {"tnm_notation": "cT1a cN0 cM0"}, ("cT1a", "cN0", "cM0")),
    ("saved since the page was drawn", STAGED, DRAWN_EMPTY, ("cT2b", "cN2b", "cM0")),
    ("saved since, then typed on", STAGED, DRAWN_EMPTY | {"tnm_notation": "cT2b cN2b cM1b"},
     ("cT2b", "cN2b", "cM1b")),
    ("saved since, then one chosen", STAGED, DRAWN_EMPTY | {"m_category": "M1b"}, ("cT2b", "cN2b", "cM1b")),
    ("saved since, then cleared", STAGED, DRAWN_EMPTY | {"tnm_notation": ""}, (None, None, None)),
    ("a choice saved since, then typed", LUNG | {"m_category": "cM0"},
     {"tnm_notation_initial": "", "tnm_notation": "cT2b cN2b cM1b"}, ("cT2b", "cN2b", "cM1b")),
]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "changed", "read"), [row[1:] for row in ENTERED], ids=[r[0] for r in ENTERED]
)
def test_entering(facts: dict[str, Value], changed: dict[str, Any], read: tuple[Any, ...]) -> None:
    assert tokens(facts, **changed) == read


FAULTS = [
    ("tnm_notation", {"tnm_notation": "cT2b cN2b MX"}, ["At “MX”", "abolished"]),
    ("tnm_notation", {"tnm_notation": "cT9 cN2b cM0"}, ["At “cT9", "is not a category"]),
    ("tnm_notation", {"tnm_notation": "cT2b cN2-3"}, ["At “cN2-3”", "in doubt the lower"]),
    ("tnm_notation", {"tnm_notation": "cT2b cN2b pM0"}, ["At “pM0”"]),
    ("n_category", {"n_category": "N9"}, ['"cN9"']),
    ("m_category", {"m_category": "M1d"}, ['"cM1d" is not a category here', "M1c2"]),
    (
        "tnm_notation",
        {"tnm_notation": "cT1a cN2b cM0", "m_category": "M1b"},
        ['The notation says "cT1a cN2b cM0"', 'the choices below say "cT2b cN2b cM1b"'],
    ),
]


@pytest.mark.parametrize(("place", "changed", "names"), FAULTS)
def test_a_fault_is_explained_at_its_place(place: str, changed: dict[str, Any], names: list[str]) -> None:
    form = send(case_in_memory(STAGED), "staging", **changed)

    assert list(form.errors) == [place]
    assert [name for name in names if name not in form.errors[place][0]] == []


def test_each_fault_of_a_notation_has_its_own_sentence() -> None:
    form = send(case_in_memory(STAGED), "staging", tnm_notation="pT2 cN0(i+) pM0")

    assert len(form.errors["tnm_notation"]) > 1


OFFERED = [
    (LUNG, "n_category", "N2b", True),
    (LUNG | {"staging_edition": "ajcc8"}, "n_category", "N2b", False),
    ({"primary_site": "lung"}, "m_category", "M1c2", False),
    ({"primary_site": "lung", "diagnosis_date": "2025-09"}, "m_category", "M1c2", True),
    ({"primary_site": "bladder"}, "m_category", "M1c", False),
    ({"primary_site": "bladder"}, "m_category", "M1b", True),
    ({}, "t_category", "T4", True),
]


@pytest.mark.parametrize(("facts", "key", "category", "offered"), OFFERED)
def test_pickers_offer_what_primary_and_edition_allow(
    facts: dict[str, Value], key: str, category: str, offered: bool
) -> None:
    form = chapter_form("staging", case_in_memory(facts))

    assert (f'value="{category}"' in str(form[key])) is offered


def test_the_edition_just_chosen_limits_what_may_be_chosen_with_it() -> None:
    case = case_in_memory(LUNG | {"staging_edition": "ajcc8"})

    assert send(case, "staging", staging_edition="v9", m_category="M1c2").is_valid()
    assert not send(case, "staging", m_category="M1c2").is_valid()


def test_a_category_of_another_edition_stays_until_it_is_changed() -> None:
    case = case_in_memory(STAGED | {"m_category": "pM1c2"})
    form = send(case, "staging", staging_edition="ajcc8")

    assert form.is_valid()
    assert form.recorded_chapter()["m_category"] == "pM1c2"
    assert 'value="M1c2" selected' in str(form["m_category"])


EDITIONS = [
    ({"primary_site": "lung"}, ["ajcc8", "v9", ""]),
    ({"primary_site": "breast"}, ["ajcc8", ""]),
    ({"primary_site": "lymphoma"}, ["lugano", ""]),
    ({"primary_site": "breast", "staging_edition": "v9"}, ["ajcc8", "v9", ""]),
]


@pytest.mark.parametrize(("facts", "values"), EDITIONS)
def test_editions_are_those_of_the_primary(facts: dict[str, Value], values: list[str]) -> None:
    form = chapter_form("staging", case_in_memory(facts))

    assert [value for value, _ in form.fields["staging_edition"].choices] == values


def test_lymphoma_is_asked_for_lugano_and_for_no_tnm() -> None:
    form = chapter_form("staging", case_in_memory({"primary_site": "lymphoma"}))

    assert {"staging_edition", "lugano_stage"} <= form.fields.keys()
    assert form.fields.keys() & {"t_category", "n_category", "m_category", "tnm_notation"} == set()
    assert [group.legend for group in form.groups] == ["Edition", "Lugano stage"]


def test_nothing_is_asked_and_nothing_is_lost_when_the_primary_has_no_stage() -> None:
    case = case_in_memory(STAGED | {"primary_site": "myeloma_leukaemia"})
    form = send(case, "staging")

    assert not form.fields
    assert form.is_valid()
    assert [form.recorded_chapter()[key] for key in KEYS] == ["cT2b", "cN2b", "cM0"]


def test_tnm_comes_back_when_the_primary_is_no_longer_lymphoma() -> None:
    case = case_in_memory(STAGED | {"primary_site": "lymphoma"})
    form = send(case, "staging", lugano_stage="IV")

    assert form.is_valid()
    assert form.recorded_chapter()["t_category"] == "cT2b"


def test_warnings_do_not_keep_from_saving() -> None:
    form = send(case_in_memory(LUNG), "staging", tnm_notation="cT2b cN2 cM1 R0")

    assert form.is_valid()
    assert form.recorded_chapter()["m_category"] == "cM1"
    assert form.said == "Read as cT2b cN2 cM1. R0: read, but a case records T, N and M only."
