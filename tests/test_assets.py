"""What is served of others' fonts and stylesheet is what the pages need: no more, and no less."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles.finders import find
from django.test import Client
from fontTools.ttLib import TTFont

from guidance.domain.words import DOMAINS
from kidmet_site.assets import STATIC
from kidmet_site.assets.bootstrap import slim_stylesheet
from kidmet_site.assets.fallbacks import font_stylesheet
from kidmet_site.assets.fonts import CHARACTERS, FACES, HEAVIEST, INTER, LIGHTEST, SERIF, Face
from kidmet_site.setup import ROOT

MAKE_ANEW = "make it anew with `.venv/bin/python -m kidmet_site.assets`"
BY_NAME = [pytest.param(face, id=face.name) for face in FACES]
OWN_STYLESHEETS = sorted(set((STATIC / "css").glob("*.css")) - {STATIC / "css" / "bootstrap.css"})
SHIPPED = [
    path
    for folder in ("templates", "static", "cases", "guidance", "kidmet_site")
    for path in sorted((ROOT / folder).rglob("*"))
    if path.suffix in {".html", ".txt", ".css", ".js", ".py", ".yaml", ".json", ".md"}
]


def served(face: Face) -> Path:
    return STATIC / "fonts" / f"{face.name}.woff2"


def letters(path: Path) -> set[int]:
    return set(TTFont(path).getBestCmap())


def features(font: TTFont) -> set[str]:
    tables = [font[name].table for name in ("GSUB", "GPOS") if name in font]
    return {record.FeatureTag for table in tables for record in table.FeatureList.FeatureRecord}


@pytest.mark.parametrize("face", BY_NAME)
def test_a_served_font_has_just_the_letters_weights_and_features_that_it_should(face: Face) -> None:
    font = TTFont(served(face))
    weights = [(axis.minValue, axis.maxValue) for axis in font["fvar"].axes] if "fvar" in font else []

    assert letters(served(face)) == letters(face.original) & set(map(ord, CHARACTERS)), MAKE_ANEW
    assert weights == ([face.weights] if face.weights[0] < face.weights[1] else []), MAKE_ANEW
    assert features(font) == set(face.features), MAKE_ANEW


def test_the_served_stylesheets_are_what_their_sources_give() -> None:
    assert (STATIC / "css" / "fonts.css").read_text() == font_stylesheet(), MAKE_ANEW
    assert (STATIC / "css" / "bootstrap.css").read_text() == slim_stylesheet(), MAKE_ANEW


@pytest.mark.parametrize("face", BY_NAME)
def test_no_shipped_text_has_a_letter_that_the_original_has_and_the_served_font_lacks(face: Face) -> None:
    lost = {chr(letter) for letter in letters(face.original) - letters(served(face)) if letter}

    texts = {path.relative_to(ROOT): path.read_text() for path in SHIPPED}
    assert {str(path): missing for path, text in texts.items() if (missing := lost & set(text))} == {}


def test_a_page_preloads_the_fonts_that_each_page_begins_with(client: Client, db: None) -> None:
    preload = r'<link rel="preload" as="font" type="font/woff2" href="/static/([^"]+)"\s+crossorigin>'
    preloaded = re.findall(preload, client.get("/").content.decode())

    assert preloaded == [f"fonts/{face.name}.woff2" for face in (INTER, SERIF)]


def test_no_template_asks_for_a_file_that_is_not_there() -> None:
    named = {
        (path.relative_to(ROOT), name)
        for path in (ROOT / "templates").rglob("*.html")
        for name in re.findall(r"""{%-? static ['"]([^'"]+)""", path.read_text())
    }

    assert len(named) > 30
    assert sorted(f"{path}: {name}" for path, name in named if not find(name)) == []


def test_no_stylesheet_asks_for_a_weight_that_is_not_served() -> None:
    weights = re.compile(r"font(?:-weight)?: *(?:italic )?([1-9]00)\b")
    asked = {(path.name, int(it)) for path in OWN_STYLESHEETS for it in weights.findall(path.read_text())}

    assert {it for it in asked if not LIGHTEST <= it[1] <= HEAVIEST} == set()


def test_no_stylesheet_asks_for_a_font_that_is_not_there() -> None:
    declared = set(re.findall(r'font-family: "([^"]+)";', (STATIC / "css" / "fonts.css").read_text()))
    named = re.compile(r'"((?:Inter|Source Serif)[^"]*)"')

    assert {it for path in OWN_STYLESHEETS for it in named.findall(path.read_text())} <= declared


def test_every_colour_of_the_frameworks_sheet_is_ours_so_that_it_has_a_dark_value() -> None:
    sheet = (STATIC / "css" / "bootstrap.css").read_text()
    ours = set(re.findall(r"(--bs-[\w-]+):", (STATIC / "css" / "kidmet.css").read_text()))
    given = re.findall(r"(--bs-[\w-]+):\s*(?:#|rgb)", re.findall(r":root\{[^}]*\}", sheet)[0])
    used = set(re.findall(r"var\((--bs-[\w-]+)", sheet))

    assert sorted(used.intersection(given) - ours) == []


def test_every_domain_has_its_colour() -> None:
    sheet = (ROOT / "static/css/kidmet.css").read_text(encoding="utf-8")

    assert [code for code in DOMAINS if f".domain-{code} {{" not in sheet] == []
