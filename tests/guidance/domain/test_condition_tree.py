"""Conditions in the making: read and written without a change, edited, sent as a form, explained."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from guidance.domain.conditions import (
    ConditionErrors,
    Truth,
    evaluate,
    explain,
    in_words,
    parse_condition,
    weigh,
    write_condition,
)
from guidance.domain.conditions.parsing import MAX_DEPTH
from guidance.domain.conditions.tree import (
    EMPTY,
    MAX_NODES,
    SHAPES,
    DraftComparison,
    DraftError,
    DraftGroup,
    add_comparison,
    add_group,
    faults_of,
    field_name,
    from_data,
    from_fields,
    move,
    negate,
    node_at,
    path_from_name,
    path_name,
    paths_by_place,
    remove,
    set_shape,
    to_data,
    unwrap,
    walk,
    wrap,
)
from guidance.domain.facts import Facts
from tests.tables import for_each

from .condition_fields import to_fields
from .strategies import condition_data, conditions, facts

LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
FIT = {"fact": "ecog", "op": "<=", "value": 1}
LOW_EGFR = {"fact": "egfr", "op": "<", "value": 45}
A, B, C = (from_data(data).parts[0] for data in (LUNG, FIT, LOW_EGFR))
BLANK = DraftComparison()


def all_(*parts):
    return DraftGroup("all", parts)


def any_(*parts):
    return DraftGroup("any", parts)


def not_(*parts):
    return DraftGroup("not", parts)


def bare(*parts):
    return DraftGroup("all", parts, bare=True)


def written(root):
    """The root as a short text that examples can be compared with."""
    return short(to_data(root))


def short(data):
    for shape in ("all", "any"):
        if shape in data:
            return f"{shape}({', '.join(short(part) for part in data[shape])})"
    if "not" in data:
        return f"not({short(data['not']) if isinstance(data['not'], dict) else ''})"
    return {"primary_site": "a", "ecog": "b", "egfr": "c"}.get(data["fact"], "_")


# Data


@settings(deadline=None)
@given(condition_data())
def test_condition_that_was_not_edited_is_written_as_it_was(data):
    assert to_data(from_data(data)) == data


@settings(deadline=None)
@given(condition_data())
def test_condition_survives_the_form(data):
    canonical = write_condition(parse_condition(data))
    assert to_data(from_fields(to_fields(from_data(canonical)))) == canonical


@settings(deadline=None)
@given(conditions())
def test_form_gives_the_tree_that_it_was_made_of(condition):
    root = from_data(write_condition(condition))
    assert from_fields(to_fields(root)) == root


def test_single_comparison_stands_in_a_bare_group_and_a_group_of_one_stays_a_group():
    assert from_data(LUNG) == bare(A)
    assert from_data({"all": [LUNG]}) == all_(A)
    assert to_data(bare(A)) == LUNG
    assert to_data(bare(A, B)) == {"all": [LUNG, FIT]}


LENIENT = [
    # data, tree
    (None, EMPTY),
    ({}, EMPTY),
    ("x", EMPTY),
    ([LUNG], EMPTY),
    ({"fact": "ecog"}, bare(DraftComparison("ecog"))),
    ({"fact": 3, "op": ["<"], "value": None}, bare(BLANK)),
    ({"all": [None, LUNG, 4]}, all_(BLANK, A, BLANK)),
    ({"any": []}, any_()),
    ({"not": None}, not_(BLANK)),
    ({"all": [LUNG], "not": FIT}, all_(A)),
    ({"fact": "ecog", "op": "in", "value": ["1", "2"]}, bare(DraftComparison("ecog", "in", ("1", "2")))),
]


@for_each(("data", "root"), LENIENT, ids=[repr(data)[:40] for data, _ in LENIENT])
def test_incomplete_data_is_read_as_far_as_it_goes(data, root):
    assert from_data(data) == root


def nested(levels, data=LUNG):
    for _ in range(levels):
        data = {"not": data}
    return data


def test_data_that_is_too_large_or_too_deep_is_refused():
    with pytest.raises(DraftError, match="at most 200"):
        from_data({"all": [LUNG] * MAX_NODES})
    with pytest.raises(DraftError, match="deep"):
        from_data(nested(5_000))
    assert len(list(walk(from_data({"all": [LUNG] * (MAX_NODES - 1)})))) == MAX_NODES


# Editing

EDITED = [
    # before, operation, after
    (EMPTY, lambda root: add_comparison(root, ()), "_"),
    (bare(A), lambda root: add_comparison(root, ()), "all(a, _)"),
    (all_(A, any_(B)), lambda root: add_comparison(root, (1,)), "all(a, any(b, _))"),
    (not_(), lambda root: add_comparison(root, ()), "not(_)"),
    (bare(A), lambda root: add_group(root, (), "any"), "all(a, any(_))"),
    (all_(A, not_()), lambda root: add_group(root, (1,), "any"), "all(a, not(any(_)))"),
    (all_(A, B), lambda root: remove(root, (0,)), "all(b)"),
    (bare(A, B), lambda root: remove(root, (0,)), "b"),
    (bare(A), lambda root: remove(root, (0,)), "all()"),
    (all_(A, any_(B, C)), lambda root: remove(root, (1, 0)), "all(a, any(c))"),
    (all_(A, B), lambda root: remove(root, ()), "all()"),
    (all_(A, B, C), lambda root: move(root, (2,), -1), "all(a, c, b)"),
    (all_(A, B, C), lambda root: move(root, (0,), 1), "all(b, a, c)"),
    (all_(A, B, C), lambda root: move(root, (0,), -1), "all(a, b, c)"),
    (all_(A, B, C), lambda root: move(root, (2,), 1), "all(a, b, c)"),
    (any_(all_(A, B), C), lambda root: move(root, (0, 1), -1), "any(all(b, a), c)"),
    (all_(A, B), lambda root: wrap(root, (1,), "any"), "all(a, any(b))"),
    (all_(A, B), lambda root: wrap(root, (), "not"), "not(all(a, b))"),
    (bare(A, B), lambda root: wrap(root, (), "any"), "any(all(a, b))"),
    (bare(A), lambda root: wrap(root, (), "any"), "any(a)"),
    (all_(A, any_(B, C)), lambda root: unwrap(root, (1,)), "all(a, b, c)"),
    (all_(A, not_(B)), lambda root: unwrap(root, (1,)), "all(a, b)"),
    (all_(any_(A, B)), lambda root: unwrap(root, ()), "any(a, b)"),
    (not_(A), lambda root: unwrap(root, ()), "a"),
    (all_(A, any_()), lambda root: unwrap(root, (1,)), "all(a)"),
    (all_(A, B), lambda root: set_shape(root, (), "any"), "any(a, b)"),
    (all_(A, B), lambda root: set_shape(root, (), "all"), "all(a, b)"),
    (all_(A, B), lambda root: set_shape(root, (), "not"), "not(all(a, b))"),
    (all_(A), lambda root: set_shape(root, (), "not"), "not(a)"),
    (not_(any_(A, B)), lambda root: set_shape(root, (), "any"), "any(a, b)"),
    (not_(any_(A, B)), lambda root: set_shape(root, (), "all"), "all(any(a, b))"),
    (not_(A), lambda root: set_shape(root, (), "all"), "a"),
    (all_(A, not_(B)), lambda root: set_shape(root, (1,), "any"), "all(a, any(b))"),
    (bare(A), lambda root: negate(root, ()), "not(a)"),
    (not_(A), lambda root: negate(root, ()), "a"),
    (all_(A, B), lambda root: negate(root, ()), "not(all(a, b))"),
    (all_(A, B), lambda root: negate(root, (0,)), "all(not(a), b)"),
    (all_(not_(any_(A, C)), B), lambda root: negate(root, (0,)), "all(any(a, c), b)"),
]


@for_each(
    ("before", "edit", "after"),
    EDITED,
    ids=[f"{written(before)} to {after}" for before, _, after in EDITED],
)
def test_edit_gives_a_new_root(before, edit, after):
    kept = written(before)
    assert written(edit(before)) == after
    assert written(before) == kept


REFUSED = [
    ("no such part", lambda: remove(all_(A), (1,)), "no longer there"),
    ("part of a comparison", lambda: remove(all_(A), (0, 0)), "no longer there"),
    ("negative place", lambda: remove(all_(A), (-1,)), "no longer there"),
    ("adding to a comparison", lambda: add_comparison(all_(A), (0,)), "no parts"),
    ("shape of a comparison", lambda: set_shape(all_(A), (0,), "any"), "no parts"),
    ("second part of a not", lambda: add_comparison(not_(A), ()), "takes one part"),
    ("shape that is none", lambda: add_group(all_(A), (), "xor"), "Allowed: all, any, not"),
    ("wrapping in nothing", lambda: wrap(all_(A), (), ""), "Allowed: all, any, not"),
    ("moving the root", lambda: move(all_(A), (), 1), "Only a part"),
    ("moving far", lambda: move(all_(A, B, C), (0,), 2), "Only a part"),
    ("unwrapping a full root", lambda: unwrap(all_(A, B), ()), "one part"),
    ("unwrapping several inside a not", lambda: unwrap(not_(all_(A, B)), (0,)), "one part"),
    ("one too many", lambda: add_comparison(all_(*[A] * (MAX_NODES - 1)), ()), "at most 200"),
    ("one too deep", lambda: wrap(from_data(nested(MAX_DEPTH)), (), "any"), "deep"),
]


@for_each(("edit", "says"), [r[1:] for r in REFUSED], ids=[r[0] for r in REFUSED])
def test_edit_that_cannot_be_made_is_refused_with_a_sentence(edit, says):
    with pytest.raises(DraftError, match=says):
        edit()


roots = condition_data(max_leaves=6).map(from_data)


@st.composite
def root_and_path(draw):
    root = draw(roots)
    return root, draw(st.sampled_from([path for path, _ in walk(root)]))


@settings(deadline=None)
@given(root_and_path(), st.sampled_from(SHAPES))
def test_wrapping_is_taken_back_by_unwrapping(at, shape):
    root, path = at
    assert to_data(unwrap(wrap(root, path, shape), path)) == to_data(root)


@settings(deadline=None)
@given(root_and_path())
def test_negating_twice_changes_nothing(at):
    root, path = at
    node = node_at(root, path)
    if not (is_not(node) and is_not(node.parts[0])):
        assert to_data(negate(negate(root, path), path)) == to_data(root)


def is_not(node):
    return isinstance(node, DraftGroup) and node.shape == "not"


@settings(deadline=None)
@given(root_and_path(), facts())
def test_negating_the_whole_turns_its_truth_around(at, facts):
    root, _ = at
    before, after = (parse_condition(to_data(each)) for each in (root, negate(root, ())))
    assert evaluate(after, facts) is ~evaluate(before, facts)


@settings(deadline=None)
@given(root_and_path(), st.sampled_from([-1, 1]))
def test_moving_there_and_back_changes_nothing(at, by):
    root, path = at
    if path:
        moved = move(root, path, by)
        back = (*path[:-1], path[-1] + by)
        assert moved == root or move(moved, back, -by) == root


@settings(deadline=None)
@given(root_and_path(), st.sampled_from([None, *SHAPES]))
def test_removing_what_was_added_changes_nothing(at, shape):
    root, path = at
    group = node_at(root, path)
    if isinstance(group, DraftGroup) and not group.is_full:
        added = add_group(root, path, shape) if shape else add_comparison(root, path)
        assert remove(added, (*path, len(group.parts))) == root


@settings(deadline=None)
@given(root_and_path(), st.sampled_from(["all", "any"]))
def test_shape_that_is_set_back_changes_nothing_when_there_are_several_parts(at, other):
    root, path = at
    group = node_at(root, path)
    if isinstance(group, DraftGroup) and group.shape != "not" and len(group.parts) > 1:
        for shape in (other, "not"):
            there = set_shape(root, path, shape)
            assert to_data(set_shape(there, path, group.shape)) == to_data(root)


# Faults

FAULTY = [
    # root, (path, field, part of the message)
    (EMPTY, [((), "", "This group is empty")]),
    (all_(A, BLANK), [((1,), "fact", "Choose a fact.")]),
    (bare(BLANK), [((0,), "fact", "Choose a fact.")]),
    (all_(A, any_()), [((1,), "", "This group is empty")]),
    (not_(), [((), "", "This group is empty")]),
    (not_(A, B), [((), "", '"not" takes one part')]),
    (bare(DraftComparison("primry_site")), [((0,), "fact", 'There is no fact "primry_site".')]),
    (bare(DraftComparison("egfr")), [((0,), "op", "Choose how eGFR is compared: is, is not, is below")]),
    (bare(DraftComparison("egfr", "has", "x")), [((0,), "op", "Choose how eGFR is compared")]),
    (bare(DraftComparison("egfr", "<")), [((0,), "value", "Allowed: from 0 to 250")]),
    (bare(DraftComparison("pregnant", "is")), [((0,), "value", "Choose yes or no.")]),
    (bare(DraftComparison("sex", "is")), [((0,), "value", "Choose a value.")]),
    (bare(DraftComparison("symptoms", "has_any")), [((0,), "value", "Choose at least one value.")]),
    (bare(DraftComparison("egfr", "<", "low")), [((0,), "value", '"low" is not a number')]),
    (bare(DraftComparison("sex", "is", ("male", "female"))), [((0,), "value", '"is" takes one value')]),
    (
        bare(DraftComparison("symptoms", "has_any", ("fever", "feever"))),
        [((0,), "value", '"feever" is not one of the choices')],
    ),
    (
        all_(any_(A, DraftComparison("egfr", "<", 900)), not_(DraftComparison("sex", "is", "x")), BLANK),
        [((0, 1), "value", "plausible range"), ((1, 0), "value", "choices"), ((2,), "fact", "Choose a fact")],
    ),
]


@for_each(("root", "faults"), FAULTY, ids=[fault[0][2] for _, fault in FAULTY])
def test_each_fault_is_told_at_its_part(root, faults):
    found = faults_of(root)
    assert [(fault.path, fault.field) for fault in found] == [fault[:2] for fault in faults]
    assert all(fault[2] in each.message for each, fault in zip(found, faults, strict=True))


drafted = st.recursive(
    st.builds(
        DraftComparison,
        st.sampled_from(["", "x", "egfr", "symptoms", "pregnant", "ecog", "m_category", "lesions"]),
        st.sampled_from(["", "is", "in", "has", "<", "known", "~"]),
        st.sampled_from([None, "", "fever", 45, True, ("fever",), ("1", "1"), (), "M1", "²"]),
    ),
    lambda parts: st.builds(
        DraftGroup, st.sampled_from([*SHAPES, "xor"]), st.lists(parts, max_size=3).map(tuple)
    ),
    max_leaves=8,
).map(lambda node: node if isinstance(node, DraftGroup) else bare(node))


@settings(deadline=None)
@given(drafted)
def test_faults_are_told_exactly_where_the_condition_cannot_be_read(root):
    faults = faults_of(root)
    assert all(node_at(root, fault.path) for fault in faults)
    try:
        parse_condition(to_data(root))
    except ConditionErrors:
        assert faults
    else:
        assert not faults


# The form


SENT = [
    # fact, op, what was sent, the value in the tree
    ("pregnant", "is", ["yes"], True),
    ("pregnant", "is", ["No"], False),
    ("pregnant", "is", ["maybe"], "maybe"),
    ("egfr", "<", ["45"], 45),
    ("egfr", "<", [" 45.5 "], 45.5),
    ("egfr", "<", ["45,5"], "45,5"),
    ("egfr", "<", ["²"], "²"),
    ("egfr", "<", ["1e400"], "1e400"),
    ("egfr", "<", ["9" * 5_000], "9" * 5_000),
    ("ecog", ">=", ["2"], 2),
    ("ecog", ">=", ["²"], "²"),
    ("ecog", "in", ["1", "2"], (1, 2)),
    ("sex", "in", ["male"], ("male",)),
    ("sex", "is", ["male", "female"], ("male", "female")),
    ("sex", "is", ["", " "], None),
    ("sex", "is", [], None),
    ("symptoms", "has_any", ["", "fever", "malaise"], ("fever", "malaise")),
    ("m_category", "is", ["cM1c(OTH)"], "cM1c(OTH)"),
    ("ecog", "known", ["2"], None),
    ("x", "is", ["yes"], "yes"),
]


@for_each(("fact", "op", "sent", "value"), SENT)
def test_value_is_read_as_its_fact_holds_it(fact, op, sent, value):
    fields = {"n0-shape": ["all"], "n0-parts": ["1"], "n0-bare": ["yes"]}
    root = from_fields({**fields, "n0.0-fact": [fact], "n0.0-op": [op], "n0.0-value": sent})
    assert root == bare(DraftComparison(fact, op, value))
    assert type(root.parts[0].value) is type(value)


def test_part_that_was_counted_but_not_sent_is_an_empty_comparison():
    root = from_fields({"n0-shape": ["any"], "n0-parts": ["2"], "n0.0-fact": ["ecog"]})
    assert root == any_(DraftComparison("ecog"), BLANK)


def test_form_without_a_root_is_an_empty_condition():
    assert from_fields({}) == EMPTY
    assert from_fields({"n0.7-fact": ["ecog"], "n0-parts": ["9"]}) == EMPTY


def deep_form(levels):
    names = [(0,) * level for level in range(levels)]
    return {
        field_name(path, field): [value]
        for path in names
        for field, value in (("shape", "not"), ("parts", "1"))
    }


HOSTILE = [
    ("no count", {"n0-shape": ["all"]}),
    ("count that is no number", {"n0-shape": ["all"], "n0-parts": ["many"]}),
    ("count in other digits", {"n0-shape": ["all"], "n0-parts": ["²"]}),
    ("negative count", {"n0-shape": ["all"], "n0-parts": ["-1"]}),
    ("gigantic count", {"n0-shape": ["all"], "n0-parts": ["9" * 150]}),
    ("too many parts", {"n0-shape": ["all"], "n0-parts": [str(MAX_NODES)]}),
    (
        "too many parts of parts",
        {
            field_name(path, field): [value]
            for path in [(), *product(range(20))]
            for field, value in (("shape", "all"), ("parts", "20"))
        },
    ),
    ("too deep", deep_form(500)),
    ("too many values", {"n0-shape": ["all"], "n0-parts": ["1"], "n0.0-value": ["x"] * 10_000}),
]


@for_each("fields", [h[1] for h in HOSTILE], ids=[h[0] for h in HOSTILE])
def test_hostile_form_is_refused_with_a_sentence(fields):
    with pytest.raises(DraftError, match=r"\.$"):
        from_fields(fields)


def test_fields_without_values_and_with_odd_names_are_survived():
    fields = {"n0-shape": [], "n0-parts": ["1"], "n0.99999999999-fact": ["x"], "n-": ["x"], "n0.0-value": []}
    assert from_fields(fields) == all_(BLANK)


def test_path_is_named_and_read_back():
    assert (path_name(()), path_name((1, 0))) == ("0", "0.1.0")
    assert (path_from_name("0"), path_from_name("0.1.0")) == ((), (1, 0))
    assert field_name((1,), "fact") == "n0.1-fact"


@for_each("name", ["", "1", "0.", "0.-1", "0.01", "0.9999", "0.²", "0" + ".0" * 5_000, "0.1\n"])
def test_what_is_no_path_is_refused(name):
    with pytest.raises(DraftError):
        path_from_name(name)


# Places and explanations


@settings(deadline=None)
@given(conditions())
def test_every_part_has_a_place_that_leads_to_its_path(condition):
    root = from_data(write_condition(condition))
    paths = paths_by_place(root)
    for place, part in parts_of(explain(condition, Facts({}))):
        assert in_words(parse_condition(to_data(node_at(root, paths[place])))) == part.words


def parts_of(explained):
    yield explained.place, explained
    for part in explained.parts:
        yield from parts_of(part)


def test_each_part_is_explained_with_its_words_truth_and_facts():
    condition = parse_condition({"all": [LUNG, {"any": [FIT, {"not": LOW_EGFR}]}]})
    explained = explain(condition, Facts({"primary_site": "lung", "ecog": "3"}))
    waits = ("age_years", "sex", "creatinine_umol_l")
    assert [(place, part.shape, part.truth, part.facts) for place, part in parts_of(explained)] == [
        ("when", "all", Truth.UNDECIDED, waits),
        ("when.all[0]", "", Truth.TRUE, ("primary_site",)),
        ("when.all[1]", "any", Truth.UNDECIDED, waits),
        ("when.all[1].any[0]", "", Truth.FALSE, ("ecog",)),
        ("when.all[1].any[1]", "not", Truth.UNDECIDED, waits),
        ("when.all[1].any[1].not", "", Truth.UNDECIDED, waits),
    ]
    assert explained.parts[0].words == "primary site is lung"


@settings(deadline=None)
@given(conditions(), facts())
def test_explanation_agrees_with_the_interpreter(condition, facts):
    explained = explain(condition, facts)
    assert (explained.truth, explained.facts) == weigh(condition, facts)
    inner = [part.truth for part in explained.parts]
    combined = {"all": min, "any": max, "not": lambda truths: ~truths[0]}.get(explained.shape)
    assert combined is None or combined(inner) is explained.truth
