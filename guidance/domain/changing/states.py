"""The ways of a change set, as one table; the diagram in the documentation is drawn from it."""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    WRITING = "writing"
    PROPOSED = "proposed"
    UNDER_REVIEW = "under_review"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    PUBLISHED = "published"


LABELS = {
    State.WRITING: "being written",
    State.PROPOSED: "proposed",
    State.UNDER_REVIEW: "under review",
    State.ACCEPTED: "accepted",
    State.REJECTED: "rejected",
    State.WITHDRAWN: "withdrawn",
    State.PUBLISHED: "published",
}
OPEN = (State.WRITING, State.PROPOSED, State.UNDER_REVIEW)
"""States in which a change set has not been decided on."""
IN_REVIEW = (State.PROPOSED, State.UNDER_REVIEW)
"""States in which another curator may decide: deciding begins the review where nobody has begun it."""


@dataclass(frozen=True)
class ChangeSetStep:
    """One way from some states to another: who goes it, and what it asks for.

    `who` is "author", "reviewer" (any curator but the author) or "curator" (any). A step with `needs_reason`
    is refused without one, one with `needs_interests` without a statement of interests that still holds.
    `is_shown` is false for a step that another act takes (publishing the draft).
    """

    name: str
    label: str
    sources: tuple[State, ...]
    target: State
    who: str
    needs_reason: bool = False
    needs_interests: bool = False
    is_shown: bool = True


STEPS = (
    ChangeSetStep("propose", "Propose", (State.WRITING,), State.PROPOSED, "author", needs_reason=True),
    ChangeSetStep(
        "revise",
        "Go on writing",
        (State.PROPOSED, State.UNDER_REVIEW, State.REJECTED, State.WITHDRAWN),
        State.WRITING,
        "author",
    ),
    ChangeSetStep("rebase", "Make it anew on the draft of today", OPEN, State.WRITING, "author"),
    ChangeSetStep("withdraw", "Withdraw", OPEN, State.WITHDRAWN, "author"),
    ChangeSetStep("review", "Begin the review", (State.PROPOSED,), State.UNDER_REVIEW, "reviewer"),
    ChangeSetStep("accept", "Accept", IN_REVIEW, State.ACCEPTED, "reviewer", needs_interests=True),
    ChangeSetStep("reject", "Reject", IN_REVIEW, State.REJECTED, "reviewer", needs_reason=True),
    ChangeSetStep(
        "revert", "Take back out", (State.ACCEPTED,), State.UNDER_REVIEW, "curator", needs_reason=True
    ),
    ChangeSetStep("publish", "Publish", (State.ACCEPTED,), State.PUBLISHED, "curator", is_shown=False),
)


def step_named(name: str) -> ChangeSetStep:
    """Raises KeyError for a name that no step has."""
    return {step.name: step for step in STEPS}[name]


def steps_from(state: str) -> tuple[ChangeSetStep, ...]:
    """The steps that lead out of a state, in the order of the table."""
    return tuple(step for step in STEPS if state in step.sources)


def diagram() -> str:
    """The table as a state diagram in Mermaid's words."""
    lines = ["stateDiagram-v2", f"    [*] --> {State.WRITING}"]
    lines += [f'    state "{label}" as {state}' for state, label in LABELS.items() if label != state]
    for step in STEPS:
        lines += [f"    {source} --> {step.target}: {step.label} ({step.who})" for source in step.sources]
    ends = [state for state in State if not steps_from(state)]
    return "\n".join([*lines, *(f"    {state} --> [*]" for state in ends)])
