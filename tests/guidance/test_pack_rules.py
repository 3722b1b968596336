"""The shipped rules, notes and references: whole, anchored, reachable, right for the cases that teach."""

import re
from collections.abc import Mapping

import pytest

from cases.domain.deriving import known_facts
from guidance.domain.compiling import compile_edition
from guidance.domain.conditions import All, Comparison, Condition, Not, Op, parse_condition
from guidance.domain.edition import CompiledEdition
from guidance.domain.entries import Effect, Rule
from guidance.domain.explaining import Answer, answer
from guidance.domain.facts import Facts
from guidance.domain.templates import parse_template
from guidance.domain.vocabulary import VOCABULARY
from tests.guidance.anchors import HIGHLIGHTS
from tests.guidance.anchors import NOTES as NOTE_ANCHORS
from tests.guidance.content import CONTENT, content_of, entries_in
from tests.guidance.solving import solve
from tests.guidance.teaching_cases import CASES, Teaches
from tests.tables import for_each

RULES = entries_in("rules/*.yaml", "rules")
NOTES = entries_in("notes.yaml", "notes")
ADDITIONS = entries_in("additions.yaml", "additions")
REFERENCES = entries_in("references.yaml", "references")
INFORMATIVE: dict[str, str] = content_of(CONTENT / "informative_facts.yaml")["informative_facts"]

each_rule = for_each("rule", RULES, ids=[rule["id"] for rule in RULES])
each_note = for_each("note", NOTES, ids=[note["id"] for note in NOTES])


@pytest.fixture(scope="module")
def edition() -> CompiledEdition:
    document = content_of(CONTENT / "document.yaml")
    payload = {
        "format": document["format"],
        "document": document,
        "sections": entries_in("sections/*.yaml", "sections"),
        "additions": ADDITIONS,
        "notes": NOTES,
        "references": REFERENCES,
        "rules": RULES,
    }
    return compile_edition(payload, number=1)


def words(text: str) -> set[str]:
    return set(text.split())


# Sections

SHOWN_BY_A_RULE = words("""
anatomy/structural-features anatomy/histological-variants pathophysiology/primaries pathophysiology/spread
epidemiology/incidence epidemiology/risk-factors manifestations/symptoms manifestations/differential
diagnosis/imaging/ct diagnosis/imaging/mri diagnosis/imaging/ultrasound diagnosis/biopsy
challenges/diagnostic-delay staging staging/tnm staging/prognostic-factors treatment/surgery
treatment/surgery/nephrectomy treatment/surgery/debulking treatment/systemic treatment/systemic/chemotherapy
treatment/systemic/targeted treatment/systemic/immunotherapy advances/novel-agents advances/trials
future/personalized future/genomics challenges/resistance-recurrence palliative palliative/quality-of-life
palliative/symptoms patient/mental-health patient/support
""")

ONLY_READ_IN_THE_DOCUMENT = words("""
intro overview research-overview research-overview/key-findings research-overview/relevance methodology
methodology/design methodology/data conclusion
""")

OF_ALL_DOMAINS = "additions"
"""The file of the rules that bring up additions, which stand in sections of several domains."""

ALWAYS_WITH_ITS_SECTION = {
    "treatment/surgery": {"C31"},
    "treatment/surgery/nephrectomy": {"C32", "C33"},
    "treatment/surgery/debulking": {"C34"},
    "palliative": {"C48"},
    "patient/support": {"C49", "C50"},
}


def test_the_sections_that_a_rule_shows_are_those_of_the_table(edition: CompiledEdition) -> None:
    assert set(edition.matched_sections) == SHOWN_BY_A_RULE


def test_sections_that_are_only_read_have_no_rule() -> None:
    assert not {rule["section"] for rule in RULES} & ONLY_READ_IN_THE_DOCUMENT


def test_each_rule_stands_in_the_file_of_its_domain(edition: CompiledEdition) -> None:
    for file in sorted((CONTENT / "rules").glob("*.yaml")):
        if file.stem == OF_ALL_DOMAINS:
            continue
        domains = {edition.sections[rule["section"]].domain for rule in content_of(file)["rules"]}
        assert domains == {file.stem}


@for_each("section", ALWAYS_WITH_ITS_SECTION)
def test_a_note_that_always_comes_with_its_section_is_on_every_rule_that_shows_it(section: str) -> None:
    shows = [rule for rule in RULES if rule["section"] == section and rule["effect"] == Effect.SHOW]
    assert all(ALWAYS_WITH_ITS_SECTION[section] <= set(rule["notes"]) for rule in shows)


# Notes and references


def test_there_are_all_the_notes_each_once() -> None:
    ids = [note["id"] for note in NOTES]
    assert ids == sorted(set(ids))
    assert {f"C{number:02}" for number in range(1, 66)} <= set(ids)


@each_note
def test_a_note_is_anchored_to_a_statement_of_its_section_first(
    edition: CompiledEdition, note: Mapping
) -> None:
    assert note["statements"]
    assert edition.statements[note["statements"][0]].section == note["section"]


SAYS_THE_SAME = {
    "C01": "064-3 064-4",
    "C10": "053-1 065-2 024-1 070-1",
    "C33": "130-3 130-4",
    "C52": "222-1 023-1 062-2 075-4 092-4 157-2 200-1",
}


@for_each("id", SAYS_THE_SAME)
def test_a_note_speaks_wherever_its_claim_is_made_again(edition: CompiledEdition, id: str) -> None:
    assert words(SAYS_THE_SAME[id]) <= set(edition.notes[id].statements)
    assert all(id in edition.statements[key].notes for key in words(SAYS_THE_SAME[id]))


@for_each("id", NOTE_ANCHORS)
def test_a_note_speaks_about_the_statement_that_was_meant(edition: CompiledEdition, id: str) -> None:
    line, word = NOTE_ANCHORS[id]
    first = edition.statements[edition.notes[id].statements[0]]
    assert first.line == line
    assert re.search(word, first.text, re.I)


@for_each("id", HIGHLIGHTS)
def test_a_highlight_stands_on_the_statement_that_was_meant(edition: CompiledEdition, id: str) -> None:
    line, word = HIGHLIGHTS[id]
    statement = edition.statements[edition.rules[id].statement or ""]
    assert statement.line == line
    assert re.search(word, statement.text, re.I)


def test_every_anchor_is_held_to_a_word(edition: CompiledEdition) -> None:
    highlights = {rule.id for rule in edition.rules.values() if rule.statement in edition.statements}
    assert highlights == set(HIGHLIGHTS)
    assert set(edition.notes) == set(NOTE_ANCHORS)


def test_a_note_of_a_matched_section_comes_with_some_rule() -> None:
    matched = {rule["section"] for rule in RULES}
    carried = {note for rule in RULES for note in rule.get("notes", ())}
    assert {note["id"] for note in NOTES if note["section"] in matched} <= carried


def test_a_highlighted_statement_brings_the_high_notes_that_stand_beside_it(edition: CompiledEdition) -> None:
    for rule in edition.rules.values():
        if rule.statement in edition.statements:
            beside = edition.statements[rule.statement].notes
            brought = {*rule.notes, *notes_shown_with(edition, rule.section)}
            assert {note for note in beside if edition.notes[note].severity == "high"} <= brought, rule.id


def notes_shown_with(edition: CompiledEdition, section: str) -> set[str]:
    """The notes that come with the section whichever of its rules shows it."""
    shows = [set(rule.notes) for rule in edition.rules_for(section) if rule.effect is Effect.SHOW]
    return set.intersection(*shows) if shows else set()


def test_a_doi_is_written_as_a_doi_and_belongs_to_one_reference() -> None:
    dois = [reference["doi"] for reference in REFERENCES if "doi" in reference]
    assert all(re.fullmatch(r"10\.\d{4,5}/\S+", doi) for doi in dois)
    assert len(set(dois)) == len(dois)


def test_a_reference_says_in_its_detail_what_is_not_confirmed() -> None:
    mixed = [r for r in REFERENCES if "(A)" in r.get("detail", "")]
    assert {"R1", "R2", "R12", "R13", "R27", "R30"} <= {reference["id"] for reference in mixed}
    assert all(reference["certainty"] in "BC" for reference in mixed)


# Facts


def test_every_fact_is_used_by_a_rule_or_listed_with_the_reason_why_not(edition: CompiledEdition) -> None:
    assert set(VOCABULARY) - edition.facts_used - set(INFORMATIVE) == set()
    assert edition.facts_used | set(INFORMATIVE) <= set(VOCABULARY)
    assert not edition.facts_used & set(INFORMATIVE)
    assert all(reason.endswith(".") for reason in INFORMATIVE.values())


def certain(condition: Condition, wanted: bool = True) -> set[str]:
    """The facts that are sure to be recorded where the condition is true (or false, if `wanted` is not)."""
    if isinstance(condition, Comparison):
        recorded = condition.op is not Op.NOT_RECORDED if wanted else condition.op is not Op.KNOWN
        return {condition.fact} if recorded else set()
    if isinstance(condition, Not):
        return certain(condition.part, not wanted)
    parts = [certain(part, wanted) for part in condition.parts]
    together = isinstance(condition, All) is wanted
    return set.union(*parts) if together else set.intersection(*parts)


@each_rule
def test_the_facts_in_a_sentence_are_recorded_whenever_the_rule_applies(rule: Mapping) -> None:
    sentence = parse_template(rule.get("because", "") + rule.get("message", ""))
    named = {key for _, key in sentence.parts if key}
    assert named <= certain(parse_condition(rule["when"]))


# Sentences


@each_rule
def test_a_rule_that_shows_says_why_in_one_sentence(rule: Mapping) -> None:
    if rule["effect"] == Effect.SHOW:
        assert re.fullmatch(r"[A-Z{][^.]*(?:\(4 or more\))?[^.]*\.", rule["because"])


WORDS_OF_A_CAUTION = 45
ORDERS = re.compile(
    r"\b(must|give|gives|given|start|stop|dose|doses|should|ought|need to|do not|don't|never use)\b", re.I
)


@each_rule
def test_a_caution_names_both_sides_and_gives_no_order(rule: Mapping) -> None:
    if rule["effect"] != Effect.CAUTION:
        return
    message = rule["message"]
    entered, _, said = message.partition(";")
    assert re.search(r"\b(entered|recorded|considered|read as|values lead|scores|is \{)", entered)
    assert re.search(r"\b(document|notes?|Version 9)\b", said)
    assert rule["about"]
    assert not ORDERS.search(message)
    assert len(message.split()) <= WORDS_OF_A_CAUTION


@each_rule
def test_a_rule_id_is_kebab_case(rule: Mapping) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)+", rule["id"])


# Reach: for each rule, facts are found from its own condition


@each_rule
def test_a_rule_can_apply(edition: CompiledEdition, rule: Mapping) -> None:
    facts = solve(edition.rules[rule["id"]].when)
    assert facts is not None
    assert rule["id"] in applied(edition, rule, answer(edition, facts))


def applied(edition: CompiledEdition, rule: Mapping, found: Answer) -> set[str]:
    """The rules that an answer names; for a highlight, one in which its section shows too."""
    if rule["effect"] == Effect.CAUTION:
        return {caution.rule_id for caution in found.cautions}
    if rule["effect"] == Effect.SHOW:
        return {rule_id for section in found.sections for rule_id in section.rule_ids}
    found = answer(edition, shown_with(edition, edition.rules[rule["id"]]))
    return {highlight.rule_id for section in found.sections for highlight in section.highlights}


def shown_with(edition: CompiledEdition, highlight: Rule) -> Facts:
    shows = [rule for rule in edition.rules_for(highlight.section) if rule.effect is Effect.SHOW]
    solutions = (solve(highlight.when, show.when) for show in shows)
    return next(facts for facts in solutions if facts is not None)


# Cases that teach


def known(recorded: Mapping[str, object]) -> Facts:
    return Facts({key: VOCABULARY[key].check(value) for key, value in recorded.items()})


@for_each("case", CASES.values(), ids=CASES)
def test_a_case_meets_what_it_teaches(edition: CompiledEdition, case: Teaches) -> None:
    found = answer(edition, known(case.recorded))
    slugs = {section.slug for section in found.sections}
    assert words(case.shown) <= slugs
    assert not words(case.hidden) & slugs
    assert words(case.notes) <= {note for match in (*found.sections, *found.cautions) for note in match.notes}
    assert {caution.rule_id for caution in found.cautions} == words(case.cautions)


def test_an_empty_case_leaves_the_differential_open_and_asks(edition: CompiledEdition) -> None:
    found = answer(edition, Facts({}))
    assert [section.slug for section in found.sections] == ["manifestations/differential"]
    assert not found.cautions
    assert found.ask_next


ONE_LESION = {"side": "left", "location": "parenchyma"}
ONE_KIDNEY_ONLY = {
    "primary_site": "colorectal",
    "lesions": [ONE_LESION],
    "kidney_diagnosis": "metastasis_confirmed",
    "other_metastatic_sites": ["none"],
}
NEPHRECTOMY = {"treatments_considered": ["radical_nephrectomy"]}

# What a case gives no reason for: a section, or a statement in any of its sections.
OUT_OF_PLACE = (
    ("treatment/surgery/nephrectomy", ONE_KIDNEY_ONLY | {"solitary_kidney": True}),
    ("130-2", ONE_KIDNEY_ONLY | NEPHRECTOMY | {"solitary_kidney": True}),
    ("130-3", NEPHRECTOMY | {"primary_site": "upper_tract"}),
    ("130-3", NEPHRECTOMY | {"primary_site": "lung", "kidney_diagnosis": "second_primary"}),
    ("130-3", NEPHRECTOMY | {"primary_site": "colorectal", "kidney_diagnosis": "direct_growth"}),
    ("128-2", NEPHRECTOMY | {"primary_site": "lung", "interval_months": 0}),
    (
        "treatment/systemic/targeted",
        {"primary_site": "lung", "histology": "small_cell", "molecular_testing": "not_done"},
    ),
    ("anatomy/histological-variants", {"histology": "other"}),
    ("069-1", {"age_years": 28}),
    ("069-1", {"age_years": 75, "primary_site": "lymphoma"}),
    ("071-1", {"age_years": 70, "sex": "female"}),
    ("048-3", {"primary_site": "lymphoma", "other_metastatic_sites": ["distant_nodes"]}),
    ("064-1", {"primary_site": "lymphoma", "cancer_history": "active"}),
    ("064-1", {"primary_site": "myeloma_leukaemia", "cancer_history": "active"}),
)


def test_note_on_lymphoma_comes_when_the_case_is_one_or_may_be(edition: CompiledEdition) -> None:
    may_be = {"lesions": [ONE_LESION, {"side": "right"}], "symptoms": ["night_sweats"]}
    cases: tuple[tuple[dict[str, object], set[str]], ...] = (
        ({"primary_site": "lymphoma"}, {"pathophysiology/primaries", "pathophysiology/spread"}),
        ({"histology": "lymphoma"}, {"anatomy/histological-variants"}),
        ({"biopsy_status": "planned", **may_be}, {"anatomy/histological-variants"}),
        ({"primary_site": "breast", "histology": "ductal_nst", "biopsy_status": "done"}, set()),
    )
    for recorded, expected in cases:
        facts = known_facts({key: VOCABULARY[key].clean(value) for key, value in recorded.items()})
        found = {match.slug for match in answer(edition, facts).sections if "C06" in match.notes}
        assert expected <= found and bool(found) is bool(expected), recorded


def test_nothing_comes_up_where_the_case_gives_no_reason_for_it(edition: CompiledEdition) -> None:
    found = []
    for key, recorded in OUT_OF_PLACE:
        sections = answer(
            edition, known_facts({k: VOCABULARY[k].clean(v) for k, v in recorded.items()})
        ).sections
        if key in {said for match in sections for said in (match.slug, *match.statements)}:
            found.append((key, recorded))
    assert not found


# A section that would never show for the sake of such a fact in such a case.
NOT_WAITED_FOR = (
    ("staging/tnm", "t_category", {"primary_site": "lymphoma"}),
    ("diagnosis/imaging/ultrasound", "pregnant", {"age_years": 61, "sex": "female"}),
    ("diagnosis/imaging/ultrasound", "pregnant", {"age_years": 34, "sex": "male"}),
    ("treatment/systemic/chemotherapy", "biopsy_result", {"treatments_considered": ["hormone_therapy"]}),
)


def test_a_section_does_not_wait_for_what_such_a_case_never_has(edition: CompiledEdition) -> None:
    waiting = []
    for slug, fact, recorded in NOT_WAITED_FOR:
        cleaned = {key: VOCABULARY[key].clean(value) for key, value in recorded.items()}
        undecided = {each.slug: each for each in answer(edition, known_facts(cleaned)).undecided}
        if slug in undecided and fact in undecided[slug].waits_for:
            waiting.append((slug, fact))
    assert not waiting


WITHOUT_A_REASON: tuple[dict[str, object], ...] = ({}, {"symptoms": ["none"]})
WITH_A_REASON: tuple[dict[str, object], ...] = ({"symptoms": ["flank_pain"]}, {"esas_pain": 5})


def test_measures_are_asked_for_sooner_when_a_symptom_or_a_score_gives_them_a_reason(
    edition: CompiledEdition,
) -> None:
    def settles(reason: Mapping[str, object]) -> int:
        recorded = {"primary_site": "thyroid_differentiated", "kidney_diagnosis": "metastasis_presumed"}
        facts = known_facts({k: VOCABULARY[k].clean(v) for k, v in {**recorded, **reason}.items()})
        asked = {each.fact: each.settles for each in answer(edition, facts).ask_next}
        return asked["symptom_measures_considered"]

    assert max(map(settles, WITHOUT_A_REASON)) < min(map(settles, WITH_A_REASON))


FIRST_REASONS = (
    ("palliative/symptoms", {"esas_pain": 1, "esas_tiredness": 4}, "tiredness scores 4"),
    ("palliative/symptoms", {"esas_pain": 1, "symptoms": ["nausea_vomiting"]}, "Nausea"),
    ("palliative", {"esas_pain": 6, "kidney_diagnosis": "metastasis_presumed"}, "pain scores 6"),
    (
        "treatment/systemic",
        {"extent": "oligometastatic", "treatments_considered": ["immunotherapy"]},
        "immunotherapy",
    ),
    (
        "anatomy/structural-features",
        {"lesion_count": 1, "lesion_hypervascular": True, "primary_site": "melanoma_skin"},
        "enhances more",
    ),
)


@for_each("case", FIRST_REASONS)
def test_what_bears_most_on_the_case_is_the_first_reason(
    edition: CompiledEdition, case: tuple[str, Mapping[str, object], str]
) -> None:
    slug, recorded, reason = case
    sections = {match.slug: match for match in answer(edition, known(recorded)).sections}
    assert reason in sections[slug].because[0]


def test_surgery_waits_for_the_primary_and_not_for_a_biopsy_that_was_not_done(
    edition: CompiledEdition,
) -> None:
    plan = {
        "treatments_considered": ["radical_nephrectomy"],
        "biopsy_status": "not_done",
        "extent": "widespread",
    }
    found = answer(edition, known(plan))
    waiting = {undecided.slug: undecided.waits_for for undecided in found.undecided}
    assert waiting["treatment/surgery"] == ("primary_site",)


BEFORE_CHEMOTHERAPY = {
    "biopsy_status": "done",
    "creatinine_unstable": True,
    "extent": "widespread",
    "treatments_considered": ["chemotherapy"],
}
OF_A_METASTASIS = words("042-4 105-3 136-1 139-1")
"""That it is one, that it needs systemic treatment, and that chemotherapy may not act on it."""


@for_each(
    "case",
    (
        ({"primary_site": "lung", "biopsy_result": "metastasis"}, OF_A_METASTASIS),
        ({"biopsy_result": "metastasis"}, OF_A_METASTASIS),
        ({"primary_site": "lymphoma", "biopsy_result": "lymphoma"}, {"105-4"}),
        ({"primary_site": "myeloma_leukaemia"}, set()),
        ({"primary_site": "rcc", "biopsy_result": "renal_primary"}, words("042-4 105-4 136-1 139-1")),
    ),
)
def test_what_is_said_of_a_metastasis_comes_where_there_may_be_one(
    edition: CompiledEdition, case: tuple[Mapping[str, object], set[str]]
) -> None:
    recorded, meant = case
    sections = answer(edition, known({**BEFORE_CHEMOTHERAPY, **recorded})).sections
    shown = {key for match in sections for key in match.statements}
    assert shown & {*OF_A_METASTASIS, "105-4"} == meant
    assert "139-2" in shown
    assert "C35" in {note for match in sections for note in match.notes}
