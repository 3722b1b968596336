"""What somebody wrote and decided of changes: it stays without name and free text."""

from django.db.models import Exists, OuterRef, Q, QuerySet

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
    delete_in_portions,
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
        "What you have never proposed is deleted, unless somebody else commented on it; what you took back "
        "to go on writing is withdrawn.",
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
    if not delete_in_portions(nobody_relies_on(leaver.person), until):
        return False
    own = ChangeSet.objects.filter(author=leaver.person)
    own.filter(state=State.WRITING).update(state=State.WITHDRAWN, updated_at=leaver.now)
    return stays(held, leaver, until)


def nobody_relies_on(author: User) -> QuerySet[ChangeSet]:
    """Sets that were never proposed and that have no comment of another: their wording is the author's."""
    said_by_others = Comment.objects.exclude(by=author).filter(change_set=OuterRef("pk"))
    return ChangeSet.objects.filter(
        ~Exists(said_by_others),
        author=author,
        proposed_at=None,
        reviewer=None,
        state__in=(State.WRITING, State.WITHDRAWN),
    )


def _forget_titles(leaver: Leaver) -> None:
    """Whatever a set was called, also before its title was changed, is told nowhere any more: not in the
    audit, nor in notices of others, nor by what leads back from it, or from that again."""
    own = ChangeSet.objects.filter(author=leaver.person)
    for row in own.only("pk", "title"):
        told = _told_of([row.pk])
        called = told.exclude(act__in=NOT_BY_TITLE).values_list("subject", flat=True)
        said = str(ChangeSet(pk=row.pk))
        titles = {row.title, *called} - {"", said}
        told.update(subject=said)
        for title in titles:
            Notice.objects.filter(path=path_of(row), text__contains=_in_quotes(title)).delete()
            _forget_in_reversals(row, title, said)
    own.update(title="")


NOT_BY_TITLE = ("imported", "moved in", "moved out")
"""Of these acts the audit tells something else than how the set is called."""


def _told_of(change_sets: list[int]) -> QuerySet[AuditEntry]:
    """What the audit tells of them as a whole: of what is in them it tells by its key."""
    entry_of_guidance = Q()
    for kind in KINDS:
        entry_of_guidance |= Q(subject__regex=rf"^{kind}( \S+)?$")
    return every(AuditEntry).filter(change_set__in=change_sets).exclude(entry_of_guidance)


def _forget_in_reversals(row: ChangeSet, title: str, said: str) -> None:
    """What leads back is called by what it leads back from, and told of so."""
    reversals = list(ChangeSet.objects.filter(reverts=row))
    while reversals:
        numbers = [each.pk for each in reversals]
        for each in reversals:
            Notice.objects.filter(path=path_of(each), text__contains=_in_quotes(title)).delete()
            ChangeSet.objects.filter(pk=each.pk).update(title=_without(title, each.title, said)[:200])
        for entry in _told_of(numbers).filter(subject__contains=title[:LONG]).only("pk", "subject"):
            every(AuditEntry).filter(pk=entry.pk).update(subject=_without(title, entry.subject, said)[:300])
        reversals = list(ChangeSet.objects.filter(reverts__in=numbers))


LONG = 150
"""Of a title that has more, another that repeats it may have lost the end."""


def _in_quotes(title: str) -> str:
    return title[:LONG] if len(title) > LONG else f"{title}”"


def _without(title: str, text: str, said: str) -> str:
    """A title that another repeats is its end, or stands in quotation marks."""
    if text.endswith(title):
        return text.removesuffix(title) + said
    if len(title) > LONG and title[:LONG] in text:
        return text[: text.index(title[:LONG])] + said
    return text.replace(f"{title}”", f"{said}”")


def change_set_file(row: ChangeSet, person: User) -> dict[str, object]:
    return as_json(row, person, but=("undo", "document")) | {
        "changes": [as_json(each, person, but=("change_set", "page")) for each in row.changes.all()]
    }
