"""Pages of a course with 5,000 residents, 500 assignments and 100,000 attempts around it, against fifty.

Visited are a group of two hundred, and a cohort that holds all 5,000. As in the benchmark of growth two
processes, one over each database, are asked for the same page in turn.
"""

from pathlib import Path

import pytest

from tests.benchmarks.bench_growth import both_sizes, compared, site, tell

MOST_TIMES = 6
COMMANDS = ("migrate", "load_guidance", "load_demo_people", "load_case_library")
COURSES = "tests.benchmarks.courses"


@pytest.mark.parametrize("kind", ["SQLite", "PostgreSQL"])
def test_pages_of_a_course_take_few_times_as_long_with_a_hundred_times_the_residents(
    kind: str, tmp_path: Path
) -> None:
    with (
        both_sizes(kind, tmp_path, COMMANDS, ("-m", COURSES)) as (few, many),
        site(tmp_path, few, COURSES) as small,
        site(tmp_path, many, COURSES) as large,
    ):
        found = {page: compared(page, small, large) for page in small.pages}
    tell(f"Pages of a course on {kind} with 50 and with 5,000 residents", found)
    assert {page: each["status"] for page, each in found.items() if set(each["status"]) != {200}} == {}
    assert {page: each["queries"] for page, each in found.items() if len(set(each["queries"])) > 1} == {}
    assert {page: each["times"] for page, each in found.items() if each["times"] > MOST_TIMES} == {}
