"""Every command refuses alike: status 2, a line for each fault, and nothing that a window obeys."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.content.library import FOLDER
from guidance.domain.characters import on_one_line
from guidance.domain.edition import CompiledEdition

NASTY = "a\nb\x1b[2J\u202ec\r.x"
SHOWN = "a⟨U+000A⟩b⟨U+001B⟩[2J⟨U+202E⟩c⟨U+000D⟩.x"
"""A name that a window would obey, and as it is printed."""


def told(*arguments: str, status: int = 2) -> list[str]:
    """The lines of a refusal."""
    out = io.StringIO()
    with pytest.raises(CommandError) as refusal:
        call_command(*arguments, stdout=out)

    assert refusal.value.returncode == status, arguments
    assert out.getvalue() == "", arguments
    return str(refusal.value).split("\n")


def of_words(name: str) -> Callable[[Path], list[str]]:
    def made(folder: Path) -> list[str]:
        (folder / NASTY).write_text("{" if name != "import_document" else "<!doctype html><p>A</p>")
        return [name, str(folder / NASTY)]

    return made


def with_stray(*command: str, shipped: Path | None = None) -> Callable[[Path], list[str]]:
    """A folder with a file too many."""

    def made(folder: Path) -> list[str]:
        for file in shipped.iterdir() if shipped else ():
            (folder / file.name).write_bytes(file.read_bytes())
        (folder / f"{NASTY}.yaml").write_text("x: 1")
        return [*command, str(folder)]

    return made


REFUSED: dict[str, Callable[[Path], list[str]]] = {
    "stage_case": of_words("stage_case"),
    "score_case": of_words("score_case"),
    "match_guidance": of_words("match_guidance"),
    "import_document": of_words("import_document"),
    "load_guidance": of_words("load_guidance"),
    "stage_case, no file": lambda folder: ["stage_case", NASTY],
    "import_document, no file": lambda folder: ["import_document", NASTY],
    "load_guidance, no file": lambda folder: ["load_guidance", NASTY],
    "load_guidance, a stray file": with_stray("load_guidance"),
    "load_case_library, no folder": lambda folder: ["load_case_library", "--library", NASTY],
    "load_case_library, a stray file": with_stray("load_case_library", "--library", shipped=FOLDER),
    "load_case_library, nobody": lambda folder: ["load_case_library", "--for", NASTY],
    "send_notices": lambda folder: ["send_notices", "--home", NASTY],
    "read_tnm": lambda folder: ["read_tnm", "cT1 cN0 cM0", "--primary", NASTY],
}


@pytest.mark.parametrize("of", REFUSED.values(), ids=REFUSED.keys())
def test_a_name_is_printed_on_one_line_and_without_what_a_window_obeys(
    of: Callable[[Path], list[str]], tmp_path: Path, edition: CompiledEdition
) -> None:
    arguments = of(tmp_path)
    lines = told(*arguments)

    assert SHOWN in "\n".join(lines)
    assert not [line for line in lines if line != on_one_line(line)]
    assert "a" not in lines and len(lines) <= 4, lines


def test_each_fault_of_a_case_file_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"format": "x\\ny", "facts": {"a\\nb": 1, "sx": 2, "age_years": "\\u202e\\n"}}')

    for command in ("stage_case", "score_case", "match_guidance"):
        head, *faults = told(command, str(path))

        assert head == f"{path} is not a case file:"
        assert [line.partition(" is ")[0] for line in faults] == [
            'format: "x⟨U+000A⟩y"',
            '"a⟨U+000A⟩b"',
            '"sx"',
            'age_years (Age): "⟨U+202E⟩⟨U+000A⟩"',
        ]


@pytest.mark.parametrize("notation", ["", "  ", "\n"])
def test_a_notation_of_nothing_is_refused(notation: str) -> None:
    for more in ((), ("--json",)):
        assert told("read_tnm", notation, *more) == [
            'There is no notation. Give one in quotation marks, such as "cT2b cN2b pM1c2".'
        ]


def test_the_title_of_a_case_is_one_line(tmp_path: Path) -> None:
    path, out = tmp_path / "case.json", io.StringIO()
    path.write_text('{"format": "kidmet.case/1", "title": "A\\nB", "facts": {}}')
    call_command("score_case", str(path), stdout=out)

    assert out.getvalue().startswith("A⟨U+000A⟩B\n")
