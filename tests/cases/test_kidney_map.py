"""The kidney map: what is drawn, what is offered, and what is said of it."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from cases.presenting.kidney_map import kidney_map, kidney_map_of
from cases.queries import teaching_case_at, teaching_case_in
from guidance.domain.edition import Edition
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, load_cases
from tests.cases.samples import case_of

RIGHT = {"side": "right", "pole": "lower", "size_mm": 20}
LEFT = {"side": "left", "pole": "upper", "size_mm": 10}
NOWHERE = {"pole": "upper", "size_mm": 10}
TABLE = {
    "nothing is known": (None, False, ["Right", "Left"], "No lesion is recorded yet"),
    "there is a lesion": ([RIGHT], False, ["Right", "Left"], "1 lesion: right kidney, lower pole, 20 mm."),
    "a lesion tells the side": ([RIGHT], True, ["Right"], "One kidney, the right. 1 lesion"),
    "another has no side": ([LEFT, NOWHERE], True, ["Left"], "One kidney, the left. 2 lesions"),
    "no lesion tells the side": ([NOWHERE], True, ["The one kidney"], "which of the two is not recorded"),
    "no lesion is recorded": (None, True, ["The one kidney"], "which of the two is not recorded"),
    "there is no lesion": ([], True, ["The one kidney"], "It was looked at and there is no lesion."),
    "it contradicts itself": ([RIGHT, LEFT], True, ["Right", "Left"], "lesions on both sides: look at both"),
}


@pytest.mark.parametrize(("lesions", "solitary", "drawn", "says"), TABLE.values(), ids=TABLE)
def test_only_kidneys_that_are_there_are_drawn_and_offered_when(
    lesions: list | None, solitary: bool, drawn: list[str], says: str
) -> None:
    shown = kidney_map(lesions, solitary=solitary)

    assert [kidney.label for kidney in shown.kidneys] == drawn
    assert says in shown.sentence
    assert {region.side for region in shown.regions} == {kidney.side for kidney in shown.kidneys}
    assert len(shown.regions) == 3 * len(drawn)


def test_a_lesion_without_a_side_lies_in_the_kidney_when_there_is_one_alone() -> None:
    told = kidney_map([RIGHT, NOWHERE], solitary=True)
    assert [(spot.x < 230, spot.guessed) for spot in told.spots] == [(True, False), (True, True)]
    in_the_middle = kidney_map([NOWHERE], solitary=True)
    assert abs(in_the_middle.spots[0].x - 217) < 30 and in_the_middle.unplaced == ()
    of_two = kidney_map([NOWHERE])
    assert of_two.spots == () and len(of_two.unplaced) == 1


def test_the_name_of_a_place_begins_with_what_it_shows() -> None:
    for solitary, lesions in ((False, None), (True, None), (True, [LEFT])):
        shown = kidney_map(lesions, solitary=solitary)
        html = render_to_string("cases/_kidney_map.html", {"kidney_map": shown, "can_add": True})
        links = re.findall(r'aria-label="([^"]+)">([^<]+)</a>', html)
        assert len(links) == len(shown.regions)
        assert [(name, seen) for name, seen in links if not name.startswith(seen)] == []


def test_one_kidney_is_shown_when_a_case_with_one_is_worked_and_summed_up(
    client: Client, resident: User, edition: Edition
) -> None:
    case = case_of(resident, solitary_kidney=True, lesions=[LEFT])
    client.force_login(resident)
    pages = {name: client.get(f"/cases/{case.pk}/{name}/").content.decode() for name in ("kidney", "summary")}
    for html in pages.values():
        assert html.count('class="kidney"') == 1
        assert "One kidney, the left." in html and ">Right</text>" not in html
    assert "+ left, upper" in pages["kidney"] and "+ right" not in pages["kidney"]


def test_one_kidney_is_shown_when_a_teaching_case_has_one(db: None) -> None:
    load_cases()
    for slug in ("prostate-only-kidney", "rcc-contralateral-mass"):
        version = teaching_case_at(LIBRARY, slug).latest
        assert version is not None
        content = teaching_case_in(version)
        figures = [figure for step in content.steps for figure in step.figures if figure.kind == "kidney_map"]
        assert figures and all(figure.solitary for figure in figures)
        assert len(kidney_map_of(content.key.record).kidneys) == 1
