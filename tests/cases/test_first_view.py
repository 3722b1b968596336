"""What stands in front: of a panel a few sections in a line each, of a summary five; background never."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html import unescape

import pytest
from django.test import Client

from cases.actions.cases import create_case
from cases.content.demo_cases import demo_cases
from cases.content.library import shipped_library
from cases.presenting.bottom_line import bottom_line
from cases.presenting.foremost import foremost, in_short
from cases.presenting.panel import panel_of
from cases.queries.cases import read
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Value
from kidmet_site.accounts.models import User
from tests.cases.samples import MANY_CAUTIONS, NOW, case_of

ClientOf = Callable[[User], Client]
RECORDS: Mapping[str, Mapping[str, Value]] = {
    **{demo.slug: demo.case_file.recorded for demo in demo_cases()},
    **{f"key of {case.slug}": case.key.record for case in shipped_library().cases},
}
MOST_SECTIONS = 8


@pytest.fixture
def first_view(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> Callable[[Mapping[str, Value], str], str]:
    """The panel as it opens: what stands before its fold."""

    def html(recorded: Mapping[str, Value], chapter: str) -> str:
        case = create_case(title="A case", by=resident, now=NOW, recorded=recorded)
        page = client_of(resident).get(f"/cases/{case.pk}/{chapter}/").content.decode()
        guide = page.split('<aside class="guide"')[1].split("</aside>")[0]
        assert len(re.findall("<details[^>]*guide-all[^>]*open", guide)) == 0
        return unescape(guide.split('<details class="all-sections"')[0])

    return html


def test_few_sections_stand_in_front_in_every_chapter_of_every_case(
    first_view: Callable[[Mapping[str, Value], str], str],
) -> None:
    many = {
        (name, chapter.key): count
        for name, recorded in RECORDS.items()
        for chapter in CHAPTERS
        if not 1 <= (count := first_view(recorded, chapter.key).count("data-card")) <= MOST_SECTIONS
    }
    assert many == {}


def test_first_view_says_stage_cautions_and_what_to_ask(
    first_view: Callable[[Mapping[str, Value], str], str], edition: CompiledEdition
) -> None:
    recorded = RECORDS["prostate-solitary-kidney"]
    html, reading = first_view(recorded, "primary"), read(recorded, edition)

    assert "M1c, stage IVB" in html
    assert [each.message for each in reading.answer.cautions if each.message not in html] == []
    assert "Ask next" in html


def test_new_case_is_told_where_to_begin(first_view: Callable[[Mapping[str, Value], str], str]) -> None:
    html = first_view({}, "presentation")

    assert "Nothing is recorded yet." in html
    assert "primary/#field-primary_site" in html


def test_background_is_never_in_front_and_is_folded_at_the_end_of_its_tab(edition: CompiledEdition) -> None:
    for recorded in RECORDS.values():
        reading = read(recorded, edition)
        for chapter in CHAPTERS:
            panel = panel_of(reading, edition, chapter=chapter.key)
            assert all(not line.card.is_background for line in panel.first.lines)
            listed = [card for tab in panel.tabs for card in (*tab.in_front, *tab.background)]
            assert len(listed) == panel.applies
            assert {card.match.slug for tab in panel.tabs for card in tab.background}
        assert all(
            edition.sections[each.match.slug].domain != "background"
            for each in bottom_line(reading, edition).lines
        )


def test_weight_comes_first_then_what_speaks_of_the_case_then_the_domain_of_the_chapter(
    edition: CompiledEdition,
) -> None:
    matches = read(RECORDS["lung-both-kidneys"], edition).answer.sections
    weighed = replace(edition, weights={})
    by_domain = foremost(matches, weighed, chapter="palliative", most=3)
    assert {match.domain for match in by_domain} == {"palliative"}

    weighed = replace(edition, weights={("section", "anatomy", ""): 90, ("domain", "palliative", ""): 0})
    chosen = foremost(matches, weighed, chapter="palliative", most=100)
    assert chosen[0].slug.startswith("anatomy/")
    assert [match for match in chosen if match.domain == "palliative"] == []


def test_line_gives_the_reason_that_its_chapter_records(edition: CompiledEdition) -> None:
    recorded = {
        "kidney_diagnosis": "metastasis_confirmed",
        "primary_site": "lung",
        "esas_pain": 6,
        "ecog": "2",
    }
    panel = panel_of(read(recorded, edition), edition, chapter="palliative")
    reasons = {line.card.match.slug: line.reason for line in panel.first.lines}
    assert "pain scores 6" in reasons["palliative"]


def test_what_a_save_brings_is_told_above_the_fold(edition: CompiledEdition) -> None:
    for recorded in RECORDS.values():
        for left_out in ("treatments_considered", "esas_anxiety", "lesions", "m_category"):
            before = read({key: value for key, value in recorded.items() if key != left_out}, edition)
            after = read(recorded, edition)
            panel = panel_of(after, edition, chapter="palliative", before=before)
            shown = [*(line.card for line in panel.first.lines), *panel.first.new_below]
            told = {card.match.slug for card in shown if card.is_new}
            now = {match.slug for match in after.answer.sections}
            assert told == now - {match.slug for match in before.answer.sections}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Short as it is.", "Short as it is."),
        ("One two three; four five six seven.", "One two three …"),
        ("One two three four five six seven.", "One two three four …"),
    ],
)
def test_long_sentence_is_cut_at_a_pause(text: str, said: str) -> None:
    assert in_short(text, 4) == said


def test_summary_in_short_says_what_is_empty_in_a_line(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = case_of(resident)
    html = client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode()

    assert "Nothing is recorded yet." in html
    assert "None can be computed yet." in html
    assert "For education. An invented case" in html


def test_summary_in_short_says_that_an_egfr_is_not_to_rely_on(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    kidney = {"age_years": 36, "sex": "female", "creatinine_umol_l": 190}
    said = {
        "not to rely on while the creatinine is not steady": {"creatinine_unstable": True},
        "not valid in pregnancy": {"pregnant": True},
    }
    pages = {
        words: client_of(resident).get(f"/cases/{case_of(resident, **kidney, **facts).pk}/summary/")
        for words, facts in {**said, "": {}}.items()
    }
    shown = {words: [other for other in said if other in page.text] for words, page in pages.items()}
    assert shown == {words: [words] if words else [] for words in pages}


def test_summary_in_short_says_every_caution_whole_when_there_are_many(
    resident: User, client_of: ClientOf, edition: CompiledEdition
) -> None:
    case = create_case(title="A case", by=resident, now=NOW, recorded=MANY_CAUTIONS)
    html = unescape(client_of(resident).get(f"/cases/{case.pk}/summary/").content.decode())
    cautions = read(MANY_CAUTIONS, edition).answer.cautions

    assert len(cautions) > 5
    assert [each.message for each in cautions if each.message not in html] == []
    assert "more caution" not in html


def test_summary_begins_with_what_bears_on_the_plan_when_there_is_one(edition: CompiledEdition) -> None:
    planned = RECORDS["breast-bone-kidney"]
    plan = {key for key in planned if VOCABULARY[key].chapter in ("treatment", "palliative", "prognosis")}
    staged = {key: value for key, value in planned.items() if key not in plan}
    first = {
        name: bottom_line(read(recorded, edition), edition).lines[0]
        for name, recorded in {
            "planned": planned,
            "for symptoms": {**planned, "treatment_intent": "symptom_control_only"},
            "staged": staged,
        }.items()
    }
    assert {name: line.match.domain for name, line in first.items()} == {
        "planned": "treatment",
        "for symptoms": "palliative",
        "staged": "staging",
    }
    assert "considered" in first["planned"].reason


def test_summary_says_what_helps_when_only_symptoms_are_controlled(edition: CompiledEdition) -> None:
    for_symptoms = {
        **RECORDS["prostate-solitary-kidney"],
        "treatment_intent": "symptom_control_only",
        "treatments_considered": frozenset({"supportive_care_only"}),
    }
    lines = bottom_line(read(for_symptoms, edition), edition).lines
    assert lines[0].match.slug == "palliative/symptoms"
    assert {line.match.slug.split("/")[0] for line in lines} == {"palliative", "patient"}


def test_summary_puts_the_treatment_that_is_considered_before_others(edition: CompiledEdition) -> None:
    first = {
        name: bottom_line(read(RECORDS[name], edition), edition).lines[0].match.slug
        for name in ("prostate-solitary-kidney", "colorectal-solitary", "melanoma-raised-ldh")
    }
    assert first == {
        "prostate-solitary-kidney": "treatment/systemic",
        "colorectal-solitary": "treatment/surgery",
        "melanoma-raised-ldh": "treatment/systemic",
    }
