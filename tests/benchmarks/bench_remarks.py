"""What it costs to hold the facts of a case against each other, against all that is derived of it.

One process, in turn, the median of rounds. Asserted: a fifth at most, with every fact recorded.
"""

from datetime import date

from cases.content.demo_cases import demo_cases
from cases.domain.contradictions import RULES, remarks
from cases.domain.deriving import derive
from tests.benchmarks.timing import medians, table

MOST = 0.2
TODAY = date(2026, 7, 1)


def test_remarks_cost_a_fifth_of_deriving_at_most() -> None:
    rows, shares = [], []
    for demo in demo_cases():
        recorded = demo.case_file.recorded
        works = {
            "remarks": lambda facts=recorded: remarks(facts, today=TODAY),
            "deriving": lambda facts=recorded: derive(facts),
        }
        taken = medians(works)
        shares.append(taken["remarks"] / taken["deriving"])
        times = (f"{taken[name] * 1e6:.0f} µs" for name in works)
        rows.append((demo.slug, *times, f"{shares[-1]:.2f}"))
    table(f"{len(RULES)} rules of contradiction", ("case", "remarks", "deriving", "share"), rows)
    assert max(shares) <= MOST, f"remarks cost {max(shares):.2f} of what deriving costs"
