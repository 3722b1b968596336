"""What it costs to work out both readings of a kidney lesion that is open, against one that is decided.

One process, in turn, the median of rounds. Asserted: both readings take at most twice the time of one.
"""

from typing import Any

from cases.domain.staging import stage
from guidance.domain.vocabulary import VOCABULARY
from tests.benchmarks.timing import Work, medians, table

MOST = 2
LESION = {"side": "left", "location": "parenchyma", "size_mm": 20}
SITES = {
    "colorectal": "liver",
    "bladder": "distant_nodes",
    "lung": "adrenal",
    "melanoma_skin": "lung",
    "testis": "lung",
    "rcc": "lung",
}
READINGS = {"one": "metastasis_confirmed", "both": "uncertain"}


def facts(primary: str, lesions: int, diagnosis: str) -> dict[str, Any]:
    raw = {
        "primary_site": primary,
        "lesions": [LESION] * lesions,
        "kidney_diagnosis": diagnosis,
        "other_metastatic_sites": [SITES[primary]],
    }
    return {key: VOCABULARY[key].clean(value) for key, value in raw.items()}


def staging(primary: str, lesions: int, diagnosis: str) -> Work:
    recorded = facts(primary, lesions, diagnosis)
    return lambda: stage(recorded)


def test_both_readings_take_at_most_twice_the_time_of_one() -> None:
    rows, ratios = [], []
    for primary in SITES:
        for lesions in (1, 9):
            works = {name: staging(primary, lesions, diagnosis) for name, diagnosis in READINGS.items()}
            taken = medians(works, rounds=15)
            ratios.append(taken["both"] / taken["one"])
            times = (f"{taken[name] * 1e6:.0f} µs" for name in READINGS)
            rows.append((f"{primary}, {lesions}", *times, f"{ratios[-1]:.2f}"))
    table("Staging, one reading and both", ("primary, lesions", *READINGS, "ratio"), rows)
    assert max(ratios) <= MOST, f"both readings take {max(ratios):.2f} times as long as one"
