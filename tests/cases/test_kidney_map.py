"""The kidney map: what is drawn, what is offered, and what is said of it."""

import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from cases.presenting.kidney_map import kidney_map, kidney_map_of
from cases.queries.teaching import teaching_case_at, teaching_case_in
from guidance.domain.edition import CompiledEdition
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, load_cases
from tests.cases.samples import case_of
from tests.pages import squeezed

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
    assert abs(in_the_middle.spots[0].x - 217) < 30
    assert kidney_map([NOWHERE]).spots == ()


def test_the_name_of_a_place_begins_with_what_it_shows() -> None:
    for solitary, lesions in ((False, None), (True, None), (True, [LEFT])):
        shown = kidney_map(lesions, solitary=solitary)
        html = render_to_string("cases/_kidney_map.html", {"kidney_map": shown, "can_add": True})
        links = re.findall(r'aria-label="([^"]+)">([^<]+)</a>', squeezed(html))
        assert len(links) == len(shown.regions)
        assert [(name, seen) for name, seen in links if not name.startswith(seen)] == []


def test_one_kidney_is_shown_when_a_case_with_one_is_worked_and_summed_up(
    client: Client, resident: User, edition: CompiledEdition
) -> None:
    case = case_of(resident, solitary_kidney=True, lesions=[LEFT])
    client.force_login(resident)
    pages = {
        name: client.get(f"/cases/{case.pk}/{name}").content.decode() for name in ("kidney/", "summary/?full")
    }
    for html in pages.values():
        assert html.count('class="kidney"') == 1
        assert "One kidney, the left." in html and ">Right</text>" not in html
    assert "+ left, upper" in pages["kidney/"] and "+ right" not in pages["kidney/"]


def test_one_kidney_is_shown_when_a_teaching_case_has_one(db: None) -> None:
    load_cases()
    for slug in ("prostate-only-kidney", "rcc-contralateral-mass"):
        version = teaching_case_at(LIBRARY, slug).latest
        assert version is not None
        content = teaching_case_in(version)
        figures = [figure for step in content.steps for figure in step.figures if figure.kind == "kidney_map"]
        assert figures and all(figure.solitary for figure in figures)
        assert len(kidney_map_of(content.key.record).kidneys) == 1


MIXED = [
    {"side": "left", "pole": "upper", "size_mm": 20},
    {"side": "right", "pole": "lower", "size_mm": 10, "diagnosis": "second_primary"},
    {"side": "right", "pole": "upper", "size_mm": 10, "diagnosis": "benign"},
]
NATURES = [
    "metastasis_confirmed", "metastasis_presumed", "direct_growth", "second_primary", "lymphoma", "benign",
    "uncertain",
]  # fmt: skip


def test_a_lesion_is_drawn_as_what_it_is_held_to_be_and_the_legend_names_what_there_is() -> None:
    shown = kidney_map(MIXED, of_kidney="metastasis_presumed")

    assert [spot.nature for spot in shown.spots] == ["metastasis", "second_primary", "benign"]
    assert [key.words for key in shown.legend] == ["metastasis", "a second primary", "benign"]
    assert shown.sentence == (
        "3 lesions: left kidney, upper pole, 20 mm: presumed metastasis; right kidney, lower pole, 10 mm: "
        "a second primary; right kidney, upper pole, 10 mm: benign."
    )


SAID = {
    "one lesion": ([RIGHT], "benign", "1 lesion, benign: right kidney, lower pole, 20 mm."),
    "two alike": ([RIGHT, LEFT], "uncertain", "2 lesions, both uncertain: "),
    "three alike": ([RIGHT, LEFT, NOWHERE], "metastasis_confirmed", "3 lesions, each confirmed metastasis: "),
    "one is known": ([RIGHT, {**LEFT, "diagnosis": "benign"}], None, "20 mm: diagnosis not recorded; left"),
    "none is known": ([RIGHT], None, "1 lesion: right kidney, lower pole, 20 mm."),
}


@pytest.mark.parametrize(("lesions", "of_kidney", "says"), SAID.values(), ids=SAID)
def test_the_map_says_in_words_what_is_held_when(
    lesions: list[dict], of_kidney: str | None, says: str
) -> None:
    assert says in kidney_map(lesions, of_kidney=of_kidney).sentence


def test_each_nature_has_a_form_of_its_own() -> None:
    def form(diagnosis: str | None) -> str:
        drawn = kidney_map([RIGHT], of_kidney=diagnosis)
        html = render_to_string("cases/_kidney_map.html", {"kidney_map": drawn})
        inside = re.search(r'<g class="lesion.*?</g>', html, re.DOTALL)
        assert inside
        return re.sub(r"<title>.*?</title>", "", inside[0])

    forms = {diagnosis: form(diagnosis) for diagnosis in [*NATURES, None]}
    assert forms["metastasis_confirmed"] == forms["metastasis_presumed"]
    assert len(set(forms.values())) == len(NATURES)
    bare = {key: re.sub(r'class="lesion nature-\w+"', "", drawn) for key, drawn in forms.items()}
    # Discs and a bare circle differ in what fills them, the others in what is drawn inside.
    discs = {"metastasis_confirmed", "metastasis_presumed", "benign", None}
    assert len({bare[key] for key in bare if key not in discs} | {bare["benign"]}) == 5


def test_there_is_no_legend_where_no_diagnosis_is_recorded() -> None:
    assert kidney_map([RIGHT, LEFT]).legend == ()
    assert "map-legend" not in render_to_string(
        "cases/_kidney_map.html", {"kidney_map": kidney_map([RIGHT, LEFT])}
    )
