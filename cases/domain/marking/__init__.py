"""Marking: a resident's entries and answers against the expert's key, each mark with its working.

Nothing here asks the clock or the database, and nothing is random: marking again gives the same marks.
"""

from .answers import Answer, AnswerError, answer_as_data, read_answer
from .attempt import mark_attempt
from .difference import CautionLost, GuidanceDifference, SectionLost, StatementLost, guidance_difference
from .facts import mark_fact
from .mark import Line, Mark, Score, missed_facts, score_by, score_of
from .questions import mark_question, self_credit

__all__ = [
    "Answer",
    "AnswerError",
    "CautionLost",
    "GuidanceDifference",
    "Line",
    "Mark",
    "Score",
    "SectionLost",
    "StatementLost",
    "answer_as_data",
    "guidance_difference",
    "mark_attempt",
    "mark_fact",
    "mark_question",
    "missed_facts",
    "read_answer",
    "score_by",
    "score_of",
    "self_credit",
]
