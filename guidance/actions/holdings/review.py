"""What somebody wrote and decided of changes: it stays without name and free text."""

from django.db.models import Q

from guidance.actions.change_sets import path_of
from guidance.actions.holdings.history import HISTORY
from guidance.domain.changing.entries import KINDS
from guidance.domain.changing.states import State
from guidance.models import (
    AuditEntry,
    Change,
    ChangeSeen,
    ChangeSet,
    Comment,
    EditingMark,
    InterestStatement,
    Notice,
)
from kidmet_site.accounts.holdings import (
    REMOVED,
    Holding,
    Leaver,
    as_json,
    every,
    goes,
    hold,
    hold_parts,
    stays,
)
from kidmet_site.accounts.models import User


def register() -> None:
    _change_sets()
    _talk()
    _marks()


def _change_sets() -> None:
    hold(
        model=ChangeSet,
        title="Change sets",
        what="The changes of the guidance that you proposed or reviewed, with your reasons and decisions.",
        why=HISTORY,
        after="They stay, under a random name; titles, reasons and decisions that you wrote are removed. "
        "What you had not proposed yet is withdrawn.",
        people={"author": {"reason": REMOVED}, "reviewer": {"decision": REMOVED}},
        mentions=("title",),
        erase=change_sets_stay,
        export=change_set_file,
        per_file=1,
    )
    hold_parts(ChangeSet, Change)


def _talk() -> None:
    hold(
        model=Comment,
        title="Comments on changes",
        what="What you said about changes of the guidance.",
        why=HISTORY,
        after="That there was a comment stays, under a random name; its text is removed.",
        people={"by": {"text": REMOVED}},
        erase=stays,
        export=as_json,
    )
    hold(
        model=InterestStatement,
        title="Statements of interests",
        what="What you declared of your interests as a curator.",
        why="Nobody accepts a change without one.",
        after="That you declared some or none, and when, stays under a random name; the text is removed.",
        people={"by": {"text": REMOVED}},
        erase=stays,
        export=as_json,
    )


def _marks() -> None:
    hold(
        model=EditingMark,
        title="Open entries",
        what="Which entry of the guidance you have open, for some minutes.",
        why="Other curators see that you are working on it.",
        after="This is deleted.",
        people={"by": {}},
        erase=goes,
        not_exported="It fades within minutes.",
    )
    hold(
        model=ChangeSeen,
        title="Changes that you looked at",
        what="Which changes of the guidance you marked as looked at, and when.",
        why="A long review begins with what you have not looked at yet.",
        after="This is deleted.",
        people={"by": {}},
        erase=goes,
        export=as_json,
    )


def change_sets_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """A title is the author's free text; entries of the audit and reversals repeat it."""
    _forget_titles(leaver)
    own = ChangeSet.objects.filter(author=leaver.person)
    own.filter(state=State.WRITING).update(state=State.WITHDRAWN, updated_at=leaver.now)
    return stays(held, leaver, until)


def _forget_titles(leaver: Leaver) -> None:
    """Entries of the audit tell of a set by the title that it had then, and of what is in it by its key.

    Notices that still tell others of it go.
    """
    entry_of_guidance = Q()
    for kind in KINDS:
        entry_of_guidance |= Q(subject__regex=rf"^{kind}( \S+)?$")
    own = ChangeSet.objects.filter(author=leaver.person)
    for row in own.only("pk", "title"):
        number, title, said = row.pk, row.title, f"Change set {row.pk}"
        told = every(AuditEntry).filter(change_set=number)
        told.exclude(entry_of_guidance).update(subject=said)
        if not title:
            continue
        Notice.objects.filter(path=path_of(row), text__contains=title[:150]).delete()
        reversals = ChangeSet.objects.filter(reverts=number).exclude(author=leaver.person)
        every(AuditEntry).filter(change_set__in=reversals.values("pk")).exclude(entry_of_guidance).filter(
            subject__contains=title[:150]
        ).update(subject=said)
        reversals.filter(title__contains=title[:150]).update(title=f"Revert: {said}")
    own.update(title="")


def change_set_file(row: ChangeSet, person: User) -> dict[str, object]:
    return as_json(row, person, but=("undo", "document")) | {
        "changes": [as_json(each, person, but=("change_set", "page")) for each in row.changes.all()]
    }
