"""Reading the staging tables from their files."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ..notation.category import ELEMENTS
from .tables import (
    GroupRow,
    LaterEdition,
    LdhSuffix,
    PatternRule,
    SetAside,
    StageByFact,
    StagingTable,
    StagingTables,
    TableRemark,
    Unsettled,
    VouchedSentence,
)

SHIPPED = Path(__file__).resolve().parents[2] / "content" / "staging"

_REQUIRED = ("primary", "label", "edition", "edition_label", "system", "source", "certainty")


@cache
def shipped_tables() -> StagingTables:
    """The reviewed tables that come with the product, read once."""
    documents = (json.loads(file.read_text(encoding="utf-8")) for file in sorted(SHIPPED.glob("*.json")))
    return StagingTables(
        _table(raw, document.get("category_lists", {}))
        for document in documents
        for raw in document.get("tables", [])
    )


def _by_prefix(given: Any) -> dict[str, tuple[str, ...]]:
    if isinstance(given, dict):
        return {prefix: tuple(names) for prefix, names in given.items()}
    return {"c": tuple(given), "p": tuple(given)}


def _table(raw: Mapping[str, Any], lists: Mapping[str, Any]) -> StagingTable:
    shared = lists[raw["categories"]] if "categories" in raw else {}
    m0, among = raw.get("M0_groups"), raw.get("stage_among")
    return StagingTable(
        **{key: raw[key] for key in _REQUIRED},
        categories={each: _by_prefix(raw.get(each, shared.get(each, []))) for each in ELEMENTS},
        grammar_only="categories" in raw,
        own_lists=frozenset(element for element in ELEMENTS if element in raw),
        valid_from=raw.get("valid_from"),
        valid_until=raw.get("valid_until"),
        m_to_stage=dict(raw.get("M_to_stage", {})),
        rules=tuple(_rule(rule) for rule in raw.get("pattern_rules", [])),
        unsettled=tuple(
            Unsettled(row["M"], row["stage"], _said(row, "sentence")) for row in raw.get("unsettled", [])
        ),
        wants_subcategory=frozenset(raw.get("wants_subcategory", [])),
        intrathoracic_sites=frozenset(raw.get("intrathoracic_sites", [])),
        sites_set_aside=tuple(_set_aside(row) for row in raw.get("set_aside", [])),
        before_2018=raw.get("before_2018", ""),
        is_usual_without_date=raw.get("usual_without_date", False),
        guards=frozenset(raw.get("guards", [])),
        m0_groups=tuple(
            GroupRow(frozenset(row["T"]), frozenset(row["N"]), row["stage"])
            for row in (m0["rows"] if m0 else ())
        ),
        m0_said=VouchedSentence("", m0["certainty"], m0["source"]) if m0 else None,
        ldh=_ldh(raw["ldh_suffix"]) if "ldh_suffix" in raw else None,
        m1_with_n=dict(raw.get("M1_with_N", {})),
        stage_by=tuple(_stage_by(row) for row in raw.get("stage_by", [])),
        stage_among=tuple(among["stages"]) if among else (),
        stage_among_m=frozenset(among.get("M", [])) if among else frozenset(),
        stage_among_said=_said(among, "sentence") if among else None,
        stage_note=_said(raw["stage_note"], "text") if "stage_note" in raw else None,
        later=LaterEdition(raw["later"]["from"], _said(raw["later"], "text")) if "later" in raw else None,
        no_group=raw.get("no_group", ""),
        stage_values=tuple(raw.get("stage_values", [])),
        notes=tuple(_said(note, "text") for note in raw.get("notes", [])),
    )


def _said(raw: Mapping[str, Any], key: str) -> VouchedSentence:
    return VouchedSentence(raw[key], raw["certainty"], raw["source"], raw.get("id", ""))


def _rule(raw: Mapping[str, Any]) -> PatternRule:
    vouched = (raw["certainty"], raw["source"], raw["id"])
    return PatternRule(
        raw["id"],
        raw["when"],
        raw.get("M"),
        raw.get("stage"),
        tuple(VouchedSentence(text, *vouched) for text in raw["sentences"]),
        tuple(
            TableRemark(
                remark["when"],
                VouchedSentence(remark["text"], remark["certainty"], remark["source"], raw["id"]),
            )
            for remark in raw.get("remarks", [])
        ),
    )


def _ldh(raw: Mapping[str, Any]) -> LdhSuffix:
    return LdhSuffix(
        raw["normal"], raw["elevated"], VouchedSentence("", raw["certainty"], raw["source"], raw["id"])
    )


def _stage_by(raw: Mapping[str, Any]) -> StageByFact:
    return StageByFact(
        raw["fact"],
        raw["stage"],
        _said(raw, "sentence"),
        raw.get("below"),
        raw.get("at_least"),
        frozenset(raw.get("values", [])),
        frozenset(raw.get("M", [])),
    )


def _set_aside(raw: Mapping[str, Any]) -> SetAside:
    return SetAside(
        raw["site"], _said(raw, "text"), raw.get("fact", ""), raw.get("value", ""), raw.get("question", "")
    )
