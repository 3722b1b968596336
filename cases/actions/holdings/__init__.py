"""What cases hold of a person: practice goes, what others rely on stays without name and free text."""

from cases.actions.holdings import asked_for, assigned, drafts, libraries, practice, seats, talk, uploads
from cases.models import FactBlock, FactColumn, StoredCoverage, StoredResults
from kidmet_site.accounts.holdings import hold_nothing


def register() -> None:
    """Once all apps are there."""
    for group in (practice, assigned, talk, seats, libraries, asked_for, drafts, uploads):
        group.register()
    hold_nothing("the facts of neighbouring cases, without whose they are", FactBlock, FactColumn)
    hold_nothing("how many stored cases a draft reaches, and none of them", StoredCoverage)
    hold_nothing("what was entered how often in a group of ten or more, and by nobody by name", StoredResults)
