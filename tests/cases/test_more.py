"""What of a chapter waits under "More": by what else is known, and never what holds something."""

from collections.abc import Iterable
from typing import Any

import pytest
from django.template import Context
from django.template.loader import render_to_string
from django.test import Client
from hypothesis import HealthCheck, given, settings

from cases.domain.kept import Kept
from cases.forms import ChapterForm, chapter_form
from cases.forms.more import MORE, MORE_CHOICES
from cases.presenting.draft_key import used_facts
from cases.templatetags.workbench import parted
from guidance.domain.vocabulary import VOCABULARY, Value
from kidmet_site.accounts.models import User
from tests.cases.draft_pages import ClientOf
from tests.cases.open_page import Node, OpenPage
from tests.cases.samples import case_of, query, sent_by_browser
from tests.cases.strategies import recorded
from tests.cases.test_chapter_forms import CHAPTER_KEYS, case_in_memory
from tests.cases.test_teach_step import copied
from tests.tables import for_each

EMPTY: dict[str, Value] = {}
ALWAYS_IN_VIEW = {
    *("age_years", "sex", "symptoms", "detection", "solitary_kidney"),
    *("cancer_history", "primary_site", "histology", "diagnosis_date", "interval_months"),
    *("progression_elsewhere", "other_metastatic_sites", "other_lesion_count"),
    *("imaging_done", "imaging_conclusion", "hydronephrosis", "contrast_allergy"),
    *("biopsy_status", "biopsy_result", "kidney_diagnosis", "kidney_architecture_distorted"),
    *("staging_edition", "t_category", "n_category", "m_category"),
    *("ecog", "creatinine_umol_l", "creatinine_unstable", "albumin_g_l", "ldh_u_l", "haemoglobin_g_l"),
    *("prior_systemic_therapy", "disease_course", "treatment_intent", "treatments_considered"),
    *(key for key in VOCABULARY if key.startswith("esas_")),
    *("goals_of_care_discussed", "patient_informed", "carer_support"),
}


def drawn(form: ChapterForm, **context: Any) -> str:
    return render_to_string("cases/_fields.html", {"form": form, **context})


def folds(html: str) -> list[Node]:
    return [node for node in OpenPage(html).root.every() if node.attrs.get("class") == "more"]


def inputs(node: Node) -> list[Node]:
    return [each for each in node.every() if each.tag in ("input", "select")]


def waiting(html: str) -> set[str]:
    """The facts with a field under "More"."""
    inside = [node for fold in folds(html) for node in fold.every()]
    ids = (
        node.attrs.get("id") or "" for node in inside if "field" in (node.attrs.get("class") or "").split()
    )
    return {name.removeprefix("field-") for name in ids}


def choices_waiting(html: str, fact: str) -> set[str]:
    own = [fold for fold in folds(html) if fold.attrs["id"] == f"more-of-{fact}"]
    return {node.attrs["value"] or "" for fold in own for node in inputs(fold)}


def under_more(facts: dict[str, Value], chapters: Iterable[str] = CHAPTER_KEYS) -> set[str]:
    case = case_in_memory(facts)
    groups = [group for chapter in chapters for group in chapter_form(chapter, case).groups]
    return {each.name for group in groups for each in parted(Context(), group).under_more}


def test_what_is_always_needed_is_in_view_whatever_is_known() -> None:
    for primary in (None, *VOCABULARY["primary_site"].choice_values):
        assert under_more({"primary_site": primary} if primary else {}) & ALWAYS_IN_VIEW == set(), primary


BROUGHT_BY: list[tuple[dict[str, Value], set[str]]] = [
    ({"primary_site": "lung"}, {"extrathoracic_lesion_count", "molecular_findings"}),
    ({"primary_site": "thyroid_differentiated"}, {"age_at_diagnosis_years", "tumour_markers_rising"}),
    ({"primary_site": "prostate"}, {"tumour_markers_rising"}),
    ({"primary_site": "bladder"}, {"upper_tract_cytology"}),
    (
        {"primary_site": "rcc"},
        {"hereditary_syndrome", "karnofsky", "calcium_mmol_l", "days_diagnosis_to_treatment"},
    ),
    ({"sex": "female"}, {"pregnant"}),
    ({"hydronephrosis": True}, {"infection_signs", "urinary_stones"}),
    ({"other_metastatic_sites": frozenset({"bone"})}, {"cord_compression_signs", "calcium_mmol_l"}),
    ({"symptoms": frozenset({"none"})}, set()),
]


@for_each(("facts", "keys"), BROUGHT_BY)
def test_what_matters_with_it_comes_into_view_when_something_is_recorded(
    facts: dict[str, Value], keys: set[str]
) -> None:
    assert under_more(EMPTY) - under_more(facts) == keys


TREATMENTS = [
    ({}, set()),
    ({"primary_site": "thyroid_differentiated"}, {"radioiodine"}),
    ({"primary_site": "prostate"}, {"radioligand_therapy", "hormone_therapy"}),
    ({"primary_site": "breast"}, {"hormone_therapy"}),
    ({"primary_site": "rcc"}, {"debulking", "embolisation"}),
    ({"hydronephrosis": True}, {"ureteric_drainage"}),
    ({"hydronephrosis": False}, set()),
    ({"other_metastatic_sites": frozenset({"bone", "liver"})}, {"bone_agent"}),
]


@for_each(("facts", "choices"), TREATMENTS)
def test_treatments_that_matter_for_a_case_are_in_view_when_the_chapter_opens(
    facts: dict[str, Value], choices: set[str]
) -> None:
    html = drawn(chapter_form("treatment", case_in_memory(facts)))

    assert (
        set(MORE_CHOICES["treatments_considered"].choices) - choices_waiting(html, "treatments_considered")
        == choices
    )


def test_markers_of_tissue_are_in_view_once_there_is_tissue_and_those_of_the_primary_first() -> None:
    done: dict[str, Value] = {"biopsy_status": "done"}
    colon = drawn(chapter_form("biopsy", case_in_memory({**done, "primary_site": "colorectal"})))

    assert {"ihc_positive", "ihc_negative"} <= under_more(EMPTY)
    assert waiting(colon) == {"upper_tract_cytology"}
    assert choices_waiting(colon, "ihc_positive") == {
        "gata3", "ttf1", "thyroglobulin", "p40", "sox10_s100", "psa_nkx3_1", "er", "wt1",
    }  # fmt: skip
    for primary in ({}, {"primary_site": "unknown"}, {"primary_site": "other"}):
        html = drawn(chapter_form("biopsy", case_in_memory({**done, **primary})))
        assert choices_waiting(html, "ihc_positive") == set()


def holding(html: str) -> list[str]:
    """The controls under "More" that hold something."""
    found = []
    for node in (node for fold in folds(html) for node in inputs(fold)):
        name, kind = node.attrs["name"] or "", node.attrs.get("type")
        if node.tag == "select":
            chosen = [each.attrs["value"] for each in node.every() if "selected" in each.attrs]
            held = "" if name.endswith(("_unit", "_prefix")) else "".join(filter(None, chosen))
        elif kind in ("radio", "checkbox"):
            held = (node.attrs["value"] or "") if "checked" in node.attrs else ""
        else:
            held = node.attrs.get("value") or ""
        found += [f"{name}: {held}"] if held else []
    return found


@given(facts=recorded())
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_that_is_recorded_waits_under_more(facts: dict[str, Value]) -> None:
    case = case_in_memory(facts)
    pages = {chapter: drawn(chapter_form(chapter, case)) for chapter in CHAPTER_KEYS}

    assert {chapter: found for chapter, html in pages.items() if (found := holding(html))} == {}
    assert set().union(*map(waiting, pages.values())) & facts.keys() == set()


def test_each_fact_by_itself_is_in_view_when_it_is_recorded_typed_or_kept() -> None:
    hidden = []
    for key in MORE:
        fact = VOCABULARY[key]
        with_it = {"second_cancer_site": "rcc"} if key in ("second_cancer_tnm", "second_cancer_stage") else {}
        for value in (False, 0, "none", fact.example, *fact.choice_values):
            try:
                clean = fact.clean([value] if fact.kind == "any_of" else value)
            except ValueError:
                continue
            if key in under_more({**with_it, key: clean}, [fact.chapter]):
                hidden.append(f"{key} {value}")
        for typed in sent_with(fact.chapter, key, "?? 5"):
            if key in waiting(drawn(typed)):
                hidden.append(f"{key} as it was typed")
    assert hidden == []


def sent_with(chapter: str, key: str, text: str) -> list[ChapterForm]:
    """The form as it was sent with a text in a field, and as it is opened later with what was kept of it."""
    case = case_in_memory({})
    pairs = [pair for pair in sent_by_browser(chapter_form(chapter, case)) if pair[0] != key]
    sent = chapter_form(chapter, case, query([*pairs, (key, text)]))
    sent.is_valid()
    kept: Kept = sent.kept_text
    case.kept_text = {chapter: kept}
    return [sent, *([chapter_form(chapter, case)] if key in kept else [])]


def test_a_choice_is_in_view_when_it_is_chosen_or_was_typed_with_what_excludes_it() -> None:
    hidden = []
    for key, more in MORE_CHOICES.items():
        chapter = VOCABULARY[key].chapter
        for choice in more.choices:
            known: dict[str, Value] = {"primary_site": "lymphoma"}
            chosen = chapter_form(chapter, case_in_memory({**known, key: frozenset({choice})}))
            sent = chapter_form(chapter, case_in_memory(known), query([(key, choice), (key, "?")]))
            hidden += [choice for form in (chosen, sent) if choice in choices_waiting(drawn(form), key)]
    assert hidden == []


def test_what_something_is_said_of_is_in_view() -> None:
    form = chapter_form("prognosis", case_in_memory({}))
    assert {"karnofsky", "pps"} <= waiting(drawn(form))
    assert not {"karnofsky", "pps"} & waiting(
        drawn(form, remarks_at={"karnofsky": ()}, cautions_at={"pps": []})
    )


def test_what_a_step_asks_never_waits_under_more() -> None:
    case = case_in_memory({})
    for chapter in CHAPTER_KEYS:
        asked = {fact.key for fact in VOCABULARY.asked_in(chapter)}
        html = drawn(chapter_form(chapter, case, only=asked))
        assert folds(html) == [] and "data-matters-with" not in html


def test_what_hangs_on_a_field_stands_where_that_field_stands() -> None:
    second = {key for key in MORE if key.startswith(("second_cancer", "which_cancer"))}
    assert second <= under_more({})
    assert not second & under_more({"second_cancer_site": "none"})


@pytest.mark.django_db
def test_what_a_case_gives_or_asks_is_in_view_in_its_key(
    educator: User, edition: object, client_of: ClientOf
) -> None:
    draft = copied(educator)
    for chapter in ("presentation", "primary", "prognosis", "treatment", "palliative"):
        html = client_of(educator).get(f"/teach/drafts/{draft.pk}/key/{chapter}/").content.decode()
        used = {each.fact for each in used_facts(draft.document, chapter)}
        assert used & waiting(html) == set()
        assert chapter != "treatment" or not choices_waiting(html, "treatments_considered")
        assert chapter != "prognosis" or waiting(html)


@pytest.mark.django_db
def test_a_page_says_what_waits_and_with_which_answers_it_comes(
    resident: User, edition: object, client_of: ClientOf
) -> None:
    client: Client = client_of(resident)
    html = client.get(f"/cases/{case_of(resident).pk}/presentation/").content.decode()

    assert "<b>More</b> <span data-names>Weight, Height</span>" in html
    assert 'data-matters-with="symptoms=fever symptoms=night_sweats"' in html


def test_what_is_named_to_matter_exists() -> None:
    wrong = []
    of_choices = [(key, pairs) for key, more in MORE_CHOICES.items() for pairs in more.choices.values()]
    for key, pairs in (*MORE.items(), *of_choices):
        for other, value in pairs:
            fact = VOCABULARY[other]
            values_of = {"yes_no": ("yes", "no")}.get(fact.kind, fact.choice_values)
            if value not in (*values_of, "*", ""):
                wrong.append(f"{key}: {other}={value}")
            # No script brings a choice into view by what is chosen beside it.
            if (
                key in MORE_CHOICES
                and pairs not in (MORE.get(key),)
                and fact.chapter == VOCABULARY[key].chapter
            ):
                wrong.append(f"a choice of {key}: {other} is in the same chapter")
    for key, more in MORE_CHOICES.items():
        wrong += [f"{key}: {value}" for value in more.choices if value not in VOCABULARY[key].choice_values]
    assert wrong == []
