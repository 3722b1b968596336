"""The first marking of an attempt: as it is handed in, or once its key is put right."""

from datetime import datetime

from cases.actions.keeping_marks import keep_marking, keep_tallies
from cases.actions.review import make_cards
from cases.domain.marking import GuidanceDifference, as_finely_told, guidance_difference, mark_attempt
from cases.domain.marks import AttemptMark, missed_facts, score_of
from cases.domain.teaching import TeachingContent as Content
from cases.models import Attempt, TeachingCaseVersion
from cases.queries.attempts import given_answers, standing_of
from cases.queries.cases import read, record_of
from cases.queries.teaching import teaching_case_in
from guidance.domain.edition import CompiledEdition

FirstMarks = tuple[tuple[AttemptMark, ...], GuidanceDifference]


def marked(attempt: Attempt, content: Content, edition: CompiledEdition) -> FirstMarks:
    """All its marks by a key, and what its entries cost in guidance."""
    stands = standing_of(attempt, content, record_of(attempt.case_id).recorded())
    marks = mark_attempt(content, stands.recorded, given_answers(attempt, content), stands.then)
    right = as_finely_told(content.key.record, stands.recorded)
    difference = guidance_difference(
        read(stands.recorded, edition).answer, read(right, edition).answer, missed_facts(marks)
    )
    return marks, difference


def keep_first_marking(
    *, attempt: Attempt, made: FirstMarks, key: TeachingCaseVersion, edition: CompiledEdition, now: datetime
) -> None:
    """Call it in the transaction that claims the attempt, which is handed in by then."""
    marks, difference = made
    score = score_of(marks)
    columns = {"earned": score.earned, "possible": score.possible, "difference": difference.as_data()}
    Attempt.objects.filter(pk=attempt.pk).update(**columns)
    keep_marking(attempt=attempt, marks=marks, key=key, now=now)
    if not attempt.is_trial:
        make_cards(attempt=attempt, content=teaching_case_in(key), marks=marks, edition=edition, now=now)
    for name, value in columns.items():
        setattr(attempt, name, value)
    keep_tallies(attempt=attempt, marks=marks)
