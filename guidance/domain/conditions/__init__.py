"""Conditions over facts: read from data, evaluated with three values, written back."""

from ..vocabulary import Comparison, Op
from .evaluating import Weighed, compare, evaluate, missing, still_open, weigh
from .grounds import Grounds, MadeTrueBy, grounds_of, made_true_by, named_for_certain
from .nodes import All, Any, Condition, Not, Truth, comparisons, facts_of
from .parsing import ConditionError, ConditionErrors, parse_condition
from .rendering import in_words, write_condition
from .text import TextError, TextErrors, parse_text, write_text
from .tracing import Explained, explain
