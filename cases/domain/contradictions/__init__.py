"""Recorded facts that do not fit together, and numbers that look like another unit: rules as data.

A rule asks and never decides: nothing is refused, changed or left out because of it.
"""

from datetime import date

from guidance.domain.vocabulary import VOCABULARY

from ..known import Recorded
from . import cancers, care, proof, times
from .contradiction_rule import ContradictionRule, Remark

_PLACE = VOCABULARY.position

RULES: tuple[ContradictionRule, ...] = tuple(
    sorted(
        (*times.RULES, *cancers.RULES, *proof.RULES, *care.RULES),
        key=lambda rule: min(_PLACE[key] for key in rule.facts),
    )
)
"""Every rule, in the order in which the first of its facts is asked."""


def remarks(facts: Recorded, *, today: date) -> tuple[Remark, ...]:
    """What does not fit together in recorded facts on a day; never raises for facts that `Fact.clean` gave.

    What is not recorded contradicts nothing.
    """
    recorded = frozenset(facts)
    return tuple(
        rule.remark_of(facts, today) for rule in RULES if rule.keys <= recorded and rule.when(facts, today)
    )
