"""The files of staging tables are of the shape that staging reads; what is not is named with its place."""

import json
from collections.abc import Iterator
from typing import Any

from cases.domain.staging import NO_SYSTEM
from cases.domain.staging import table_conditions as conditions
from cases.domain.staging.table_loading import SHIPPED

TEXTS = ("primary", "label", "edition", "edition_label", "system", "source", "certainty")
KEYS = {
    *TEXTS,
    *("T", "N", "M", "categories", "valid_from", "valid_until", "M_to_stage", "wants_subcategory"),
    *("pattern_rules", "unsettled", "intrathoracic_sites", "guards", "M0_groups", "ldh_suffix"),
    *("stage_by", "stage_among", "no_group", "stage_values", "notes", "set_aside", "before_2018"),
    *("usual_without_date", "M1_with_N", "stage_note", "later"),
}
VOUCHED = ("pattern_rules", "unsettled", "stage_by", "notes", "set_aside")
GUARDS = ("upper_tract", "rcc_second_primary")
RULE = ("id", "when", "sentences", "source")
BOUNDS = ("exactly", "at_least")


def faults_of(files: dict[str, Any]) -> list[str]:
    """Of all files, of tables that are given twice, and of what is listed as without a table and has one."""
    faults, seen = [], set()
    primary_of: dict[str, str] = {}
    for name, document in files.items():
        if document.get("format") != "kidmet.staging/1":
            faults.append(f"{name}: format")
        for place, raw in enumerate(document.get("tables", [])):
            at = f"{name}: tables[{place}]"
            faults += [f"{at}.{fault}" for fault in table_faults(raw, document.get("category_lists", {}))]
            named = raw.get("primary"), raw.get("edition")
            faults += [f"{at}: given twice"] if named in seen else []
            seen.add(named)
            ids = [rule.get("id", "") for rule in raw.get("pattern_rules", [])]
            faults += [
                f"{at}: {id_} is a rule of {of}"
                for id_ in ids
                if (of := primary_of.setdefault(id_, named[0])) != named[0]
            ]
    keys = {primary for primary, _ in seen}
    for name, document in files.items():
        listed = [row["key"] for row in document.get("without_key", [])]
        faults += [f"{name}: without_key: {key} has a table" for key in listed if key in keys]
    return faults


def table_faults(raw: dict[str, Any], lists: dict[str, Any]) -> Iterator[str]:
    yield from (key for key in TEXTS if not isinstance(raw.get(key), str))
    yield from sorted(raw.keys() - KEYS)
    if raw.get("system") not in ("TNM", "Lugano", NO_SYSTEM):
        yield "system"
    yield from (f"guards: {guard}" for guard in raw.get("guards", []) if guard not in GUARDS)
    if "categories" in raw and raw["categories"] not in lists:
        yield "categories"
        return
    names = {element: set(categories(raw, lists, element)) for element in "TNM"}
    yield from (f"{e}: {name}" for e in "TNM" for name in sorted(names[e]) if not name.startswith(e))
    yield from (f"M_to_stage: {name}" for name in raw.get("M_to_stage", {}) if name not in names["M"])
    yield from certainties(raw)
    for place, row in enumerate(raw.get("set_aside", [])):
        if row.get("site") not in conditions.SITES:
            yield f"set_aside[{place}].site"
    for place, rule in enumerate(raw.get("pattern_rules", [])):
        yield from (f"pattern_rules[{place}].{fault}" for fault in rule_faults(rule, names["M"]))


def categories(raw: dict[str, Any], lists: dict[str, Any], element: str) -> list[str]:
    given = raw.get(element, lists.get(raw.get("categories"), {}).get(element, []))
    return [name for group in given.values() for name in group] if isinstance(given, dict) else given


def certainties(raw: dict[str, Any]) -> Iterator[str]:
    """The table and each of its rows says how sure it is, and by which source."""
    rows = {"": raw} | {f"{key}[{i}].": row for key in VOUCHED for i, row in enumerate(raw.get(key, []))}
    for place, row in rows.items():
        if row.get("certainty") not in ("A", "B", "C") or not row.get("source"):
            yield f"{place}certainty or source"


def rule_faults(rule: dict[str, Any], known: set[str]) -> Iterator[str]:
    yield from (key for key in RULE if not rule.get(key))
    if known and rule.get("M") not in known:
        yield "M"
    for said in (rule, *rule.get("remarks", [])):
        yield from (f"when.{key}" for key, value in said.get("when", {}).items() if not fits(key, value))


def fits(name: str, argument: Any) -> bool:
    if name in conditions._YES_NO:
        return isinstance(argument, bool)
    if name in conditions._COUNTS:
        ((bound, number),) = argument.items()
        return bound in BOUNDS and type(number) is int and number >= 0
    if name == conditions.MEASURE:
        return bool(argument) and argument.keys() <= {"above", "at_most"}
    return name in conditions._SITE_SETS and bool(argument) and set(argument) <= set(conditions.SITES)


def test_every_table_is_of_the_shape_that_staging_reads() -> None:
    shipped = {file.name: json.loads(file.read_text("utf-8")) for file in sorted(SHIPPED.glob("*.json"))}
    assert faults_of(shipped) == []
    assert shipped


def test_what_is_wrong_in_a_table_is_named_with_its_place() -> None:
    when = {"kidny": True, "kidneys": {"exactly": -1}, "any_site": ["livver"]}
    table = {
        **dict.fromkeys(TEXTS, "A"),
        **{
            "system": "TNM",
            "categories": "own",
            "kee": 1,
            "set_aside": [{"site": "liver", "source": "Own."}],
        },
        "pattern_rules": [{"id": "r", "when": when, "M": "M2", "certainty": "A", "source": "Own."}],
    }
    lists = {"own": {"M": ["M0", "M1", "N1"]}}
    document = {
        "format": "kidmet.staging/1",
        "category_lists": lists,
        "without_key": [{"key": "A"}, {"key": "B"}],
        "tables": [table, table, {**table, "primary": "C"}],
    }

    faults = faults_of({"own.json": document})

    assert [fault.removeprefix("own.json: tables[0].") for fault in faults if "tables[0]" in fault] == [
        "kee",
        "M: N1",
        "set_aside[0].certainty or source",
        "pattern_rules[0].sentences",
        "pattern_rules[0].M",
        "pattern_rules[0].when.kidny",
        "pattern_rules[0].when.kidneys",
        "pattern_rules[0].when.any_site",
    ]
    assert "own.json: tables[1]: given twice" in faults
    assert "own.json: tables[2]: r is a rule of A" in faults
    assert faults[-1] == "own.json: without_key: A has a table"
