"""Feedback: a resident's goes with their attempt, an educator's stays without name and text."""

from cases.models import Feedback
from kidmet_site.accounts.holdings import REMOVED, as_json, hold, nobodys


def register() -> None:
    hold(
        model=Feedback,
        title="Feedback",
        what="What you wrote about attempts in your cohorts, or answered to feedback on yours.",
        why="The other side reads it.",
        after="What you wrote about attempts of others stays, without your text, and does not name you; "
        "feedback on your own attempts is deleted.",
        people={"by": {"text": REMOVED}},
        erase=nobodys,
        export=lambda entry, person: as_json(entry, person, but=() if entry.is_answer else ("attempt",)),
        place=16,
    )
