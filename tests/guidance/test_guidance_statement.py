"""A statement at its own address."""

from collections.abc import Callable

import pytest
from django.test import Client

from guidance.domain.edition import CompiledEdition
from guidance.domain.entries import Effect
from guidance.domain.words import KINDS
from tests.guidance.reading import html_of, links_of, notes_of, publish_reworded, read, text_of


def test_every_statement_says_its_kind_and_its_place_in_the_source(
    edition: CompiledEdition, client: Client
) -> None:
    for key, statement in edition.statements.items():
        html = html_of(client, f"statements/{key}/")
        words = text_of(html)
        path = " › ".join(edition.sections[statement.section].heading_path)
        assert f"Statement {key} {' '.join(statement.text.split())} Kind {KINDS[statement.kind]}" in words
        assert f"Source {path}, paragraph {statement.paragraph}" in words
        assert f"line {statement.line} of the text" in words
        assert f"/guidance/{statement.section}/#s-{key}" in links_of(html)
        assert set(notes_of(html)) == set(statement.notes)


@pytest.mark.parametrize(
    ("key", "form"),
    [("066-1", "unattributed quotation"), ("133-1", ""), ("018-1", "artefact of the source's text")],
)
def test_an_uncommon_form_is_named(edition: CompiledEdition, client: Client, key: str, form: str) -> None:
    comma = f", {form}" if form else ""
    said = f"paragraph {edition.statements[key].paragraph}{comma} (line"

    assert said in read(client, f"statements/{key}/")


def test_it_says_when_a_case_brings_it_up(edition: CompiledEdition, client: Client) -> None:
    words = read(client, "statements/130-3/")

    assert "When a case brings it up Treatments considered: radical nephrectomy" in words


def test_only_highlighted_statements_say_when(edition: CompiledEdition, client: Client) -> None:
    highlighted = {rule.statement for rule in edition.rules.values() if rule.effect is Effect.HIGHLIGHT}
    some = {key for key in edition.statements if key not in highlighted}

    for key in (*sorted(highlighted)[:10], *sorted(some)[:10]):
        assert ("When a case brings it up" in read(client, f"statements/{key}/")) == (key in highlighted)


def test_a_statement_without_notes_says_so(edition: CompiledEdition, client: Client) -> None:
    assert "No note speaks about this statement." in read(client, "statements/130-1/")


@pytest.mark.parametrize("key", ["999-1", "130", "nothing-of-the-sort"])
def test_an_unknown_statement_is_told(edition: CompiledEdition, client: Client, key: str) -> None:
    assert f"Edition 1 has no statement {key}." in read(client, f"statements/{key}/", status=404)


def test_marks_in_a_statement_are_words(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(statement="Mind the <b>gap</b>.")

    assert "Mind the &lt;b&gt;gap&lt;/b&gt;." in html_of(client, "statements/130-3/")


def test_a_statement_is_read_as_an_older_edition_had_it(edition: CompiledEdition, client: Client) -> None:
    publish_reworded(statement="Reworded.")

    assert "Reworded." in read(client, "statements/130-3/")
    older = html_of(client, "statements/130-3/?edition=1")
    assert "Reworded." not in older
    assert "/guidance/treatment/surgery/nephrectomy/?edition=1#s-130-3" in links_of(older)


@pytest.mark.parametrize("key", ["130-1", "130-3"])
def test_a_statement_costs_one_query(
    edition: CompiledEdition, client: Client, django_assert_num_queries: Callable, key: str
) -> None:
    with django_assert_num_queries(1):
        html_of(client, f"statements/{key}/")
