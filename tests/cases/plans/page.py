"""docs/cautions.md, written from the table: python -m tests.cases.plans.page > docs/cautions.md"""

import sys
from collections.abc import Iterable, Iterator

from guidance.domain.compiling import compile_edition
from guidance.domain.edition import CompiledEdition
from guidance.domain.entries import Effect
from guidance.pack.files import read_pack

from . import Plan, further_plans, shipped_plans, wrong_plans

INTRODUCTION = """\
# Cautions: what is warned about, and what is not

A caution is for a plan, or for facts that do not fit together. It names what was entered and what the
guidance and its notes say; it never gives an order. A caution on the right plan teaches people to ignore
cautions. So each rule that warns is held to two tables: the plans of good clinicians, which draw no caution
but the one that is meant, and plans that are wrong, in which every rule that warns speaks at least once.
Where a statement still matters to a right plan, it is highlighted instead.

This page is written from `tests/cases/plans/` by `python -m tests.cases.plans.page > docs/cautions.md`;
`tests/cases/test_plans.py` compares it, and the cautions of each row, with the shipped guidance. C… are the
notes of the guidance, with their references.
"""


def page(edition: CompiledEdition) -> str:
    return "\n".join(
        [
            INTRODUCTION,
            "## The plans of the shipped cases\n",
            *_right(shipped_plans()),
            "\n## Further cases\n",
            *_right(further_plans()),
            "\n## Wrong plans\n",
            *_wrong(wrong_plans()),
            "\n## What each caution says\n",
            *_messages(edition),
            "",
        ]
    )


def _right(plans: Iterable[Plan]) -> Iterator[str]:
    yield "| case | plan | caution | why | source |"
    yield "|---|---|---|---|---|"
    for plan in plans:
        yield _row(plan.title, plan.plan, _named(plan.cautions), plan.why, plan.source)


def _wrong(plans: Iterable[Plan]) -> Iterator[str]:
    yield "| plan | cautions |"
    yield "|---|---|"
    for plan in plans:
        yield _row(plan.title, _named(plan.cautions))


def _messages(edition: CompiledEdition) -> Iterator[str]:
    yield "| rule | message | notes |"
    yield "|---|---|---|"
    for rule in edition.rules.values():
        if rule.effect is Effect.CAUTION:
            yield _row(f"`{rule.id}`", str(rule.message), ", ".join(rule.notes))


def _row(*cells: str) -> str:
    return f"| {' | '.join(' '.join(cell.split()) for cell in cells)} |"


def _named(rules: Iterable[str]) -> str:
    return ", ".join(f"`{rule}`" for rule in rules) or "none"


if __name__ == "__main__":
    sys.stdout.write(page(compile_edition(read_pack(), number=1)))
