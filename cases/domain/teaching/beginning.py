"""What a draft begins as: empty, a template for a primary, a copy, or the record of a case."""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from typing import Any

from cases.domain.known import Recorded
from cases.domain.record import write_case_file
from guidance.domain.vocabulary import VOCABULARY

from .addresses import LESIONS, OF_LESIONS
from .case import FORMAT
from .drafting import CaseDocument

FRAME: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "history": ("History", ("presentation", "primary")),
    "imaging": ("Imaging", ("kidney", "imaging")),
    "pathology": ("Pathology", ("biopsy",)),
    "staging": ("Staging", ("staging",)),
    "planning": ("Planning", ("prognosis", "treatment", "palliative")),
}
"""The steps of a template by their kind: the title, and the chapters whose facts belong there."""
USUALLY_ASKED = frozenset(
    {
        "imaging_conclusion",
        "kidney_diagnosis",
        "staging_edition",
        "t_category",
        "n_category",
        "m_category",
        "lugano_stage",
        "treatment_intent",
        "treatments_considered",
    }
)
USUALLY_GIVEN = frozenset(
    [
        "age_years",
        "sex",
        "detection",
        "symptoms",
        "cancer_history",
        "primary_site",
        "diagnosis_date",
        "lesions",
        "imaging_done",
        "biopsy_status",
        "biopsy_result",
        "tissue_source",
        "serum_marker_category",
        "ecog",
        "creatinine_umol_l",
    ]
)


def empty_document(title: str, slug: str) -> CaseDocument:
    return {
        "format": FORMAT,
        "slug": slug,
        "title": title,
        "difficulty": 1,
        "minutes": 20,
        "objectives": [],
        "steps": [],
        "key": {"record": {}, "marks": []},
    }


def step_document(key: str, kind: str, title: str) -> CaseDocument:
    return {"key": key, "kind": kind, "title": title, "given": [], "asked": [], "questions": []}


def template_document(title: str, slug: str, primary: str) -> CaseDocument:
    """Steps with what a case of this primary usually gives and asks; no word of a vignette.

    Of a primary that has no stage there is nothing to stage, and so no step for it.
    """
    known = {"primary_site": primary}
    given = {key for key in USUALLY_GIVEN if VOCABULARY[key].is_asked_of(known, if_unknown=True)}
    asked = {key for key in USUALLY_ASKED if VOCABULARY[key].is_asked_of(known, if_unknown=True)}
    steps = [step for step in _framed(given, asked) if step["given"] or step["asked"]]
    document = empty_document(title, slug) | {"topic": primary, "steps": steps}
    document["key"]["record"] = {"primary_site": primary}
    return document


def document_of_case(title: str, slug: str, recorded: Recorded) -> CaseDocument:
    """The record as the key's: what a vignette can tell is given, what is concluded from it is asked."""
    facts: dict[str, Any] = dict(write_case_file("", recorded)["facts"])  # type: ignore[call-overload]  # it is a mapping
    asked = {key for key in facts if VOCABULARY[key].asks_for_judgement}
    given = facts.keys() - asked
    steps = _framed(given, asked)
    if _have_diagnoses(facts):
        next(step for step in steps if step["key"] == "pathology")["asked"].append(OF_LESIONS)
    document = empty_document(title, slug) | {"steps": steps}
    if "primary_site" in facts:
        document["topic"] = facts["primary_site"]
    document["key"]["record"] = facts
    return document


def _framed(given: Iterable[str], asked: Iterable[str]) -> list[CaseDocument]:
    steps = []
    for kind, (title, chapters) in FRAME.items():
        step = step_document(kind, kind, title)
        facts = [fact.key for chapter in chapters for fact in VOCABULARY.asked_in(chapter)]
        step["given"] = [key for key in facts if key in given]
        step["asked"] = [key for key in facts if key in asked]
        steps.append(step)
    return steps


def copied_document(
    document: Mapping[str, Any], title: str, slug: str, origin: Mapping[str, Any]
) -> CaseDocument:
    """A copy as a draft of format 2. `origin` says where it comes from; its credits go with it."""
    copy = unwrapped(as_format_2(document)) | {"title": title, "slug": slug, "derived_from": dict(origin)}
    if origin.get("credits"):
        copy["credits"] = deepcopy(list(origin["credits"]))
    return copy


def as_format_2(document: Mapping[str, Any]) -> CaseDocument:
    """A document of format 1 with what its chapters asked, fact by fact; one of format 2 as it is."""
    new: CaseDocument = deepcopy(dict(document))
    if new.get("format") == FORMAT:
        return _with_room(new)
    new["format"] = FORMAT
    steps, answered = new["steps"], _answered(new["key"])
    last = {chapter: step["key"] for step in steps for chapter in step.get("chapters", ())}
    for step in steps:
        closes = [chapter for chapter in step.pop("chapters", ()) if last[chapter] == step["key"]]
        facts = [fact.key for chapter in closes for fact in VOCABULARY.asked_in(chapter)]
        step["given"], step["asked"] = [], [key for key in facts if key in answered]
        if LESIONS in step["asked"] and _asks_diagnoses(new["key"]):
            step["asked"].append(OF_LESIONS)
    return _with_room(new)


def _with_room(document: CaseDocument) -> CaseDocument:
    """With every list that authors add to, so that two of them who do so change parts of their own."""
    document.setdefault("objectives", [])
    document.setdefault("key", {})
    document["key"].setdefault("record", {})
    document["key"].setdefault("marks", [])
    for step in document.setdefault("steps", []):
        for name in ("given", "asked", "questions"):
            step.setdefault(name, [])
        for table in step.get("tables", ()):  # a cell is what is written in it
            table["rows"] = [[str(cell) for cell in row] for row in table["rows"]]
    return document


def _answered(key: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(key["record"]) | {mark["fact"] for mark in key["marks"]}


def _asks_diagnoses(key: Mapping[str, Any]) -> bool:
    compared = (mark.get("fields", ()) for mark in key["marks"] if mark["fact"] == LESIONS)
    return _have_diagnoses(key["record"]) or any("diagnosis" in fields for fields in compared)


def _have_diagnoses(facts: Mapping[str, Any]) -> bool:
    return any("diagnosis" in lesion for lesion in facts.get(LESIONS) or ())


_NOT_PROSE = re.compile(r"\s|[-+*>#|=]|\d+[.)]\s|.*(?:\\| {2})$")
"""A line that says something by where it begins or ends: of a list, a quotation, a heading."""


def unwrapped(document: CaseDocument) -> CaseDocument:
    """With each paragraph on one line, as a text field wraps it; files break lines at their own width."""
    for step in document["steps"]:
        for name in ("narrative", "expert"):
            if name in step:
                step[name] = _on_one_line(step[name])
    if "commentary" in document:
        document["commentary"] = _on_one_line(document["commentary"])
    return document


def _on_one_line(text: str) -> str:
    blocks = text.strip("\n").split("\n\n")
    return "\n\n".join(_joined(block.split("\n")) for block in blocks)


def _joined(lines: list[str]) -> str:
    is_prose = not any(_NOT_PROSE.match(line) for line in lines if not line.startswith("**"))
    return (" " if is_prose else "\n").join(lines)
