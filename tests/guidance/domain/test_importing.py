"""An article as plain text, taken apart: whatever stands in it is found again, with its line."""

import re

from hypothesis import given
from hypothesis import strategies as st

from guidance.domain.importing import ImportedArticle, read_article, slug_of
from tests.tables import for_each

ARTICLE = """\
On rare things
\r
Beginnings
They begin somewhere. Signs include:
- Pain: in the side.
• Blood
"It is said to be rare."
\\n
Beginnings
1. First this.
2. Then that.
"""

WORDS = (
    "Imaging",
    "Kidney",
    "of the",
    "is",
    "rare.",
    "- ",
    "• ",
    "# ",
    "## ",
    "1.2 ",
    "3) ",
    '"',
    "\\n",
    "ß",
    ":",
)
LINES = st.one_of(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=6).map("".join))
TEXTS = st.lists(LINES, max_size=12).flatmap(
    lambda lines: st.sampled_from(["\n", "\r\n", "\r"]).map(lambda end: end.join(lines))
)


def found_in(article: ImportedArticle) -> dict[int, str]:
    found = {} if article.title_line is None else {article.title_line: article.title}
    for section in article.sections:
        if section.line is not None:
            found[section.line] = section.heading
        found |= {said.line: said.text for said in section.statements}
    return found


@given(TEXTS)
def test_every_line_is_found_again_with_its_number(text: str) -> None:
    lines = {number: line.strip() for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1)}
    found = found_in(read_article(text))

    assert set(found) == {number for number, line in lines.items() if line}
    for number, said in found.items():
        left = lines[number].replace(said, "", 1)
        assert said and said in lines[number]
        assert not any(letter.isalnum() for letter in left), "more than a mark was taken away"


@given(TEXTS)
def test_what_is_found_can_be_kept(text: str) -> None:
    """Slugs and keys are each their own, and a parent comes before what stands below it."""
    article = read_article(text)
    slugs = [section.slug for section in article.sections]
    statements = [said for section in article.sections for said in section.statements]

    assert len(set(slugs)) == len(slugs)
    assert len({said.key for said in statements}) == len(statements)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*)*", slug) for slug in slugs)
    assert all(len(slug) <= 200 for slug in slugs)
    for place, section in enumerate(article.sections):
        assert section.parent == (section.slug.rpartition("/")[0] or None)
        assert section.parent is None or section.parent in slugs[:place]
        assert [said.paragraph for said in section.statements] == list(range(1, len(section.statements) + 1))


def test_an_article_is_headings_paragraphs_bullets_and_quotations() -> None:
    article = read_article(ARTICLE)
    first, second = article.sections

    assert (article.title, article.title_line) == ("On rare things", 1)
    assert (first.heading, first.line, second.slug, second.line) == ("Beginnings", 3, "beginnings-2", 9)
    assert [(said.line, said.form, said.text) for said in first.statements] == [
        (4, "paragraph", "They begin somewhere. Signs include:"),
        (5, "bullet", "Pain: in the side."),
        (6, "bullet", "Blood"),
        (7, "quotation", '"It is said to be rare."'),
        (8, "artefact", "\\n"),
    ]
    assert [said.text for said in second.statements] == ["1. First this.", "2. Then that."]


@for_each(
    ("text", "headings"),
    [
        ("# Title\n## One\nText.\n### Deep\nText.\n## Two\nText.", ["one", "one/deep", "two"]),
        ("Title\n1 One\nText.\n1.1 Deep\nText.\n2 Two\nText.", ["1-one", "1-one/1-1-deep", "2-two"]),
        ("Title\nOne\nText.\nTwo\nText.", ["one", "two"]),
        ("1. Wash\n2. Rinse\n3. Dry", ["untitled"]),
        ("Only text stands here, and it ends.", ["untitled"]),
        ("A line that is broken\nin the middle of its sentence.", ["untitled"]),
        ("Größe & Übersicht\nText.", ["große-ubersicht".replace("ß", "")]),
        ("高血压\nText.", ["section"]),
    ],
)
def test_what_counts_as_a_heading(text: str, headings: list[str]) -> None:
    assert [section.slug for section in read_article(text).sections] == headings


@for_each(
    ("line", "form", "text"),
    [
        ("- A point.", "bullet", "A point."),
        ("– A point.", "bullet", "A point."),
        ("2) A point.", "bullet", "2) A point."),
        ("-5 degrees are cold.", "paragraph", "-5 degrees are cold."),
        ("“Said well.”", "quotation", "“Said well.”"),
        ("\\n", "artefact", "\\n"),
        ("***", "artefact", "***"),
        ("-", "artefact", "-"),
    ],
)
def test_each_line_has_a_form(line: str, form: str, text: str) -> None:
    said = read_article(f"Heading\nText before.\n{line}").sections[0].statements[1]

    assert (said.form, said.text, said.line, said.paragraph) == (form, text, 3, 2)


def test_a_text_without_headings_takes_the_name_it_is_given() -> None:
    article = read_article("Just one sentence.", untitled="note.txt")

    assert (article.title, article.title_line) == ("note.txt", None)
    assert [(section.heading, section.line) for section in article.sections] == [("note.txt", None)]


def test_nothing_is_nothing() -> None:
    assert read_article(" \n\t\n") == ImportedArticle("Untitled", None, ())


def test_a_slug_is_cut_without_a_hyphen_at_its_end() -> None:
    assert slug_of("Kidney metastases in the – year!", 18) == "kidney-metastases"
