"""Writing teaching cases: whatever is wrong with a library is told with file and line, all of it at once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from cases.content.library import FOLDER, LibraryFaults, read_library
from cases.models import Library, TeachingCase
from guidance.domain.limits import LIBRARY_BYTES, NARRATIVE

CASE, INDEX = "lung-m-category.yaml", "index.yaml"
Spoil = Callable[[Path], object]


def instead(old: str, new: str, file: str = CASE) -> Spoil:
    def spoil(folder: Path) -> None:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")

    return spoil


def holds(raw: bytes, file: str = CASE) -> Spoil:
    return lambda folder: (folder / file).write_bytes(raw)


def encoded(encoding: str) -> Spoil:
    text = (FOLDER / CASE).read_text(encoding="utf-8").replace("surveyor", "sürveyor", 1)
    return holds(text.encode(encoding, errors="replace"))


NAMED = "  - lung-m-category\n"
FILM = "A chest film shows"
SPOILT: dict[str, tuple[Spoil, str]] = {
    "latin-1": (
        encoded("latin-1"),
        f"{CASE}:26: is not UTF-8 text. Line 26 holds the byte FC. Save it as UTF-8.",
    ),
    "UTF-16": (encoded("utf-16"), f"{CASE}:1: is text in UTF-16"),
    "a PDF": (holds(b"%PDF-1.7\n\xff"), "This looks like a PDF, not YAML."),
    "an empty file": (holds(b""), f"{CASE}:1: This looks like an empty file, not a teaching case."),
    "plain text": (holds(b"A lung mass."), f"{CASE}:1: This looks like plain text, not a teaching case."),
    "a tab": (instead("    kind: history", "\tkind: history"), f"{CASE}:23: is indented with a tab."),
    "a key twice": (instead("topic: lung", "topic: lung\ntopic: lung"), f'{CASE}:8: "topic" is given twice.'),
    "a file that is too large": (
        holds(b"# " + b"x" * LIBRARY_BYTES.most),
        f"{CASE}:1: is too large. A file of a library of teaching cases takes at most 200 KB; this has",
    ),
    "a narrative that is too long": (
        instead(FILM, "y" * NARRATIVE.most + FILM),
        "narrative: A text in Markdown of a teaching case takes at most 10,000 characters; this has 1",
    ),
    "no number": (instead("difficulty: 1", "difficulty: .nan"), f"{CASE}:8: difficulty: is not a number"),
    "a key misspelt": (
        instead("topic: lung", "topic: lung\nsumary: x"),
        f"{CASE}:8: sumary: is not known here.",
    ),
    "an unknown topic": (
        instead("topic: lung", "topic: lungs"),
        f'{CASE}:7: topic: "lungs" is no topic: it is the primary. Allowed: lung, mesothelioma',
    ),
    "a slug unlike its file": (
        instead("slug: lung-m-category", "slug: lung"),
        f'{CASE}:2: slug: "lung" is not the name of its file. Write "lung-m-category", or call the file ',
    ),
    "HTML in a narrative": (
        instead(FILM, "A <b>chest</b> film shows"),
        f"{CASE}:29: steps[0].narrative: holds HTML (<b>).",
    ),
    "a block of HTML": (
        instead(FILM, f"<div>x</div>\n\n      {FILM}"),
        f"{CASE}:29: steps[0].narrative: holds HTML (<div>x</div>).",
    ),
    "a remote image": (
        instead("he used to be.", "he ![used](https://elsewhere.example/a.png) to be."),
        f"{CASE}:27: steps[0].narrative: holds an image (https://elsewhere.example/a.png).",
    ),
    "a link to another site": (
        instead(FILM, "[A chest film](//elsewhere.example) shows"),
        f"{CASE}:29: steps[0].narrative: links to another site (//elsewhere.example).",
    ),
    "marks of direction in a title": (
        instead("title: A lung mass", "title: A \u202elung mass"),
        f"{CASE}:3: title: holds U+202E RIGHT-TO-LEFT OVERRIDE, which nobody can see. Take it out.",
    ),
    "half a character": (
        instead("title: A lung mass, and lesions in both kidneys", r'title: "A \ud800 mass"'),
        f"{CASE}:3: is not YAML: while parsing a quoted scalar",
    ),
    "a case named twice": (
        instead(NAMED, NAMED * 2, INDEX),
        f'{INDEX}:20: cases[1]: "lung-m-category" is named twice. Name each case once.',
    ),
    "a case that is not there": (
        instead(NAMED, f"{NAMED}  - nowhere\n", INDEX),
        "nowhere.yaml:1: is named in index.yaml and is not there.",
    ),
    "a case outside the folder": (
        instead(NAMED, f"{NAMED}  - ../../secret\n", INDEX),
        f'{INDEX}:20: cases[1]: "../../secret" is no slug',
    ),
    "no index": (lambda folder: (folder / INDEX).unlink(), f"{INDEX}:1: is missing"),
    "an empty index": (
        holds(b"", INDEX),
        f"{INDEX}:1: is empty. An index holds slug, title, summary, objectives, cases.",
    ),
    "an index that is a list": (holds(b"- a\n", INDEX), f"{INDEX}:1: is no object."),
    "an index that is no YAML": (holds(b"a: [\n", INDEX), f"{INDEX}:2: is not YAML"),
    "an index in latin-1": (
        holds("slug: a\ntitle: \xfc\n".encode("latin-1"), INDEX),
        f"{INDEX}:2: is not UTF-8",
    ),
    "an index without objectives": (
        holds(b"slug: a\ntitle: b\nsummary: c\ncases: [lung-m-category]\n", INDEX),
        f"{INDEX}:1: objectives: is missing: name what a resident can do",
    ),
    "an index without cases": (
        instead("cases:\n", "casses:\n", INDEX),
        f"{INDEX}:18: casses: is no part of an index. Allowed: slug, title, summary, objectives, cases, ch",
    ),
    "what changed in a case that is not there": (
        instead("cases:\n", "changes:\n  lung-m-categry: Cut anew.\ncases:\n", INDEX),
        f"{INDEX}:19: changes.lung-m-categry: is not among the cases of this index. Did you mean",
    ),
    "changes without words": (
        instead("cases:\n", "changes:\n  lung-m-category:\ncases:\n", INDEX),
        f"{INDEX}:19: changes.lung-m-category: needs a sentence on what changed, of 2,000 characters at",
    ),
    "an objective misspelt": (
        instead("objectives: [suspect-metastasis,", "objectives: [suspect-metastases,"),
        'is no objective of the library. Did you mean "suspect-metastasis"?',
    ),
}


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Three cases of the one that ships: the fewer, the quicker."""
    folder = tmp_path / "library"
    folder.mkdir()
    head, _, named = (FOLDER / INDEX).read_text(encoding="utf-8").partition("cases:\n")
    kept = named.splitlines(keepends=True)[:3]
    (folder / INDEX).write_text(f"{head}cases:\n{''.join(kept)}", encoding="utf-8")
    for line in kept:
        name = line.strip(" -\n") + ".yaml"
        shutil.copy(FOLDER / name, folder / name)
    return folder


def faults_of(folder: Path) -> str:
    with pytest.raises(LibraryFaults) as told:
        read_library(folder)
    return str(told.value)


@pytest.mark.parametrize(("spoil", "said"), SPOILT.values(), ids=SPOILT.keys())
def test_what_is_wrong_is_told_with_file_and_line(library: Path, spoil: Spoil, said: str) -> None:
    spoil(library)

    assert said in faults_of(library)


def test_everything_is_told_at_once_in_the_order_of_files_and_lines(library: Path) -> None:
    for name in ("latin-1", "a case named twice"):
        SPOILT[name][0](library)
    instead("topic: breast", "topic: brest", "breast-bone-and-kidney.yaml")(library)
    told = faults_of(library)

    assert "breast-bone-and-kidney.yaml:7" in told and f"{CASE}:26" in told and f"{INDEX}:20" in told
    assert [line.partition(":")[0] for line in told.splitlines()] == sorted(
        line.partition(":")[0] for line in told.splitlines()
    )


def test_a_mark_of_order_before_the_text_is_read_over(library: Path) -> None:
    path = library / CASE
    path.write_text("\ufeff" + path.read_text(encoding="utf-8"), encoding="utf-8")

    assert len(read_library(library).cases) == 3


def test_the_command_loads_a_library_from_a_folder_or_nothing_of_it(db: None, library: Path) -> None:
    instead("topic: lung", "topic: lungs")(library)
    with pytest.raises(CommandError, match=f"{CASE}:7: topic") as told:
        call_command("load_case_library", library=str(library))
    assert told.value.returncode == 2
    assert not Library.objects.exists()

    instead("topic: lungs", "topic: lung")(library)
    call_command("load_case_library", library=str(library))
    assert TeachingCase.objects.count() == 3
    with pytest.raises(CommandError, match="nowhere is no folder"):
        call_command("load_case_library", library=str(library / "nowhere"))
