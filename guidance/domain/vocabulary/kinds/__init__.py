"""A room for each kind of fact: what it takes, says, compares with and is tried with."""

from .any_of import AnyOfFact
from .date import DateFact
from .lesions import LesionsFact
from .number import NumberFact
from .one_of import OneOfFact
from .token import TokenFact
from .yes_no import YesNoFact
