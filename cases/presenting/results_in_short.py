"""What a section of the results of a cohort comes to, in a line that stands also while it is folded."""

from dataclasses import dataclass

from cases.presenting.cohort_sureness import ShownSureness
from cases.presenting.results import LostRow, ObjectiveLine, ShownResults, TimeRow, WrongCase

LONGEST = 70


@dataclass(frozen=True)
class ResultsInShort:
    wrong: str
    sureness: str
    objectives: str
    guidance: str
    facts: str
    time: str


def results_in_short(shown: ShownResults) -> ResultsInShort:
    return ResultsInShort(
        wrong=_wrong(shown.wrong),
        sureness=_sureness(shown.sureness) if shown.sureness else "",
        objectives=_weakest(shown.objectives),
        guidance=_most_often(shown.lost_guidance, shown.of),
        facts=_most_often(shown.lost_facts, shown.of),
        time=_time(shown.times),
    )


def _wrong(cases: tuple[WrongCase, ...]) -> str:
    """The entry that most made, of the share of those who handed in its case."""
    rows = [(row, case.handed_in) for case in cases for row in case.entries]
    if not rows:
        return "Nobody entered anything that earned nothing."
    row, of = max(rows, key=lambda each: (each[0].people / each[1], each[0].people))
    return f"Most often “{_cut(row.entered)}” instead of “{_cut(row.expected)}”: {row.people} of {of}."


def _sureness(sureness: ShownSureness) -> str:
    if not sureness.has_enough:
        count = sureness.count
        return f"Told from {sureness.fewest} answers on; there {'is' if count == 1 else 'are'} {count}."
    told = [each for each in sureness.rows if each.percent is not None]
    said = ", ".join(f"{each.percent} % when {each.label.lower()}" for each in told)
    return f"Right in {said}." if said else "Too few answers at each level to tell."


def _weakest(objectives: tuple[ObjectiveLine, ...]) -> str:
    return f"Weakest, with {objectives[0].percent} %: {_cut(objectives[0].text)}" if objectives else ""


def _most_often(rows: tuple[LostRow, ...], of: int) -> str:
    return f"Most often “{_cut(rows[0].text)}”: {rows[0].people} of {of}." if rows else "Nothing."


def _time(times: tuple[TimeRow, ...]) -> str:
    over = sum(each.is_over for each in times)
    if not over:
        return "The middle of the group takes no longer than the cases state."
    cases = f"{over} of {len(times)} cases" if len(times) > 1 else "The case"
    return f"{cases} {'take' if over > 1 else 'takes'} longer than stated, in the middle of the group."


def _cut(text: str) -> str:
    """Between words."""
    text = " ".join(text.split()).rstrip(".")
    return text if len(text) <= LONGEST else f"{text[:LONGEST].rpartition(' ')[0] or text[:LONGEST]}…"
