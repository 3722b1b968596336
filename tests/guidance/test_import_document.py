"""import_document: an article as plain text becomes a draft that readers do not see."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.domain.edition import CompiledEdition
from guidance.models import Document
from guidance.queries.editions import current_edition
from tests.guidance.content import OUTLINE as OUTLINE_FILE
from tests.guidance.content import content_of
from tests.guidance.drafts import put_in_draft

OUTLINE = content_of(OUTLINE_FILE)["sections"]
ARTICLE = "On rare things\n\nBeginnings\nThey begin somewhere:\n- Pain.\n- Blood.\nTreatment\nNone.\n"


@pytest.fixture
def article(tmp_path: Path) -> Path:
    file = tmp_path / "article.txt"
    file.write_text(ARTICLE, encoding="utf-8")
    return file


def printed(*arguments: object) -> str:
    out = io.StringIO()
    call_command("import_document", *map(str, arguments), stdout=out)
    return out.getvalue().strip()


def sections() -> list[dict[str, Any]]:
    return Document.objects.get().payload["sections"]


def statements() -> list[dict[str, Any]]:
    return [each for section in sections() for each in section["statements"]]


def places(statement: dict[str, Any]) -> tuple[object, ...]:
    return tuple(statement["source"][name] for name in ("line", "paragraph", "form"))


def test_an_article_becomes_a_draft(db: None, article: Path) -> None:
    said = printed(article)
    document = Document.objects.get()

    assert said == '"On rare things" is a draft now (on-rare-things): 2 sections, 4 statements.'
    source = {"title": "On rare things", "file": "article.txt", "title_line": 1}
    assert document.payload["document"]["source"] == source
    assert not document.is_guidance
    assert [(each["slug"], each["heading_line"]) for each in sections()] == [
        ("beginnings", 3),
        ("treatment", 7),
    ]
    assert [(*places(each), each["text"]) for each in statements()] == [
        (4, 1, "paragraph", "They begin somewhere:"),
        (5, 2, "bullet", "Pain."),
        (6, 3, "bullet", "Blood."),
        (8, 1, "paragraph", "None."),
    ]
    assert {each["kind"] for each in statements()} == {""}
    assert document.verbatim == [each["key"] for each in statements()]


def test_the_source_comes_apart_where_its_outline_says(db: None, tmp_path: Path) -> None:
    """A text with the outline of the source: its headings, and a line for each paragraph and bullet."""
    lines = [""] * 230
    lines[0] = "Understanding kidney metastases"
    shapes = {
        "paragraph": "This is a sentence.",
        "lead-in": "These are:",
        "bullet": "- One: of them.",
        "quotation": '"It is said."',
        "artefact": "\\n",
    }
    for section in OUTLINE:
        lines[section["heading_line"] - 1] = section["heading_path"].split(" > ")[-1]
        for line in section["lines"]:
            lines[line["line"] - 1] = shapes[line["form"]]
    file = tmp_path / "source.txt"
    file.write_text("\n".join(lines))
    printed(file)

    assert [(each["heading_line"], each["heading"]) for each in sections()] == [
        (section["heading_line"], section["heading_path"].split(" > ")[-1]) for section in OUTLINE
    ]
    said = [
        (section["heading_line"], *places(each)) for section in sections() for each in section["statements"]
    ]
    assert said == [
        (
            section["heading_line"],
            line["line"],
            line["paragraph"],
            line["form"].replace("lead-in", "paragraph"),
        )
        for section in OUTLINE
        for line in section["lines"]
    ]


def test_the_same_text_a_second_time_changes_nothing(db: None, article: Path) -> None:
    printed(article)
    put_in_draft("statement", "008-1", Document.objects.get(), text="A curator put it better.")
    said = printed(article)

    assert said == '"On rare things" was imported before; nothing was changed.'
    assert Document.objects.count() == 1
    assert statements()[-1]["text"] == "A curator put it better."


def test_another_text_is_not_put_in_its_place(db: None, article: Path) -> None:
    printed(article)
    article.write_text(ARTICLE + "One more line.\n")
    with pytest.raises(CommandError, match='There is a document "on-rare-things" already'):
        printed(article)

    assert len(statements()) == 4
    assert printed(article, "--slug", "rare-2").endswith("(rare-2): 2 sections, 5 statements.")


def test_the_guidance_is_never_written_over(edition: CompiledEdition, article: Path) -> None:
    with pytest.raises(CommandError, match='There is a document "kidney-metastases" already'):
        printed(article, "--slug", "kidney-metastases")


def test_readers_see_nothing_of_a_draft(edition: CompiledEdition, article: Path) -> None:
    printed(article)

    assert current_edition() is edition


def test_title_and_slug_can_be_given(db: None, article: Path) -> None:
    printed(article, "--title", "Rarities", "--slug", "rare")
    document = Document.objects.get()

    source = document.payload["document"]["source"]
    assert (document.title, document.slug, source["title"]) == ("Rarities", "rare", "On rare things")


def test_marked_headings_become_a_tree(db: None, article: Path) -> None:
    article.write_text("# Title\n## One\nText.\n### Deep\nText.\n")
    printed(article)

    assert [each["slug"] for each in sections()] == ["one", "one/deep"]


def test_a_long_article_costs_no_query_for_each_line(db: None, article: Path) -> None:
    article.write_text("Title\nOne\n" + "A sentence.\n" * 500)
    with CaptureQueriesContext(connection) as queries:
        printed(article)

    assert len(queries) <= 30


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (None, "cannot be read: No such file or directory."),
        (b"caf\xe9", "is not UTF-8 text. Line 1 holds the byte E9."),
        (b" \n\n", "holds no text."),
        (b"A\0B", "is text in UTF-16, or no text at all. Save it as UTF-8."),
    ],
)
def test_what_cannot_be_read_is_named(db: None, tmp_path: Path, content: bytes | None, sentence: str) -> None:
    file = tmp_path / "given.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        printed(file)

    assert str(caught.value) == f"{file} {sentence}"
    assert caught.value.returncode == 2
    assert not Document.objects.exists()


@pytest.mark.parametrize("slug", ["Big", "with space", "a--b", "a" * 101])
def test_a_slug_that_is_none_is_refused(db: None, article: Path, slug: str) -> None:
    with pytest.raises(CommandError, match="is no slug") as caught:
        printed(article, "--slug", slug)

    assert caught.value.returncode == 2
