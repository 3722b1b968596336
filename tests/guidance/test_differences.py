"""A change as people read it: which fields, in which words, with what marked."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.changing import EntryChange, How, Piece, entries_of, word_differences
from guidance.domain.naming import Names, excerpt
from guidance.presenting.differences import legible, presented_change, presented_fields, seen
from guidance.presenting.entry_fields import condition_in_words, template_in_words

PAYLOAD: dict[str, Any] = {
    "document": {"title": "A document"},
    "sections": [
        {
            "slug": "staging",
            "title": "Staging",
            "domain": "staging",
            "statements": [{"key": "004-1", "text": "The first statement."}],
        },
        {"slug": "staging/tnm", "title": "TNM", "domain": "staging", "statements": []},
    ],
    "additions": [{"key": "A-more", "section": "staging", "text": "What is more."}],
    "notes": [],
    "references": [{"id": "R1", "title": "A paper"}],
    "rules": [],
}
NAMES = Names(entries_of(PAYLOAD))
STATEMENT = {
    "section": "staging",
    "key": "004-1",
    "kind": "fact",
    "text": "One two three.",
    "source": {"line": 4, "paragraph": 1, "form": "paragraph"},
}
RULE = {
    "id": "a-rule",
    "effect": "show",
    "section": "staging/tnm",
    "when": {"fact": "primary_site", "op": "is", "value": "lung"},
    "because": "The primary is {primary_site}.",
    "about": ["primary_site", "ecog"],
}


def told(pieces: tuple[Piece, ...]) -> str:
    marks = {"same": "{}", "gone": "[-{}-]", "new": "[+{}+]"}
    return "".join(marks[piece.how].format(piece.text) for piece in pieces)


def fields(before: Any, after: Any, kind: str) -> dict[str, str]:
    """Each field that is presented, by its label."""
    return {
        field.label: told(field.pieces)
        or " / ".join(told(item) for item in field.items)
        or f"{told(field.was)} → {told(field.now)}"
        for field in presented_fields(before, after, kind, NAMES)
    }


@pytest.mark.parametrize(
    ("kind", "before", "changed", "said"),
    [
        ("statement", STATEMENT, {"text": "One 2 three."}, {"Text": "One [-two-][+2+] three."}),
        ("statement", STATEMENT, {"kind": "caution"}, {"Kind": "[-Fact-] [+Caution+]"}),
        (
            "statement",
            STATEMENT,
            {"source": {"line": 4, "paragraph": 3, "form": "bullet"}},
            {"Source": "line 4, paragraph [-1-][+3+] below its heading[+, bullet+]"},
        ),
        (
            "statement",
            STATEMENT,
            {"section": "staging/tnm"},
            {"Section": "[-Staging-] [+Staging › TNM+]"},
        ),
        ("statement", STATEMENT, {"section": "gone/for-good"}, {"Section": "[-Staging-] [+gone/for-good+]"}),
        (
            "rule",
            RULE,
            {"when": {"fact": "primary_site", "op": "is", "value": "breast"}},
            {"When": "primary site is [-lung-] → primary site is [+breast+]"},
        ),
        (
            "rule",
            RULE,
            {"when": {"all": []}},
            {"When": "[-primary site is lung-] → [+no condition yet+]"},
        ),
        (
            "rule",
            RULE,
            {"because": "It is {primary_site} here."},
            {"Because": "[-The primary-][+It+] is [primary site][+ here+]."},
        ),
        ("rule", RULE, {"because": ""}, {"Because": "[-The primary is [primary site].-]"}),
        (
            "rule",
            RULE,
            {"about": ["ecog"]},
            {"Facts it speaks about": "performance status (ECOG) / [-primary site-]"},
        ),
        (
            "rule",
            RULE,
            {"about": ["ecog", "primary_site"]},
            {"Facts it speaks about": "performance status (ECOG) / primary site / [+in another order+]"},
        ),
        ("rule", RULE, {"notes": ["C7"]}, {"Notes that come with it": "[+C7+]"}),
        (
            "note",
            {"statements": ["004-1"], "references": []},
            {"statements": [], "references": ["R1", "R9"], "signed_off": {"by": "Dr N", "on": "2026-05-31"}},
            {
                "Speaks about": "[-004-1: The first statement.-]",
                "Rests on": "[+R1: A paper+] / [+R9+]",
                "Sign-off": "[+Dr N, 31 May 2026+]",
            },
        ),
        ("note", {"certainty": "C"}, {"certainty": "A"}, {
            "Certainty": "[-C: not confirmed by a source-] [+A: confirmed in an authoritative source+]"
        }),
        (
            "document",
            {"source": {"title": "T", "read_on": 2025}, "informative_facts": {"sex": "For the sheet."}},
            {"source": {"title": "T", "read_on": 2026}, "informative_facts": {"sex": "For the score."}},
            {
                "Source: read on": "[-2025-] [+2026+]",
                "Why “sex” is recorded": "For the [-sheet-][+score+].",
            },
        ),
        ("section", {"title": "TNM"}, {"title": "TNM"}, {}),
        ("addition", {"text": "T."}, {"references": []}, {}),
        ("rule", {}, {"statement": "A-more"}, {"Addition": "[+A-more: What is more.+]"}),
        (
            "rule",
            {"statement": "004-1"},
            {"statement": "A-more"},
            {"Statement or addition": "[-004-1: The first statement.-] [+A-more: What is more.+]"},
        ),
    ],
)  # fmt: skip
def test_fields_are_said_as_people_say_them(
    kind: str, before: dict[str, Any], changed: dict[str, Any], said: dict[str, str]
) -> None:
    assert fields(before, {**before, **changed}, kind) == said


def test_an_entry_that_is_new_or_retired_is_told_without_marks_and_without_what_the_headline_says() -> None:
    expected = {
        "When": "primary site is lung",
        "Because": "The primary is [primary site].",
        "Facts it speaks about": "primary site / performance status (ECOG)",
    }

    assert fields(None, RULE, "rule") == fields(RULE, None, "rule") == expected


@pytest.mark.parametrize(
    ("change", "name", "place", "says", "moved"),
    [
        pytest.param(
            EntryChange("statement", "004-1", STATEMENT, STATEMENT, after=""),
            "Statement 004-1",
            "Staging",
            "One two three.",
            "Moved to the first place.",
            id="moved to the front",
        ),
        pytest.param(
            EntryChange("statement", "004-1", STATEMENT, STATEMENT, after="006-1"),
            "Statement 004-1",
            "Staging",
            "One two three.",
            "Moved after statement 006-1.",
            id="moved behind another",
        ),
        pytest.param(
            EntryChange("note", "C1", {"text": "A note."}, {"text": "A note."}, after="C33"),
            "Curator note C1",
            "",
            "A note.",
            "Moved after curator note C33.",
            id="an id keeps its capitals",
        ),
        pytest.param(
            EntryChange("section", "staging/tnm", {"slug": "staging/tnm", "title": "TNM"}, None),
            "TNM",
            "Staging",
            "",
            "",
            id="a section retired",
        ),
        pytest.param(
            EntryChange("rule", "a-rule", RULE, {**RULE, "because": "Other."}),
            "Shows “TNM” when primary site is lung",
            "Staging › TNM",
            "When primary site is lung.",
            "",
            id="a rule says when where only its reason changed",
        ),
        pytest.param(
            EntryChange("statement", "004-1", None, {**STATEMENT, "key": "004-1"}, after=""),
            "Statement 004-1",
            "Staging",
            "",
            "",
            id="what is new was not moved",
        ),
    ],
)
def test_a_change_has_a_headline_a_place_and_what_it_is_about(
    change: EntryChange, name: str, place: str, says: str, moved: str
) -> None:
    shown = presented_change(change, NAMES, href="/there/")

    assert (shown.name, shown.place, shown.says, shown.moved) == (name, place, says, moved)
    assert (shown.href, shown.how) == ("/there/", change.how)


@pytest.mark.parametrize("how", list(How))
def test_every_way_of_changing_has_a_word(how: How) -> None:
    base, proposed = {"title": "A"}, {"title": "A" if how is How.MOVED else "B"}
    change = EntryChange(
        "reference",
        "R1",
        None if how is How.ADDED else base,
        None if how is How.RETIRED else proposed,
    )

    assert presented_change(change, NAMES).how_label == how.capitalize()


@given(st.text(max_size=60), st.text(max_size=60))
def test_legible_pieces_join_to_both_texts(before: str, after: str) -> None:
    pieces = legible(word_differences(before, after))

    assert "".join(piece.text for piece in pieces if piece.how != "new") == before
    assert "".join(piece.text for piece in pieces if piece.how != "gone") == after


@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_no_mark_stands_right_behind_one_of_its_own(before: list[str], after: list[str]) -> None:
    pieces = legible(word_differences(" ".join(before), " ".join(after)))

    hows = [piece.how for piece in pieces]
    assert all(one != other for one, other in pairwise(hows))


def test_a_run_of_changed_words_is_one_that_went_and_one_that_came() -> None:
    assert told(legible(word_differences("It removes the whole.", "It takes a part."))) == (
        "It [-removes the whole-][+takes a part+]."
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("two\nlines", "two\nlines"),
        ("a\u200bb", "a[zero width space]b"),
        ("a\u202eb", "a[right-to-left override]b"),
        ("a\x00b", "a[character 0000]b"),
        ("naïve λ 中", "naïve λ 中"),
    ],
)
def test_what_cannot_be_seen_is_named(text: str, shown: str) -> None:
    assert seen(text) == shown


@pytest.mark.parametrize("data", [None, "", [], {"all": []}, {"fact": "x"}, 7, {"fact": "ecog", "op": "!"}])
def test_a_condition_that_cannot_be_read_is_shown_as_it_is(data: Any) -> None:
    assert isinstance(condition_in_words(data), str)


@pytest.mark.parametrize("text", ["a { brace", "{unknown_fact} is", "{0}", "}"])
def test_a_sentence_that_cannot_be_filled_is_shown_as_it_is(text: str) -> None:
    assert template_in_words(text) == text


def test_an_excerpt_ends_between_two_words() -> None:
    assert excerpt("one two three four", 10) == "one two …"
    assert excerpt("short", 10) == "short"
