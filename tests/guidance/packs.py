"""Small packs in files for tests: a whole one, and the same with one thing broken."""

import shutil
from pathlib import Path

from guidance.pack import SHIPPED

SMALL = {
    "document.yaml": """\
format: kidmet.guidance/1
slug: small
title: A small document
""",
    "sections/01.yaml": """\
sections:
  - slug: staging
    heading: Staging
    title: Staging
    domain: staging
    heading_line: 3
    statements:
      - key: 004-1
        kind: fact
        text: The first statement.
        source: {line: 4, paragraph: 1, form: paragraph}
  - slug: staging/tnm
    heading: TNM
    title: TNM
    domain: staging
    statements:
      - key: 006-1
        kind: caution
        text: The second statement.
        source: {line: 6, paragraph: 1, form: bullet}
""",
    "additions.yaml": """\
additions:
  - key: A-more
    section: staging
    text: What the source does not say.
    references: []
    certainty: C
""",
    "notes.yaml": """\
notes:
  - id: C01
    severity: high
    class: wrong
    section: staging
    statements: [004-1]
    text: A note.
    references: [R1]
    certainty: A
""",
    "references.yaml": """\
references:
  - id: R1
    title: A paper
    year: 2020
    certainty: A
""",
    "rules/all.yaml": """\
rules:
  - id: staging-lung
    effect: show
    section: staging
    when: {fact: primary_site, op: is, value: lung}
    because: The primary is {primary_site}.
    notes: [C01]
""",
    "weights.yaml": """\
weights:
  - id: staging-later
    domain: staging
    weight: 20
""",
}


def small_pack(folder: Path, **changed: tuple[str, str]) -> Path:
    """The small pack as files. Each change names a file by its stem, what to find, and what to put there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in SMALL.items():
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        if file.stem in changed:
            found, put = changed[file.stem]
            assert found in text, f"{name} does not hold {found!r}"
            text = text.replace(found, put, 1)
        file.write_text(text, encoding="utf-8")
    return folder


def shipped_copy(folder: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, folder))
