"""Feedback on an attempt, thread by thread: that of the whole attempt, and that of each step."""

from dataclasses import dataclass
from datetime import datetime

from cases.forms.feedback import FeedbackForm
from cases.models import Attempt, Feedback
from cases.queries.marking import GONE
from cases.queries.teaching import teaching_case_in
from kidmet_site.accounts.models import User

WHOLE = 0
"""The number of the thread on the whole attempt; a step's is the step's, from 1."""


@dataclass(frozen=True)
class FeedbackEntry:
    who: str
    at: datetime
    text: str


@dataclass(frozen=True)
class FeedbackThread:
    """`last` is the number of its last entry; `form` stands where the person may write there."""

    number: int
    step: str
    title: str
    entries: tuple[FeedbackEntry, ...]
    last: int
    form: FeedbackForm | None

    @property
    def place(self) -> str:
        return f"Step {self.number}, {self.title}" if self.number else "The whole attempt"

    @property
    def verb(self) -> str:
        return "Answer" if self.entries else "Write feedback"


def threads_of_taught(
    attempt: Attempt, name: str, *, reader: User, may_write: bool, sent: FeedbackForm | None
) -> dict[int, FeedbackThread]:
    """As the teachers of the cohort read them; `name` is the resident's as they may know it."""
    return _threads(attempt, reader, name, writes=may_write, begins=may_write, sent=sent)


def threads_of_own(attempt: Attempt, *, reader: User, sent: FeedbackForm | None) -> dict[int, FeedbackThread]:
    """As the resident reads them, who answers where somebody wrote; of practice none, without a query."""
    if attempt.assigned_case_id is None:
        return {}
    return _threads(attempt, reader, "You", writes=True, begins=False, sent=sent)


def _threads(
    attempt: Attempt, reader: User, resident: str, *, writes: bool, begins: bool, sent: FeedbackForm | None
) -> dict[int, FeedbackThread]:
    held: dict[str, list[Feedback]] = {}
    for entry in attempt.feedback.select_related("by"):
        held.setdefault(entry.step, []).append(entry)
    steps = [("", ""), *((each.key, each.title) for each in teaching_case_in(attempt.version).steps)]
    found = {}
    for number, (key, title) in enumerate(steps):
        entries = held.get(key, [])
        may = writes and bool(entries or begins)
        found[number] = FeedbackThread(
            number=number,
            step=key,
            title=title,
            entries=tuple(_entry(each, reader, resident) for each in entries),
            last=entries[-1].pk if entries else 0,
            form=_form(number, key, sent) if may else None,
        )
    return found


def _form(number: int, key: str, sent: FeedbackForm | None) -> FeedbackForm:
    """What was sent and refused stands where it was typed."""
    if sent is not None and sent.data.get("step", "") == key:
        sent.auto_id = f"id_{number}_%s"
        return sent
    return FeedbackForm(auto_id=f"id_{number}_%s")


def _entry(entry: Feedback, reader: User, resident: str) -> FeedbackEntry:
    if entry.by_id == reader.pk:
        who = "You"
    elif entry.is_answer:
        who = resident
    else:
        who = str(entry.by or GONE)
    return FeedbackEntry(who, entry.at, entry.text)


def number_of(attempt: Attempt, step: str) -> int:
    """Of the thread at a step; that of the whole attempt for none."""
    keys = [each.key for each in teaching_case_in(attempt.version).steps]
    return keys.index(step) + 1 if step in keys else WHOLE


def is_place(attempt: Attempt, step: str) -> bool:
    """Whether something can be written there: at a step, or on the whole attempt."""
    return not step or number_of(attempt, step) != WHOLE
