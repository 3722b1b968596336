"""The answer: sections with reasons, cautions, what is undecided, what to ask next, and what changed."""

import gc
import weakref

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.compiling import compile_edition
from guidance.domain.edition_answers import Difference, difference
from guidance.domain.explaining import Told, answer, recorded_sentence, would_apply_if
from guidance.domain.facts import Facts
from guidance.domain.templates import TemplateError, parse_template
from guidance.domain.vocabulary import VOCABULARY
from tests.tables import for_each

from .small_edition import pack, small_edition

EDITION = small_edition()
EGFR_LACKS_CREATININE = {"egfr": ("creatinine_umol_l",)}


def words(key, value):
    return VOCABULARY[key].words(value)


def ask(known, waits=None):
    return answer(EDITION, Facts(known, waits))


def sections_of(known):
    return {match.slug: match for match in ask(known).sections}


def test_nothing_known_shows_nothing_and_says_what_everything_waits_for():
    found = ask({})
    assert (found.sections, found.cautions) == ((), ())
    assert [(entry.slug, entry.waits_for) for entry in found.undecided] == [
        ("staging/tnm", ("primary_site", "m_category")),
        (
            "treatment/surgery",
            ("treatments_considered", "primary_site", "age_years", "sex", "creatinine_umol_l"),
        ),
        ("treatment/surgery/nephrectomy", ("treatments_considered",)),
    ]


def test_section_shows_with_its_reasons_highlights_and_notes_in_document_order():
    tnm = sections_of({"primary_site": "lung", "m_category": "pM1b", "n_category": "cN2"})["staging/tnm"]
    assert tnm.because == ("The primary is lung.", "pM1b is recorded.")
    assert tnm.statements == ("111-1", "112-1")
    assert tnm.notes == ("C02", "C01")
    assert tnm.rule_ids == ("tnm", "tnm-m")
    assert tnm.reasons == ("primary_site", "m_category")
    assert [(h.statement, h.because) for h in tnm.highlights] == [
        ("111-1", "Recorded: primary site lung."),
        ("112-1", "N is cN2."),
    ]


def test_highlight_stays_unseen_while_its_section_does_not_show():
    assert "staging/tnm" not in sections_of({"n_category": "cN2"})


def test_sentence_is_made_from_the_facts_where_the_rule_has_none():
    known = {"treatments_considered": frozenset({"radical_nephrectomy", "surveillance"})}
    shown = sections_of(known)
    expected = ("Recorded: treatments considered radical nephrectomy.",)
    assert shown["treatment/surgery/nephrectomy"].because == expected
    # Its own sentence names the eGFR, which is not recorded: the rule applies for another reason.
    assert shown["treatment/surgery"].because == expected


def test_caution_names_what_was_entered_and_what_was_not_recorded():
    known = {"treatments_considered": frozenset({"radical_nephrectomy"}), "laterality": "bilateral"}
    (caution,) = ask(known).cautions
    assert caution.message == "Nephrectomy is considered and both kidneys are affected; eGFR not recorded."
    assert (caution.slug, caution.rule_id) == ("treatment/surgery/nephrectomy", "both-kidneys")
    assert caution.about == ("treatments_considered", "laterality")
    assert caution.notes == ("C32",)
    assert (caution.title, caution.domain) == ("Nephrectomy", "treatment")


def test_undecided_section_says_in_words_what_it_would_take():
    facts = Facts({"primary_site": "lung"}, {"egfr": ("creatinine_umol_l",)})
    surgery = next(entry for entry in answer(EDITION, facts).undecided if entry.slug == "treatment/surgery")
    assert would_apply_if(EDITION, facts, surgery) == (
        "treatments considered: radical nephrectomy or eGFR is below 45 mL/min/1.73 m²",
    )


def test_shown_section_is_not_undecided_even_when_another_rule_of_it_is():
    found = ask({"primary_site": "breast"})
    assert [match.slug for match in found.sections] == ["staging/tnm"]
    assert "staging/tnm" not in [entry.slug for entry in found.undecided]


def test_section_that_nothing_more_could_settle_is_not_listed_as_undecided():
    known = {"primary_site": "lung", "treatments_considered": frozenset({"surveillance"})}
    assert [entry.slug for entry in ask(known, {"egfr": ()}).undecided] == []
    assert [entry.slug for entry in ask(known, EGFR_LACKS_CREATININE).undecided] == ["treatment/surgery"]


def test_asks_next_for_what_settles_most():
    found = ask({"primary_site": "lung"}, EGFR_LACKS_CREATININE)
    assert [(asking.fact, asking.settles) for asking in found.ask_next] == [
        ("treatments_considered", 3),  # nephrectomy, surgery, and the caution by leaving it out
        ("solitary_kidney", 1),  # the highlight in surgery, which may yet show
        ("lesions", 1),  # the caution: one kidney only
        ("n_category", 1),
        ("m_category", 1),
        ("creatinine_umol_l", 1),  # surgery, by a low eGFR
    ]


def test_highlight_counts_for_asking_only_where_its_section_is_in_sight():
    hidden = {"primary_site": "lung", "treatments_considered": frozenset({"surveillance"}), "egfr": 90}
    assert [asking.fact for asking in ask(hidden).ask_next] == ["n_category", "m_category"]
    in_sight = hidden | {"egfr": 30}
    assert [asking.fact for asking in ask(in_sight).ask_next] == [
        "solitary_kidney",
        "n_category",
        "m_category",
    ]


CONSIDERED_SENTENCE = "Recorded: treatments considered radical nephrectomy."


def test_json_has_the_published_shape():
    known = {"primary_site": "lung", "treatments_considered": frozenset({"radical_nephrectomy"})}
    printed = ask(known, {"egfr": (), "laterality": ("lesions",)}).as_json()
    assert printed == {
        "edition": {"number": 3, "hash": EDITION.hash},
        "sections": [
            {"slug": "staging/tnm", "domain": "staging", "because": ["The primary is lung."],
             "statements": ["111-1"], "notes": ["C02", "C01"]},
            {"slug": "treatment/surgery", "domain": "treatment",
             "because": [CONSIDERED_SENTENCE], "statements": [], "notes": []},
            {"slug": "treatment/surgery/nephrectomy", "domain": "treatment",
             "because": [CONSIDERED_SENTENCE], "statements": [], "notes": []},
        ],
        "cautions": [],
        "undecided": [],
        "ask_next": [{"fact": "solitary_kidney", "settles": 1}, {"fact": "lesions", "settles": 1},
                     {"fact": "n_category", "settles": 1}, {"fact": "m_category", "settles": 1}],
    }  # fmt: skip


def test_same_facts_give_the_same_answer():
    assert ask({"primary_site": "lung"}) == ask({"primary_site": "lung"})


KNOWN = st.fixed_dictionaries(
    {},
    optional={
        "primary_site": st.sampled_from(["lung", "breast"]),
        "m_category": st.sampled_from(["pM1b", "cM0"]),
        "n_category": st.sampled_from(["cN2", "cN0"]),
        "age_years": st.integers(50, 90),
        "solitary_kidney": st.booleans(),
        "laterality": st.sampled_from(["unilateral", "bilateral"]),
        "egfr": st.sampled_from([30, 44, 45, 60]),
        "treatments_considered": st.sampled_from(
            [frozenset({"radical_nephrectomy"}), frozenset({"radical_nephrectomy", "surveillance"})]
        ),
    },
)
WAITS = st.sampled_from([None, {}, EGFR_LACKS_CREATININE, {"egfr": ()}])


@given(st.builds(Facts, KNOWN, WAITS), st.builds(Facts, KNOWN, WAITS))
def test_answer_is_the_same_when_what_was_answered_before_spares_work(before, now):
    spared, whole = answer(EDITION, now, before=Told(before, answer(EDITION, before))), answer(EDITION, now)
    assert spared == whole
    assert list(highlighted(spared)) == list(highlighted(whole))


def highlighted(found):
    return ((each.rule_id, each.because) for match in found.sections for each in match.highlights)


def test_an_earlier_answer_does_not_live_on_in_those_that_were_spared_work_by_it():
    known = {"primary_site": "lung", "n_category": "cN1", "solitary_kidney": True}
    alone, watched = (
        {"treatments_considered": frozenset(treatments)}
        for treatments in (["radical_nephrectomy"], ["radical_nephrectomy", "surveillance"])
    )
    facts = Facts(known | alone)
    told = Told(facts, answer(EDITION, facts))
    first = [weakref.ref(each) for match in told.answer.sections for each in match.highlights]
    for change in (watched, {"n_category": "cN2"}, alone):
        facts = Facts({**facts, **change})
        told = Told(facts, answer(EDITION, facts, before=told))
    gc.collect()
    assert len(first) == 3 and [each() for each in first] == [None] * 3


def test_nothing_is_spared_when_another_edition_answered_before():
    rules = [{**each, "because": "Another sentence."} for each in pack()["rules"] if each["id"] == "tnm"]
    other = compile_edition(pack(rules=rules), 4, published_at="2026-02-03")
    facts = Facts({"primary_site": "lung"})
    told = Told(facts, answer(EDITION, facts))
    assert answer(other, facts, before=told).sections[0].because == ("Another sentence.",)


BREAST = {"primary_site": "breast"}
CONSIDERED = BREAST | {"treatments_considered": frozenset({"radical_nephrectomy"})}
BOTH = CONSIDERED | {"laterality": "bilateral"}
CHANGES = [
    (BREAST, BREAST, "The guidance stays the same."),
    ({}, BREAST, "1 section now applies: Tnm."),
    (BREAST, CONSIDERED, "2 sections now apply: Surgery and Nephrectomy."),
    (CONSIDERED, BOTH, "1 new caution: Nephrectomy."),
    (BOTH, BREAST,
     "1 caution no longer holds: Nephrectomy. 2 sections no longer apply: Surgery and Nephrectomy."),
    (BOTH, BOTH | {"egfr": 38}, "The guidance stays the same."),
]  # fmt: skip


@for_each(("before", "after", "sentence"), CHANGES)
def test_difference_is_said_in_one_sentence(before, after, sentence):
    changed = difference(ask(before), ask(after))
    assert changed.sentence == sentence
    assert changed.is_empty is (sentence == "The guidance stays the same.")


def test_difference_holds_the_matches_themselves():
    changed = difference(ask(CONSIDERED), ask(BOTH))
    assert isinstance(changed, Difference)
    assert [caution.rule_id for caution in changed.new_cautions] == ["both-kidneys"]
    assert changed.new_sections == changed.gone_sections == changed.gone_cautions == ()


TEMPLATES = [
    ("The primary is {primary_site}.", {"primary_site": "lung"}, "The primary is lung."),
    ("{primary_site} was recorded.", {"primary_site": "lung"}, "Lung was recorded."),
    ("{{not a fact}} {sex}", {"sex": "male"}, "{not a fact} male"),
    ("No fact.", {}, "No fact."),
    ("{lesion_count} kidney lesions.", {"lesion_count": 3}, "Three kidney lesions."),
    ("{lesion_count} kidney lesions.", {"lesion_count": 12}, "12 kidney lesions."),
    ("Of {lesion_count} kidney lesions.", {"lesion_count": 3}, "Of 3 kidney lesions."),
    ("{egfr} was found.", {"egfr": 9}, "9 mL/min/1.73 m² was found."),
    ("{m_category} was recorded.", {"m_category": "pM1b"}, "pM1b was recorded."),
    ("ECOG {ecog}.", {}, None),
]


@for_each(("text", "known", "sentence"), TEMPLATES)
def test_template_is_filled_with_words_or_not_at_all(text, known, sentence):
    template = parse_template(text)
    assert template.fill(Facts(known), words) == sentence
    if sentence is None:
        assert template.fill(Facts(known), words, absent="not recorded") == "ECOG not recorded."


@for_each("text", ["{", "}", "{}", "{0}", "{sexx}", "{sex:>9}", "{sex.__class__}", "{sex[0]}"])
def test_template_takes_fact_keys_and_nothing_else(text):
    with pytest.raises(TemplateError):
        parse_template(text)


PLAIN = [
    ({"egfr": 38, "solitary_kidney": True, "sex": None},
     "Recorded: eGFR 38 mL/min/1.73 m² and solitary kidney."),
    ({"symptoms": frozenset({"none"}), "lesion_in_sinus": False},
     "Recorded: no symptoms and a lesion in the renal sinus or pelvis: no."),
    ({"esas_pain": 4, "second_cancer_site": "none"}, "Recorded: ESAS pain 4 and no second cancer."),
    ({"sex": None, "age_years": None}, "Until more is recorded: sex or age."),
]  # fmt: skip


@for_each(("by", "sentence"), PLAIN)
def test_plain_sentence_names_what_is_recorded_alone(by, sentence):
    assert recorded_sentence(by, words) == sentence
