"""The builder without a server: drawn, sent, edited by its buttons, and read again to the same condition."""

from typing import Any

import pytest
from django.template.loader import render_to_string
from hypothesis import given, settings

from guidance.domain.conditions import (
    Condition,
    Op,
    in_words,
    parse_condition,
    parse_text,
    write_condition,
)
from guidance.domain.conditions.tree import (
    DraftComparison,
    draft_in_words,
    faults_of,
    from_data,
    to_data,
    walk,
)
from guidance.domain.edition import CompiledEdition
from guidance.domain.vocabulary import VOCABULARY, Fact
from guidance.domain.vocabulary.operators import OPS_ON_RECORDING
from guidance.forms.conditions import TypedCondition, kept_condition, typed_condition
from guidance.presenting.builder import ComparisonPart, builder_of, control_of
from guidance.presenting.conditions import draft_text
from tests.guidance.domain.strategies import conditions
from tests.guidance.sending import as_query, buttons, sent

LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
FRAIL = {"fact": "ecog", "op": ">=", "value": 2}
EGFR = {"fact": "egfr", "op": "<", "value": 45}
NEW = {"fact": ""}


def drawn(typed: TypedCondition) -> str:
    builder = builder_of(typed.root, faults_of(typed.root))
    return render_to_string("guidance/_rule_builder.html", {"builder": builder, "typed": typed})


def pressed(data: Any, op: str = "", **changed: str | list[str]) -> TypedCondition:
    """What comes of a condition when it is drawn, some of its fields are changed, and a button is pressed."""
    html = drawn(kept_condition(data))
    assert not op or op in buttons(html), f"{op} is not among {sorted(buttons(html))}"
    fields = sent(html) | {
        name.replace("__", "-"): value if isinstance(value, list) else [value]
        for name, value in changed.items()
    }
    return typed_condition(as_query(fields | ({"op": [op]} if op else {})))


def chosen(data: Any, field: str, value: str | list[str]) -> dict[str, object]:
    html = drawn(kept_condition(data))
    fields = sent(html) | {field: value if isinstance(value, list) else [value]}
    return to_data(typed_condition(as_query(fields)).root)


# Drawn and sent


@settings(deadline=None, max_examples=60)
@given(conditions())
def test_what_is_drawn_is_sent_back_unchanged(condition: Condition) -> None:
    data = write_condition(condition)

    assert to_data(pressed(data).root) == data


def test_every_shipped_rule_comes_back_unchanged(edition: CompiledEdition) -> None:
    for rule in edition.rules.values():
        data = write_condition(rule.when)
        assert to_data(pressed(data).root) == data, rule.id


@settings(deadline=None, max_examples=60)
@given(conditions())
def test_a_complete_condition_reads_as_it_does_elsewhere(condition: Condition) -> None:
    root = from_data(write_condition(condition))

    assert draft_in_words(root) == in_words(condition)
    assert parse_text(draft_text(root)) == condition


@pytest.mark.parametrize("key", VOCABULARY)
def test_every_fact_can_be_compared_in_every_way_that_it_allows(key: str) -> None:
    """What its controls offer makes a condition without a fault."""
    fact = VOCABULARY[key]
    assert {op.value for op in fact.ops} - set(offered(fact)) <= {"is"}
    for op in map(Op, offered(fact)):
        html = drawn(kept_condition({"all": [{"fact": key, "op": op.value}, LUNG]}))
        fields = sent(html) | {"n0.0-value": [_any_value(fact, op)]}
        assert faults_of(typed_condition(as_query(fields)).root) == (), op
        assert ('name="n0.0-value"' in html) == (op not in OPS_ON_RECORDING)


def offered(fact: Fact) -> list[str]:
    part = builder_of(from_data({"fact": fact.key}), ()).parts[0]
    assert isinstance(part, ComparisonPart)
    return [option.value for option in part.ops]


def _any_value(fact: Fact, op: Op) -> str:
    options = control_of(fact, DraftComparison(fact.key, op.value)).options
    if options:
        return options[0].value
    return f"{fact.within[0]:g}" if fact.within else fact.example


# Buttons


@pytest.mark.parametrize(
    ("data", "op", "then", "focus"),
    [
        pytest.param(LUNG, "add:0", {"all": [LUNG, NEW]}, "fact-0-1", id="the first becomes all of two"),
        pytest.param(
            {"any": [LUNG, FRAIL]}, "add:0", {"any": [LUNG, FRAIL, NEW]}, "fact-0-2", id="a comparison"
        ),
        pytest.param(
            {"all": [LUNG, FRAIL]},
            "group:0",
            {"all": [LUNG, FRAIL, {"any": [NEW]}]},
            "fact-0-2-0",
            id="in an all a group of any",
        ),
        pytest.param(
            {"any": [LUNG, FRAIL]},
            "group:0",
            {"any": [LUNG, FRAIL, {"all": [NEW]}]},
            "fact-0-2-0",
            id="and in an any of all",
        ),
        pytest.param(
            {"all": [LUNG, FRAIL]}, "any:0", {"any": [LUNG, FRAIL]}, "any-0", id="any instead of all"
        ),
        pytest.param(
            {"all": [LUNG, FRAIL]}, "not:0.1", {"all": [LUNG, {"not": FRAIL}]}, "more-0-1", id="not"
        ),
        pytest.param({"not": LUNG}, "not:0.0", LUNG, "more-0-0", id="not taken away"),
        pytest.param(
            {"not": {"all": [LUNG, FRAIL]}},
            "any:0.0.0",
            {"not": {"any": [LUNG, FRAIL]}},
            "any-0-0-0",
            id="inside a not",
        ),
        pytest.param({"all": [LUNG, FRAIL]}, "up:0.1", {"all": [FRAIL, LUNG]}, "up-0-0", id="up"),
        pytest.param(
            {"all": [LUNG, FRAIL]}, "down:0.1", {"all": [LUNG, FRAIL]}, "down-0-1", id="no further down"
        ),
        pytest.param(
            {"all": [LUNG, FRAIL]},
            "wrap:0.1",
            {"all": [LUNG, {"any": [FRAIL]}]},
            "new-0-1",
            id="into a group",
        ),
        pytest.param(
            {"all": [LUNG, FRAIL]},
            "wrap:0",
            {"any": [{"all": [LUNG, FRAIL]}]},
            "new-0",
            id="all of it into a group",
        ),
        pytest.param(
            {"all": [LUNG, {"any": [FRAIL, EGFR]}]},
            "unwrap:0.1",
            {"all": [LUNG, FRAIL, EGFR]},
            "fact-0-1",
            id="apart",
        ),
        pytest.param(
            {"all": [LUNG, FRAIL, EGFR]}, "remove:0.1", {"all": [LUNG, EGFR]}, "fact-0-1", id="remove"
        ),
        pytest.param({"all": [LUNG, FRAIL]}, "remove:0.1", {"all": [LUNG]}, "fact-0-0", id="remove the last"),
        pytest.param(LUNG, "remove:0.0", {"all": []}, "new-0", id="remove the only one"),
    ],
)
def test_a_button_edits_and_says_what_comes_next(data: Any, op: str, then: Any, focus: str) -> None:
    typed = pressed(data, op)

    assert to_data(typed.root) == then
    assert typed.focus == focus and typed.said and not typed.refusal
    assert f'id="{focus}"' in drawn(typed), "the focus goes to what is there"


@pytest.mark.parametrize(
    ("words", "fact"),
    [
        ("Serum albumin", "albumin_g_l"),
        ("albumin_g_l", "albumin_g_l"),
        ("albumin", "albumin_g_l"),
        ("EGFR", "egfr"),
    ],
)
def test_a_fact_is_added_by_its_name(words: str, fact: str) -> None:
    typed = pressed(LUNG, "add:0", new__0=words)

    assert to_data(typed.root) == {"all": [LUNG, {"fact": fact}]}
    assert typed.focus == "op-0-1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            "category",
            "“category” may be T category, N category, M category, "
            "Serum marker category (S), GFR category. Type more of it.",
        ),
        ("primary_site_", "No fact is called “primary_site_”. The nearest is “Primary site”."),
        ("zzzz", "No fact is called “zzzz”."),
    ],
)
def test_a_fact_that_is_not_found_is_asked_for_again(words: str, said: str) -> None:
    typed = pressed(LUNG, "add:0", new__0=words)

    assert to_data(typed.root) == LUNG
    assert typed.refusal == said
    again = drawn(typed)
    assert sent(again)["new-0"] == [words], "what was typed stays"
    assert again.count('role="alert"') == 1, "and beside it what is wrong"


# Another fact, another operator


@pytest.mark.parametrize(
    ("data", "fact", "then"),
    [
        pytest.param(
            LUNG, "histology", {"fact": "histology", "op": "is"}, id="the operator suits, the value does not"
        ),
        pytest.param(EGFR, "albumin_g_l", {"fact": "albumin_g_l", "op": "<", "value": 45}, id="both suit"),
        pytest.param(LUNG, "egfr", {"fact": "egfr", "op": "is"}, id="a number"),
        pytest.param(EGFR, "symptoms", {"fact": "symptoms", "op": "has"}, id="a set"),
        pytest.param(NEW, "solitary_kidney", {"fact": "solitary_kidney", "op": "is"}, id="yes or no"),
        pytest.param(NEW, "egfr", {"fact": "egfr"}, id="how a number is compared is for the curator to say"),
    ],
)
def test_another_fact_keeps_what_suits_it(data: Any, fact: str, then: Any) -> None:
    assert chosen(data, "n0.0-fact", fact) == then


def test_another_operator_keeps_every_value_that_was_chosen() -> None:
    several = {"fact": "primary_site", "op": "in", "value": ["lung", "breast"]}
    one = chosen(several, "n0.0-op", "is")

    assert one["value"] == ["lung", "breast"]
    (fault,) = faults_of(from_data(one))
    assert fault.message == '"is" takes one value.'
    assert 'type="checkbox"' in drawn(kept_condition(one)), "to untick the others"


@pytest.mark.parametrize(
    ("comparison", "kind"),
    [
        (("solitary_kidney", "is", None), "yes_no"),
        (("primary_site", "is", "lung"), "one"),
        (("primary_site", "in", None), "several"),
        (("symptoms", "has_any", None), "several"),
        (("egfr", "<", 45), "number"),
        (("diagnosis_date", ">", "2025-01"), "month"),
        (("m_category", "is", "M1"), "text"),
        (("egfr", "known", None), "none"),
        (("lesions", "known", None), "none"),
        (("ecog", ">=", 2), "one"),
    ],
)
def test_the_control_suits_the_fact(comparison: tuple[str, str, object], kind: str) -> None:
    assert control_of(VOCABULARY[comparison[0]], DraftComparison(*comparison)).kind == kind


def test_a_list_of_categories_has_a_field_for_each_and_one_more() -> None:
    control = control_of(VOCABULARY["m_category"], DraftComparison("m_category", "in", ("M1", "cM1c(OTH)")))

    assert control.values == ("M1", "cM1c(OTH)", "")


@pytest.mark.parametrize(
    "value", ["plankton", ["lung", "plankton"], 7, True], ids=["a word", "in a list", "a number", "yes"]
)
def test_what_is_not_allowed_is_drawn_and_sent_back(value: Any) -> None:
    data = {"fact": "primary_site", "op": "in" if isinstance(value, list) else "is", "value": value}
    html = drawn(kept_condition(data))

    assert "(not allowed)" in html
    back = typed_condition(as_query(sent(html))).root
    assert faults_of(back), "its fault is told"


# Hostile


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text0": ["all"]}, "The form came back without its condition. Load the page again."),
        ({"n0-shape": ["all"]}, "The form came back incomplete. Load the page again."),
        ({"n0-shape": ["all"], "n0-parts": ["99999"]}, "at most 200 groups and comparisons"),
        ({"n0-shape": ["all"], "n0-parts": ["-1"]}, "The form came back incomplete"),
        ({"n0-shape": ["xor"], "n0-parts": ["0"]}, 'A group cannot be "xor". Allowed: all, any, not.'),
        (
            {"n0-shape": ["all"], "n0-parts": ["1"], "n0.0-fact": ["egfr"], "n0.0-value": ["1"] * 500},
            "A comparison takes at most 200 values.",
        ),
        (
            {
                f"n{'.'.join('0' * depth)}-{name}": [value]
                for depth in range(1, 40)
                for name, value in (("shape", "all"), ("parts", "1"))
            },
            "Groups stand at most 20 deep inside each other.",
        ),
    ],
    ids=["nothing", "no count", "too many", "less than none", "no such group", "too many values", "too deep"],
)
def test_nonsense_is_told_and_what_was_there_stays(fields: dict[str, list[str]], said: str) -> None:
    kept = kept_condition(LUNG).root
    typed = typed_condition(as_query(fields), kept)

    assert said in typed.fault
    assert typed.root == kept


@pytest.mark.parametrize(
    ("op", "said"),
    [
        ("explode:0", "This button is not known here. Load the page again."),
        ("add", "This part of the condition is no longer there. Load the page again."),
        ("remove:0.7", "This part of the condition is no longer there. Load the page again."),
        ("remove:0." + "9" * 400, "This part of the condition is no longer there. Load the page again."),
        ("add:0.0", "A comparison has no parts. Put it into a group first."),
        ("up:0", "Only a part of a group can be moved, one place up or down."),
    ],
)
def test_a_button_that_is_not_there_does_nothing(op: str, said: str) -> None:
    fields = sent(drawn(kept_condition(LUNG))) | {"op": [op]}
    typed = typed_condition(as_query(fields))

    assert to_data(typed.root) == LUNG
    assert typed.refusal == said


def test_a_condition_of_the_largest_size_is_drawn_and_sent_back() -> None:
    data = {"all": [FRAIL] * 199}

    assert to_data(pressed(data).root) == data


def test_every_part_is_drawn_once_with_its_fault() -> None:
    data = {"all": [NEW, {"any": []}, {"not": {"fact": "egfr", "op": "<", "value": 9999}}, {"fact": "nose"}]}
    html = drawn(kept_condition(data))

    for said in (
        "Choose a fact.",
        "This group is empty.",
        "9999 is outside the plausible range",
        "There is no fact",
    ):
        assert html.count(said) == 1, said
    ids = [part.split('"')[0] for part in html.split(' id="')[1:]]
    assert len(ids) == len(set(ids)), "an id twice"


def test_a_not_inside_a_not_keeps_its_place() -> None:
    data = {"not": {"not": {"not": LUNG}}}

    assert to_data(pressed(data).root) == data
    assert parse_condition(to_data(pressed(data, "not:0.0").root))


def test_paths_of_the_buttons_lead_to_parts() -> None:
    data = {"any": [LUNG, {"not": {"all": [FRAIL, EGFR]}}]}
    root = kept_condition(data).root
    paths = {tuple(map(int, op.split(":")[1].split(".")[1:])) for op in buttons(drawn(kept_condition(data)))}

    assert paths <= {path for path, _ in walk(root)}
