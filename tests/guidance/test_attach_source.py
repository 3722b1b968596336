"""import_document --attach: the source's own words beside the guidance, and out of it again."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidance.actions.exchange import export_pack
from guidance.domain.edition import CompiledEdition, content_hash
from guidance.domain.limits import ARTICLE_BYTES, ARTICLE_LINE, ARTICLE_LINES
from guidance.models import AuditEntry, SourceText
from guidance.queries.draft import guidance_document, payload_of
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.guidance.curating import NOW
from tests.guidance.sources import BOATS, attached, invented_source
from tests.tables import for_each

SAID = "Invented words stand on line 5"


@pytest.fixture
def file(tmp_path: Path, edition: CompiledEdition) -> Path:
    path = tmp_path / "source.txt"
    path.write_text(invented_source(), encoding="utf-8")
    return path


def told(*arguments: object) -> list[str]:
    out = io.StringIO()
    call_command("import_document", *map(str, arguments), stdout=out)
    return out.getvalue().strip().split("\n")


def data(*arguments: object) -> dict[str, Any]:
    return json.loads("\n".join(told(*arguments, "--json")))


def refused(*arguments: object) -> str:
    with pytest.raises(CommandError) as refusal:
        call_command("import_document", *map(str, arguments), stdout=io.StringIO())
    assert refusal.value.returncode == 2
    return str(refusal.value)


def test_each_statement_has_its_paragraph_when_the_text_is_attached(file: Path) -> None:
    before = payload_of(guidance_document()), current_edition().hash

    lines = told("--attach", file)

    assert lines[:4] == [
        "The source's own words are attached, and shown to everybody who is signed in.",
        "393 of 393 statements find their paragraph among 164 paragraphs on 226 lines.",
        "Each stands on the line, below the heading and in the form that its statements name.",
        "6 paragraphs are named by no statement; a line that only leads to a list needs none.",
    ]
    assert lines[4].startswith("? Line 30, paragraph 2 below “") and len(lines) == 10
    assert SAID in SourceText.objects.get().text
    assert (payload_of(guidance_document()), current_edition().hash) == before
    entry = AuditEntry.objects.get(act="attached")
    assert (entry.by, entry.role, entry.detail["statements"]) == (None, "site", 393)
    assert SAID not in json.dumps(entry.detail)


def test_a_second_time_changes_nothing_also_when_its_lines_end_otherwise(file: Path) -> None:
    told("--attach", file, "--rights", "© Nobody", "--shown-to", "curators")
    file.write_bytes(b"\xef\xbb\xbf" + invented_source().replace("\n", "\r\n").encode())
    lines = told("--attach", file)

    assert lines[0] == "This text was attached before; nothing was changed."
    row = SourceText.objects.get()
    assert (row.rights, row.shown_to) == ("© Nobody", "curators")
    assert AuditEntry.objects.filter(act="attached").count() == 1


def test_another_text_takes_its_place_and_what_is_otherwise_is_listed(file: Path) -> None:
    told("--attach", file)
    lines = invented_source().split("\n")
    lines[4] = "Here stands a new first paragraph that the guidance knows nothing about."
    lines[5:5] = ["Invented words stand on line 5, and nobody has restated them."]
    file.write_text("\n".join(lines))
    said = told("--attach", file)

    assert "1 paragraph of it did not stand so in the text that was attached before." in said
    assert "It may be another edition of the article than the one that the guidance restates." in said
    moved = "~ 009-1: The statement names line 9; in the text that is attached it is line 10."
    assert moved in said
    assert SourceText.objects.get().text.startswith("Invented Words")


def test_a_trial_says_how_it_fits_and_attaches_nothing(file: Path) -> None:
    assert told("--attach", file, "--dry-run")[0] == "Nothing was attached: this was a trial."
    assert not SourceText.objects.exists()
    assert not AuditEntry.objects.filter(act="attached").exists()


def test_one_object_is_printed_when_json_is_asked_for(file: Path) -> None:
    tried = data("--attach", file, "--dry-run", "--shown-to", "everybody")
    done = data("--attach", file, "--shown-to", "everybody", "--rights", "© Nobody")

    assert (tried["attached"], tried["changed"], done["attached"], done["changed"]) == (
        False,
        False,
        True,
        True,
    )
    assert done["statements"] == {"all": 393, "found": 393, "otherwise": [], "doubtful": [], "missing": []}
    assert (done["shown_to"], done["rights"], done["changed_paragraphs"]) == ("everybody", "© Nobody", None)
    assert done["unnamed_paragraphs"][0] == {
        "line": 30,
        "heading": "Vegetative and Structural Features",
        "paragraph": 2,
        "form": "paragraph",
    }
    assert "Invented words" not in json.dumps(done)
    assert data("--detach") == {"detached": True}
    assert data("--detach") == {"detached": False}


def test_nothing_of_it_is_left_when_it_is_taken_out(file: Path) -> None:
    told("--attach", file)

    assert told("--detach") == ["The source's own words are taken out."]
    assert told("--detach") == ["The source's own words are not attached. Nothing was changed."]
    assert not SourceText.objects.exists()
    assert AuditEntry.objects.filter(act="took out").count() == 1


def test_no_pack_or_hash_holds_it(edition: CompiledEdition, curator: User) -> None:
    before = export_pack(by=curator, now=NOW).text
    attached()
    after = export_pack(by=curator, now=NOW).text

    assert before == after
    assert content_hash(json.loads(after)) == guidance_document().hash


def test_what_is_attached_stays_when_the_new_text_is_refused(file: Path, tmp_path: Path) -> None:
    told("--attach", file)
    other = tmp_path / "boats.txt"
    other.write_text(BOATS)

    assert refused("--attach", other) == (
        f"{other} is not attached. None of the 393 statements finds its paragraph below its heading in this "
        "text. It is another document, or its paragraphs do not stand on one line each."
    )
    assert SAID in SourceText.objects.get().text


@for_each(
    "raw, sentence",
    [
        (b"caf\xe9", "is not UTF-8 text. Line 1 holds the byte E9."),
        ("\ufeffA".encode("utf-16-le"), "is text in UTF-16, or no text at all. Save it as UTF-8."),
        (b" \r\n\r", "holds no text."),
        (b"%PDF-1.7", "is not taken. This looks like a PDF, not plain text."),
        (
            b"A\x01",
            "is not taken. The text holds U+0001 (a control character), which cannot be kept or shown. "
            "Give it without.",
        ),
        (b"a" * 500_001, f"is not taken. {ARTICLE_BYTES.refusal()}"),
        (b"\r" * 5_000 + b"a", f"is not taken. {ARTICLE_LINES.refusal(5_001)}"),
        (b"a" * 20_001, f"is not taken. {ARTICLE_LINE.refusal(20_001)}"),
    ],
    ids=range(8),
)
def test_what_cannot_be_read_is_named_whether_it_is_attached_or_imported(
    tmp_path: Path, edition: CompiledEdition, raw: bytes, sentence: str
) -> None:
    path = tmp_path / "given.txt"
    path.write_bytes(raw)

    assert refused("--attach", path) == refused(path) == f"{path} {sentence}"


@for_each(
    "arguments, sentence",
    [
        ((), "Name the file of an article"),
        (("a.txt", "--attach", "b.txt"), "--attach and The file of an article do not go together."),
        (("--attach", "b.txt", "--slug", "x"), "--attach and --slug do not go together."),
        (("--detach", "--dry-run"), "--detach and --dry-run do not go together."),
        (("a.txt", "--rights", "x"), "The file of an article and --rights do not go together."),
        (
            ("--attach", "b.txt", "--shown-to", "all"),
            '--shown-to takes curators, signed-in, everybody, not "all".',
        ),
    ],
    ids=range(6),
)
def test_options_that_do_not_go_together_are_refused(arguments: tuple[str, ...], sentence: str) -> None:
    assert sentence in refused(*arguments)


def test_it_is_refused_where_there_is_no_guidance(db: None, tmp_path: Path) -> None:
    path = tmp_path / "source.txt"
    path.write_text(BOATS)

    assert refused("--attach", path).startswith("There is no guidance yet.")


def test_too_many_words_on_the_rights_are_refused_with_both_numbers(file: Path) -> None:
    said = refused("--attach", file, "--rights", "x" * 501)

    assert said == "What is said of the rights in the source takes at most 500 characters; this has 501."


def test_a_long_text_costs_no_query_for_each_line(edition: CompiledEdition) -> None:
    with CaptureQueriesContext(connection) as queries:
        attached(invented_source() + "One more invented paragraph.\n" * 4_000)

    assert len(queries) <= 10
