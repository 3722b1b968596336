"""Every write: verb first, atomic, by somebody, at a time."""

from cases.actions.attempts import (
    AlreadySubmitted,
    AttemptRefused,
    NotAskedHere,
    StepIsClosed,
    StepNotReached,
    save_step,
    self_mark_answer,
    start_attempt,
    submit_attempt,
    write_reflection,
)
from cases.actions.cases import (
    CaseChangedElsewhere,
    copy_demo_case,
    create_case,
    delete_case,
    load_demo_cases,
    note_changes,
    rename_case,
    save_chapter,
    see_edition,
)
from cases.actions.demo import load_demo_attempts
from cases.actions.replaying import read_stored_cases, start_impact, step_impact, stop_impact
from cases.actions.review import CardRefused, answer_card
from cases.actions.teaching import CitationFaults, assign_case, load_library
from cases.actions.undoing import NothingToUndo, Undone, undo_change
