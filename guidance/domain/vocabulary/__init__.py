"""Every fact that a case can record and a rule can ask about, in one registry.

Forms, columns, rules, the case file and the interfaces read it. `manage.py check` names what a fact lacks.
"""

from .fact import KINDS, Fact, of_every_kind
from .fact_registry import CHAPTERS, LESION_FIELDS, VOCABULARY, Vocabulary
from .kinds import AnyOfFact, DateFact, LesionsFact, NumberFact, OneOfFact, TokenFact, YesNoFact
from .operators import Comparison, Op
from .values import (
    NONE,
    NOT_APPLICABLE,
    Chapter,
    Choice,
    FactError,
    Value,
    by_group,
    joined,
    lower_first,
    nearest_word,
    number_word,
    shown,
    upper_first,
)
