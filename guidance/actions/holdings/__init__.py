"""What the guidance holds of a person: its history stays without names and free text, the rest goes."""

from guidance.actions.holdings import history, reading, review, sign_offs
from guidance.models import SourceText
from kidmet_site.accounts.holdings import hold_nothing


def register() -> None:
    """Once all apps are there."""
    for group in (review, history, reading, sign_offs):
        group.register()
    hold_nothing("the source's own words, as whoever has them attached them", SourceText)
