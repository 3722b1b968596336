"""Conditions as text: `egfr < 45 and not (solitary_kidney is yes)`, for those who would rather write."""

from .lexing import MAX_LENGTH, TextError, TextErrors
from .text_parsing import parse_text
from .text_rendering import write_text
