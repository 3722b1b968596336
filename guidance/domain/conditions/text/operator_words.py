"""How operators are written in text."""

from ...vocabulary import Fact, Op

AND, OR, NOT, ALL, ANY, OF = "and", "or", "not", "all", "any", "of"
IS, HAS, ONE, NONE_OF, RECORDED = "is", "has", "one", "none", "recorded"
YES, NO = "yes", "no"

SIGNS: dict[str, Op] = {
    "<": Op.BELOW,
    "<=": Op.AT_MOST,
    "≤": Op.AT_MOST,
    ">": Op.ABOVE,
    ">=": Op.AT_LEAST,
    "≥": Op.AT_LEAST,
}

MEANT: dict[str, str] = {
    "=": "is",
    "==": "is",
    "!=": "is not",
    "<>": "is not",
    "=<": "<=",
    "=>": ">=",
    "below": "<",
    "under": "<",
    "above": ">",
    "over": ">",
    "in": "is one of",
    "contains": "has",
    "known": "is recorded",
    "not_recorded": "is not recorded",
    "missing": "is not recorded",
}
"""What other notations write, and what they mean here."""

OF_THE_OTHER_KIND: dict[Op, Op] = {
    Op.IS: Op.HAS,
    Op.IN: Op.HAS_ANY,
    Op.NOT_IN: Op.HAS_NONE_OF,
    Op.HAS: Op.IS,
    Op.HAS_ANY: Op.IN,
    Op.HAS_NONE_OF: Op.NOT_IN,
}
"""The same question of a fact that holds one value and of a fact that holds a set."""


def allowed_words(fact: Fact) -> tuple[str, ...]:
    """The operators that may be asked of a fact, as text writes them."""
    return tuple(op.written for op in fact.ops)
