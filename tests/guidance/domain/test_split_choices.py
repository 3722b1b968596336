"""A choice that was split: a finer one says the coarse one too, the coarse alone leaves the finer open."""

from guidance.domain.compiling import compile_edition
from guidance.domain.conditions import Truth, evaluate, missing, parse_text
from guidance.domain.engine.asking import Asker
from guidance.domain.engine.matching import CompiledRules
from guidance.domain.engine.replaying import CaseTable, truths
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from tests.guidance.domain import small_edition as small
from tests.guidance.domain.engine.test_matching import numbered
from tests.tables import for_each

TRUE, FALSE, OPEN = Truth.TRUE, Truth.FALSE, Truth.UNDECIDED
OLD, HEAT, BEAM = "ablation_or_sbrt", "thermal_ablation", "stereotactic_radiotherapy"
ASKED = [
    # what is asked, of what is recorded: the coarse choice, a finer one, another finer one, both, neither
    (f"has {OLD}", TRUE, TRUE, TRUE, TRUE, FALSE),
    (f"has {HEAT}", OPEN, TRUE, FALSE, TRUE, FALSE),
    (f"has any of ({HEAT}, {BEAM})", OPEN, TRUE, TRUE, TRUE, FALSE),
    (f"has any of ({HEAT}, {OLD})", TRUE, TRUE, TRUE, TRUE, FALSE),
    (f"has any of ({HEAT}, debulking)", OPEN, TRUE, FALSE, TRUE, FALSE),
    (f"has none of ({OLD})", FALSE, FALSE, FALSE, FALSE, TRUE),
    (f"has none of ({HEAT})", OPEN, FALSE, TRUE, FALSE, TRUE),
    (f"has none of ({HEAT}, {BEAM})", OPEN, FALSE, FALSE, FALSE, TRUE),
    (f"has none of ({HEAT}, chemotherapy)", OPEN, FALSE, TRUE, FALSE, TRUE),
    ("is recorded", TRUE, TRUE, TRUE, TRUE, TRUE),
]
RECORDED = [{OLD}, {HEAT}, {BEAM}, {OLD, HEAT}, {"surveillance"}]


def told(*treatments: str) -> Facts:
    return Facts({"treatments_considered": frozenset(treatments)})


@for_each("row", ASKED, ids=[row[0] for row in ASKED])
def test_every_way_of_deciding_reads_a_split_choice_alike(row: tuple[str, Truth]) -> None:
    when = parse_text(f"treatments_considered {row[0]}")
    turned = parse_text(f"not (treatments_considered {row[0]})")
    compiled = CompiledRules(numbered([when, turned]))
    for treatments, expected in zip(RECORDED, row[1:], strict=True):
        facts = told(*treatments, "nephron_sparing_surgery")
        assert (evaluate(when, facts), evaluate(turned, facts)) == (expected, ~expected), treatments
        decided = compiled.decide(facts)
        found = {rule.number: TRUE for rule in decided.applies} | {r.number: OPEN for r in decided.undecided}
        assert (found.get(0, FALSE), found.get(1, FALSE)) == (expected, ~expected), treatments
        many = truths(when, CaseTable.of([facts]))
        assert (many.true, many.undecided) == (int(expected is TRUE), int(expected is OPEN)), treatments


def test_an_undecided_condition_waits_for_the_fact_that_says_too_little() -> None:
    when = parse_text(f"treatments_considered has {HEAT} and ecog is 1")

    assert missing(when, told(OLD)) == ("treatments_considered", "ecog")
    assert missing(when, told(BEAM)) == ()


def test_a_fact_beside_it_is_not_asked_when_it_could_not_settle_the_rule() -> None:
    compiled = CompiledRules(numbered([parse_text(f"treatments_considered has {HEAT} and ecog is 1")]))
    for treatments, asked in ((HEAT, ["ecog"]), (OLD, ["ecog"]), (BEAM, [])):
        undecided = compiled.decide(told(treatments)).bits.undecided
        assert [each.fact for each in Asker(compiled).ask_next(told(treatments), undecided)] == asked
    either = CompiledRules(numbered([parse_text(f"treatments_considered has {HEAT} or ecog is 1")]))
    undecided = either.decide(told(OLD)).bits.undecided
    assert [each.settles for each in Asker(either).ask_next(told(OLD), undecided)] == [1]


def test_an_answer_waits_for_the_finer_choice_and_shows_what_the_coarse_one_settles() -> None:
    treats = {"fact": "treatments_considered", "op": "has"}
    rules = [
        small.rule("either", "show", "treatment", {**treats, "value": OLD}),
        small.rule("heat", "show", "treatment/surgery", {**treats, "value": HEAT}),
    ]
    edition = compile_edition(small.pack(rules=rules), 1)
    shown, waiting = {}, {}
    for treatment in (OLD, HEAT, BEAM):
        said = answer(edition, told(treatment))
        shown[treatment] = [match.slug for match in said.sections]
        waiting[treatment] = [(each.slug, each.waits_for) for each in said.undecided]

    assert shown == {OLD: ["treatment"], HEAT: ["treatment", "treatment/surgery"], BEAM: ["treatment"]}
    assert waiting == {OLD: [("treatment/surgery", ("treatments_considered",))], HEAT: [], BEAM: []}
