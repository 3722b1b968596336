"""An edition with additions of its own, for tests of every page that shows them."""

from guidance import models
from tests.guidance.editions import add, publish_with

KEY, BARE, TNM = "A-oblique-view", "A-second-reading", "staging/tnm"
SAID = "An oblique view of the zebra shows what a straight one hides."
LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}


def publish_additions() -> models.Edition:
    """Edition 2: two additions to the section of TNM, a note about the first and about two other places, and
    a rule that brings it up."""
    return publish_with(
        add("additions", key=KEY, section=TNM, text=SAID, references=["R1"], certainty="B"),
        add("additions", key=BARE, section=TNM, text="Read it twice.", references=[], certainty="C"),
        add(
            "notes",
            id="C900",
            severity="high",
            section=TNM,
            statements=["111-1", KEY, "130-3"],
            text="Mind the stripes.",
            references=[],
            certainty="C",
            **{"class": "incomplete"},
        ),
        add("rules", id="zebra", effect="highlight", section=TNM, statement=KEY, when=LUNG),
    )
