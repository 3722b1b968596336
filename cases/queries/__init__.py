"""What pages and commands load: scoped to the person who asks, in a fixed number of queries."""

from cases.queries.attempts import (
    attempt_for,
    attempts_done_at,
    given_answers,
    marks_of,
    open_attempt,
    self_marks_of,
)
from cases.queries.cases import (
    CaseReading,
    ChapterProgress,
    DemoCase,
    askable_facts,
    case_for,
    cases_for,
    demo_case,
    demo_cases,
    demo_cases_by_copy,
    next_chapter,
    progress_of,
    read,
    reading_of,
    record_of,
)
from cases.queries.coverage import Coverage, coverage, coverage_made_from
from cases.queries.learning import (
    AssignedCase,
    LearningRecord,
    Moment,
    ObjectiveRecord,
    cards_of,
    due_cards,
    due_count,
    learning_record,
    next_card,
    next_due_at,
)
from cases.queries.replaying import NamedCase, change_sets_to_try, latest_run, named_cases, stored_case_count
from cases.queries.teaching import (
    LibraryCase,
    library_list,
    teaching_case_at,
    teaching_case_in,
)
from cases.queries.undoing import MOST_UNDONE, Undoable, undoable
