"""The shipped statements: every heading and paragraph of the source is there, each idea as a sentence."""

import re
from collections import Counter
from collections.abc import Mapping

from tests.guidance.content import OUTLINE as OUTLINE_FILE
from tests.guidance.content import content_of, entries_in
from tests.tables import for_each

KINDS = {"fact", "recommendation", "strength", "limitation", "caution"}
FORMS = {"paragraph", "bullet", "quotation", "artefact"}
ONLY_ANNOUNCES_A_LIST = "lead-in"
LONGEST = 60  # words


OUTLINE = content_of(OUTLINE_FILE)["sections"]
SECTIONS = entries_in("sections/*.yaml", "sections")
STATEMENTS = [statement for section in SECTIONS for statement in section["statements"]]

each_section = for_each("outlined", OUTLINE, ids=[section["slug"] for section in OUTLINE])
each_statement = for_each("statement", STATEMENTS, ids=[s["key"] for s in STATEMENTS])


def in_pack(slug: str) -> dict:
    return next(section for section in SECTIONS if section["slug"] == slug)


def heading_path(slug: str) -> str:
    parts = slug.split("/")
    above = ["/".join(parts[: depth + 1]) for depth in range(len(parts))]
    return " > ".join(in_pack(each)["heading"] for each in above)


def repeated(values: list[str]) -> list[str]:
    return [value for value, times in Counter(values).items() if times > 1]


# Sections


def test_the_sections_are_those_of_the_source_in_its_order() -> None:
    assert [section["slug"] for section in SECTIONS] == [section["slug"] for section in OUTLINE]


@each_section
def test_a_section_has_the_heading_of_the_source(outlined: Mapping) -> None:
    section = in_pack(outlined["slug"])
    assert heading_path(outlined["slug"]) == outlined["heading_path"]
    assert section["heading_line"] == outlined["heading_line"]
    assert section["domain"] == outlined["domain"]
    assert section["title"].strip()


@each_section
def test_every_paragraph_and_bullet_of_a_section_has_a_statement_and_none_is_made_up(
    outlined: Mapping,
) -> None:
    wanted = [
        (line["line"], line["paragraph"], line["form"])
        for line in outlined["lines"]
        if line["form"] != ONLY_ANNOUNCES_A_LIST
    ]
    stated = [
        (source["line"], source["paragraph"], source["form"])
        for source in (statement["source"] for statement in in_pack(outlined["slug"])["statements"])
    ]
    assert list(dict.fromkeys(stated)) == wanted


# Keys and kinds


def test_a_key_belongs_to_one_statement() -> None:
    assert not repeated([statement["key"] for statement in STATEMENTS])


@each_statement
def test_a_key_names_the_line_of_its_statement(statement: Mapping) -> None:
    assert re.fullmatch(rf"{statement['source']['line']:03}-[1-9]\d*", statement["key"])


@each_section
def test_the_keys_of_a_section_stand_in_order(outlined: Mapping) -> None:
    keys = [statement["key"] for statement in in_pack(outlined["slug"])["statements"]]
    assert keys == sorted(keys, key=lambda key: [int(part) for part in key.split("-")])


@each_statement
def test_a_statement_is_of_a_known_kind_and_form(statement: Mapping) -> None:
    assert statement["kind"] in KINDS
    assert statement["source"]["form"] in FORMS


def test_there_are_statements_of_every_kind() -> None:
    assert {statement["kind"] for statement in STATEMENTS} == KINDS


# Wording


@each_statement
def test_a_statement_is_one_sentence_of_readable_length(statement: Mapping) -> None:
    text = statement["text"]
    assert re.fullmatch(r"[A-Z].*[^\s.]\.", text)
    assert not re.search(r"[.!?] +[A-Z]", text), "one idea, one sentence"
    assert len(text.split()) <= LONGEST


def test_no_two_statements_say_the_same_words() -> None:
    assert not repeated([statement["text"].casefold() for statement in STATEMENTS])


@each_statement
def test_a_statement_holds_nothing_left_over_from_writing(statement: Mapping) -> None:
    text = statement["text"]
    assert "TODO" not in text
    assert "\\n" not in text
    assert "\n" not in text
    assert "  " not in text
    assert not re.search(r"\b(\w+) \1\b", text, re.I), "a word twice in a row"


AMERICAN = r"\b(tumors?|hematuria|anemia|behaviors?|counseling|signaling|(?!siz)\w+iz(e|ed|es|ing|ation))\b"


@each_statement
def test_a_statement_is_spelt_as_in_britain(statement: Mapping) -> None:
    assert not re.search(AMERICAN, statement["text"], re.I)
