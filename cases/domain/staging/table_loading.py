"""Reading staging tables from files, ours or an institution's own, with every fault and its place."""

import json
from collections.abc import Callable, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from .table_conditions import SITES, check_condition
from .tables import (
    GroupRow,
    LdhSuffix,
    NamedPrimary,
    PatternRule,
    SetAside,
    StageByFact,
    StagingTable,
    StagingTables,
    TableRemark,
    Unsettled,
    VouchedSentence,
)

FORMAT = "kidmet.staging/1"
SHIPPED = Path(__file__).resolve().parents[2] / "content" / "staging"

_REQUIRED = ("primary", "label", "edition", "edition_label", "system", "source", "certainty")
_CERTAINTIES = ("A", "B", "C")
_SYSTEMS = ("TNM", "Lugano")
_GUARDS = ("upper_tract", "rcc_second_primary")
_LETTERS = {"T": "T", "N": "N", "M": "M"}


class StagingTableError(ValueError):
    """A file of staging tables that cannot be used. `faults` are sentences that name the place."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


@cache
def shipped_tables() -> StagingTables:
    """The reviewed tables that come with the product, read once."""
    return load_tables(SHIPPED)


def load_tables(path: str | Path) -> StagingTables:
    """The tables of a file, or of all `.json` files of a folder. Raises StagingTableError, OSError."""
    path = Path(path)
    files = sorted(path.glob("*.json")) if path.is_dir() else [path]
    tables: list[StagingTable] = []
    named: list[NamedPrimary] = []
    faults: list[str] = []
    if not files:
        faults.append(f"{path}: no staging tables here (files that end in .json)")
    for file in files:
        _load_file(file, tables, named, faults)
    seen: set[tuple[str, str]] = set()
    for table in tables:
        key = (table.primary, table.edition)
        if key in seen:
            faults.append(f"{path}: {table.primary} in edition {table.edition} is given twice")
        seen.add(key)
    if faults:
        raise StagingTableError(faults)
    return StagingTables(tables, named)


def _load_file(file: Path, tables: list[StagingTable], named: list[NamedPrimary], faults: list[str]) -> None:
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
    except ValueError as fault:
        faults.append(f"{file.name}: not JSON: {fault}")
        return
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        faults.append(f'{file.name}: the format is not "{FORMAT}"')
        return
    lists = document.get("category_lists", {})
    for place, raw in enumerate(document.get("tables", [])):
        at = f"{file.name}: tables[{place}]"
        found = _faults_of(raw, lists, at)
        faults += found
        if not found:
            tables.append(_table(raw, lists))
    for place, raw in enumerate(document.get("without_key", [])):
        _guarded(partial(_add_named, raw, named), f"{file.name}: without_key[{place}]", faults)


def _guarded(build: Callable[[], object], at: str, faults: list[str]) -> None:
    try:
        build()
    except (KeyError, TypeError) as fault:
        faults.append(f"{at}: {fault} is missing or of the wrong kind")


# Shape checks


def _faults_of(raw: Any, lists: Mapping[str, Any], at: str) -> list[str]:
    if not isinstance(raw, dict):
        return [f"{at}: not an object"]
    faults = [f"{at}.{key}: missing" for key in _REQUIRED if not isinstance(raw.get(key), str)]
    faults += [f"{at}.{key}: not known" for key in raw if key not in _KEYS]
    if raw.get("certainty") not in _CERTAINTIES:
        faults.append(f"{at}.certainty: {raw.get('certainty')!r} is not one of A, B, C")
    if raw.get("system") not in _SYSTEMS:
        faults.append(f"{at}.system: {raw.get('system')!r} is not one of {', '.join(_SYSTEMS)}")
    faults += [
        f"{at}.guards: {guard!r} is not known" for guard in raw.get("guards", []) if guard not in _GUARDS
    ]
    if "categories" in raw and raw["categories"] not in lists:
        faults.append(f"{at}.categories: no list is called {raw['categories']!r}")
    if faults:
        return faults
    return _faults_of_the_rows(raw, _categories(raw, lists), at)


def _faults_of_the_rows(
    raw: Mapping[str, Any], categories: Mapping[str, Mapping[str, tuple[str, ...]]], at: str
) -> list[str]:
    faults = []
    for element, letter in _LETTERS.items():
        for name in (name for group in categories[element].values() for name in group):
            if not name.startswith(letter):
                faults.append(f"{at}.{element}: {name!r} is no {letter} category")
    known = {name for group in categories["M"].values() for name in group}
    for category in raw.get("M_to_stage", {}):
        if category not in known:
            faults.append(f"{at}.M_to_stage: {category!r} is not among the M categories")
    for place, row in enumerate(raw.get("set_aside", [])):
        if not isinstance(row, dict) or row.get("site") not in SITES:
            faults.append(f"{at}.set_aside[{place}].site: not a metastatic site")
    for place, rule in enumerate(raw.get("pattern_rules", [])):
        faults += _faults_of_a_rule(rule, known, f"{at}.pattern_rules[{place}]")
    if not faults:
        _guarded(partial(_build, raw, categories), at, faults)
    return faults


def _faults_of_a_rule(rule: Any, known: set[str], at: str) -> list[str]:
    if not isinstance(rule, dict):
        return [f"{at}: not an object"]
    faults = [f"{at}.{key}: missing" for key in ("id", "when", "sentences", "source") if not rule.get(key)]
    if rule.get("certainty") not in _CERTAINTIES:
        faults.append(f"{at}.certainty: {rule.get('certainty')!r} is not one of A, B, C")
    if known and rule.get("M") not in known:
        faults.append(f"{at}.M: {rule.get('M')!r} is not among the M categories")
    faults += [f"{at}.when.{fault}" for fault in check_condition(rule.get("when", {}))]
    for place, remark in enumerate(rule.get("remarks", [])):
        faults += [f"{at}.remarks[{place}].when.{fault}" for fault in check_condition(remark.get("when", {}))]
    return faults


# Building


def _table(raw: Mapping[str, Any], lists: Mapping[str, Any]) -> StagingTable:
    return _build(raw, _categories(raw, lists))


def _categories(raw: Mapping[str, Any], lists: Mapping[str, Any]) -> dict[str, dict[str, tuple[str, ...]]]:
    shared = lists[raw["categories"]] if "categories" in raw else {}
    return {element: _by_prefix(raw.get(element, shared.get(element, []))) for element in _LETTERS}


def _by_prefix(given: Any) -> dict[str, tuple[str, ...]]:
    if isinstance(given, dict):
        return {prefix: tuple(names) for prefix, names in given.items()}
    return {"c": tuple(given), "p": tuple(given)}


def _build(raw: Mapping[str, Any], categories: Mapping[str, Mapping[str, tuple[str, ...]]]) -> StagingTable:
    m0, among = raw.get("M0_groups"), raw.get("stage_among")
    return StagingTable(
        **{key: raw[key] for key in _REQUIRED},
        categories=categories,
        grammar_only="categories" in raw,
        own_lists=frozenset(element for element in _LETTERS if element in raw),
        valid_from=raw.get("valid_from"),
        valid_until=raw.get("valid_until"),
        m_to_stage=dict(raw.get("M_to_stage", {})),
        rules=tuple(_rule(rule) for rule in raw.get("pattern_rules", [])),
        unsettled=tuple(_unsettled(row) for row in raw.get("unsettled", [])),
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
        stage_by=tuple(_stage_by(row) for row in raw.get("stage_by", [])),
        stage_among=tuple(among["stages"]) if among else (),
        stage_among_said=_said(among, "sentence") if among else None,
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


def _unsettled(raw: Mapping[str, Any]) -> Unsettled:
    return Unsettled(raw["M"], raw["stage"], _said(raw, "sentence"))


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


def _add_named(raw: Mapping[str, Any], named: list[NamedPrimary]) -> None:
    named.append(_named(raw))


def _named(raw: Mapping[str, Any]) -> NamedPrimary:
    said = VouchedSentence("", raw["certainty"], raw["source"])
    return NamedPrimary(raw["key"], raw["label"], raw["M"], raw["stage"], said)


_KEYS = {
    *_REQUIRED,
    *("T", "N", "M", "categories", "valid_from", "valid_until", "M_to_stage", "wants_subcategory"),
    *("pattern_rules", "unsettled", "intrathoracic_sites", "guards", "M0_groups", "ldh_suffix"),
    *("stage_by", "stage_among", "no_group", "stage_values", "notes", "set_aside", "before_2018"),
    "usual_without_date",
}
