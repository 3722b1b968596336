"""Marking: a resident's entries and answers against the expert's key, each mark with its working.

Nothing here asks the clock or the database, and nothing is random: marking again gives the same marks.
"""

from .attempt_marking import mark_attempt, mark_question
from .difference import GuidanceDifference, guidance_difference
from .fact_marking import as_finely_told, mark_fact
