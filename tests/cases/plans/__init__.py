"""The table of plans: right ones with the cautions that are meant, wrong ones with all that they draw."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from cases.content.demo_cases import demo_cases
from cases.content.library import shipped_library
from cases.domain.known import Recorded
from cases.domain.record import read_case_file

FOLDER = Path(__file__).parent
FORMAT = "kidmet.case/1"


class Plan(NamedTuple):
    """`recorded` is the whole case with the plan in it; the texts of a wrong plan are its title alone."""

    title: str
    recorded: Recorded
    cautions: tuple[str, ...]
    plan: str = ""
    why: str = ""
    source: str = ""


@cache
def right_plans() -> tuple[Plan, ...]:
    return (*shipped_plans(), *further_plans())


@cache
def shipped_plans() -> tuple[Plan, ...]:
    return tuple(_plans("shipped.yaml"))


@cache
def further_plans() -> tuple[Plan, ...]:
    return tuple(_plans("further.yaml"))


@cache
def wrong_plans() -> tuple[Plan, ...]:
    return tuple(_plans("wrong.yaml"))


def _plans(file: str) -> Iterator[Plan]:
    for row in yaml.safe_load((FOLDER / file).read_text(encoding="utf-8"))["plans"]:
        texts = {name: row.get(name, "").strip() for name in ("plan", "why", "source")}
        yield Plan(row["title"], _recorded(row), tuple(row["cautions"]), **texts)


def _recorded(row: dict[str, Any]) -> Recorded:
    if "library" in row:
        return keys_of_the_library()[row["library"]]
    if "demo" in row:
        return cases_of_the_demo()[row["demo"]]
    return read_case_file({"format": FORMAT, "title": row["title"], "facts": row["facts"]}).recorded


@cache
def keys_of_the_library() -> dict[str, Recorded]:
    return {case.slug: case.key.record for case in shipped_library().cases}


@cache
def cases_of_the_demo() -> dict[str, Recorded]:
    return {demo.slug: demo.case_file.recorded for demo in demo_cases()}
