"""What to say to the writer of a case whose words look as if they could identify a person."""

from guidance.domain.identifiers import Suspicion, named


def warning(found: tuple[Suspicion, ...], what: str = "title") -> str:
    """`what` is what they wrote."""
    advice = f"Cases here are invented and name nobody. Change the {what}, or confirm that this is invented."
    return f"{named(found)}. {advice}"
