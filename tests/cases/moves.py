"""docs/editions.md, worked out from the editions that ship: python -m tests.cases.moves > docs/editions.md

A move without a reason in `WHY` is one by mistake: the page says so, and its test fails.
"""

import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping

from cases.domain.deriving import known_facts
from cases.domain.known import Recorded
from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.explaining import answer
from guidance.domain.facts import Facts
from guidance.pack import read_pack
from guidance.pack.shipped import shipped_editions

from .plans import cases_of_the_demo, keys_of_the_library

Move = tuple[str, str, str]
"""Whether it comes or goes, what it is, and its name."""

INTRODUCTION = """\
# Editions that ship, and what moved

A new site gets each edition that shipped, in order; a site that has one gets the newest as its next. What
changed word by word stands on the site at `/guidance/changes/`, and what a draft moves at `/curate/impact/`.

This page is worked out by `python -m tests.cases.moves > docs/editions.md` from the keys of the nine teaching
cases and the six demo cases, each read with both editions; `tests/cases/test_moves.py` compares it. Each move
has its reason here. What moves without one fails the test.
"""

WHY: Mapping[str, str] = {
    "A-hypervascular-lesion": "The lesion enhances more than the cortex, with a primary whose deposits may.",
    "A-immunohistochemistry": "A biopsy is done or planned.",
    "A-hereditary-renal-cancer": "Tumours in both kidneys, the first of them removed.",
    "A-obstruction": "A widened collecting system is recorded.",
    "A-cord-compression": "Pain in the back with metastases in bone.",
    "A-oligometastatic-disease": "The extent is oligometastatic, or the kidney alone.",
    "A-bone-agents": "Metastases in bone.",
    "A-radioiodine": "Differentiated thyroid cancer.",
    "A-decompression-before-cisplatin": "An obstructed kidney in a cancer in which cisplatin is usual.",
    "A-hepatitis-b": "Lymphoma, with systemic treatment ahead.",
    "biopsy-caution-sinus-planned": "The planned way is ureteroscopy, which is no needle.",
    "ct-caution-egfr-30-to-44": "A steady eGFR of 30 to 44 is no reason against contrast.",
    "mental-health-caution-anxiety-without-support": "Nothing that is planned speaks against support.",
    "mental-health-caution-depression-without-support": "As for anxiety.",
    "palliative-symptoms-caution-cord-not-asked": "Pain in the back, metastases in bone, and nobody asked.",
    "palliative-symptoms-caution-pain-creatinine-unstable": "No analgesic is considered that calls for it.",
    "palliative-symptoms-caution-pain-egfr": "No analgesic is considered that calls for it.",
    "palliative-symptoms-caution-pain-solitary-kidney": "No analgesic is considered that calls for it.",
    "treatment-chemotherapy-caution-creatinine-unstable": "Lymphoma is treated at once.",
    "treatment-chemotherapy-caution-egfr": "Prostate cancer is not treated with cisplatin.",
    "treatment-targeted-caution-rcc-agents": "The drug follows a finding of the primary.",
    "manifestations/differential": "A biopsy has shown the lymphoma, so nothing is left open.",
    "047-2": "A metastasis, which reaches the kidney by the blood as a rule.",
    "048-3": "Lymphoma in nodes is no metastasis.",
    "056-2": "Where a new tumour came from is the question after renal cell carcinoma.",
    "064-1": "Lymphoma in the kidney is no metastasis to be counted.",
    "069-1": "Not under the median age that the note gives, nor for lymphoma.",
    "071-1": "Not for a woman, nor for lymphoma.",
    "086-1": "As the section.",
    "086-2": "As the section.",
    "097-5": "In place of the caution: contrast and a reduced or unsteady kidney function.",
    "105-3": "The biopsy has shown no metastasis.",
    "105-4": "The biopsy has shown something else than a metastasis, and its result steers the treatment.",
    "136-1": "Lymphoma in the kidney is no metastasis to be treated.",
    "042-4": "Lymphoma in the kidney is no metastasis.",
    "141-4": "In place of the caution: a drug that follows a finding of the primary.",
    "163-2": "A symptom that calls for action, and that the section has no statement for.",
    "158-1": "Pain in the back with metastases in bone.",
}


def page() -> str:
    *_, before, after = _editions()
    found = moves(before, after)
    rows = (
        f"| {how} | {what} | {name} | {', '.join(found[how, what, name])} | {_why(name)} |"
        for how, what, name in sorted(found, key=lambda move: (KINDS.index(move[1]), move[2], move[0]))
    )
    summaries = [
        f"## Edition {number}\n\n{each.summary}\n" for number, each in enumerate(shipped_editions(), 1)
    ]
    table = "\n".join(
        [
            f"## From edition {before.number} to edition {after.number}\n",
            "| | what | which | cases | why |",
            "|---|---|---|---|---|",
            *rows,
        ]
    )
    return "\n".join([INTRODUCTION, *summaries, table])


KINDS = ("section", "caution", "statement", "addition")


def moves(before: CompiledEdition, after: CompiledEdition) -> Mapping[Move, list[str]]:
    """What comes up by one of them and not by the other, with the cases."""
    found: dict[Move, list[str]] = defaultdict(list)
    for name, recorded in cases().items():
        facts = known_facts(recorded)
        old, new = set(outcomes(before, facts)), set(outcomes(after, facts))
        for how, changed in (("comes", new - old), ("goes", old - new)):
            for what, which in changed:
                found[how, what, which].append(name)
    return found


def outcomes(edition: CompiledEdition, facts: Facts) -> Iterator[tuple[str, str]]:
    found = answer(edition, facts)
    for match in found.sections:
        yield "section", match.slug
        yield from (("statement", key) for key in match.statements)
        yield from (("addition", key) for key in match.additions)
    yield from (("caution", caution.rule_id) for caution in found.cautions)


def cases() -> Mapping[str, Recorded]:
    demo = {f"demo {slug}": recorded for slug, recorded in cases_of_the_demo().items()}
    return {**keys_of_the_library(), **demo}


def _editions() -> Iterator[CompiledEdition]:
    for number, shipped in enumerate(shipped_editions(), 1):
        yield compile_edition(read_pack(shipped.file), number)


def _why(name: str) -> str:
    return WHY.get(name, "**By mistake?**")


if __name__ == "__main__":
    sys.stdout.write(page())
