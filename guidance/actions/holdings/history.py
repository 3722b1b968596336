"""Editions, goings back and the audit: they stay, and name nobody."""

from guidance.models import AuditEntry, Edition, GoingBack
from kidmet_site.accounts.holdings import REMOVED, Holding, Leaver, as_json, every, hold, stays

HISTORY = "Others must be able to follow how the guidance came to say what it says."
TYPED = ("asked", "name", "rights")
"""What an entry of the audit keeps of what somebody asked for or wrote, and of how their file was called."""


def register() -> None:
    _editions()
    _audit()


def _editions() -> None:
    hold(
        model=Edition,
        title="Editions that you published",
        what="Which editions of the guidance you published, with the reason that readers see.",
        why="Readers see since when, and why, the guidance says what it says.",
        after="They stay as they were published, under a random name.",
        people={"published_by": {}},
        mentions=("note",),
        erase=stays,
        export=lambda edition, person: as_json(edition, person, but=("payload", "counts", "changes")),
    )
    hold(
        model=GoingBack,
        title="Goings back",
        what="To which older edition you proposed to go back, and why; what you decided of such proposals.",
        why=HISTORY,
        after="They stay, under a random name; the reasons that you wrote are removed.",
        people={"proposed_by": {"reason": REMOVED}, "decided_by": {}},
        erase=goings_back_stay,
        export=as_json,
    )


def _audit() -> None:
    hold(
        model=AuditEntry,
        title="Audit of the guidance",
        what="What you did to the guidance, in which role, when and why.",
        why=HISTORY,
        after="Each entry stays, under a random name; the reasons that you wrote are removed.",
        people={"by": {"why": ""}},
        mentions=("subject",),
        erase=audit_stays,
        export=as_json,
        place=55,
    )


def goings_back_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """Whoever decides repeats in the audit why it was proposed."""
    proposed = every(GoingBack).filter(proposed_by=leaver.person)
    for reason in proposed.values_list("reason", flat=True):
        told = every(AuditEntry).filter(act__endswith=" going back", why=reason)
        told.exclude(by=leaver.person.pk).update(why="")
    return stays(held, leaver, until)


def audit_stays(held: Holding, leaver: Leaver, until: float) -> bool:
    """The one change that the audit knows: who left is called otherwise, and their words are gone."""
    rows = every(AuditEntry).filter(by=leaver.person.pk)
    rows.filter(subject=str(leaver.person)).update(subject=leaver.pseudonym)
    for entry in rows.filter(detail__has_any_keys=[*TYPED]).only("pk", "detail"):
        kept = {name: value for name, value in entry.detail.items() if name not in TYPED}
        every(AuditEntry).filter(pk=entry.pk).update(detail=kept)
    rows.update(name=leaver.pseudonym, why="")
    return True
