"""Conditions as text: `egfr < 45 and not (solitary_kidney is yes)`, for those who would rather write."""

from .reading import parse_text
from .tokens import MAX_LENGTH, TextError, TextErrors
from .writing import write_text
