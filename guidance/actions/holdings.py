"""What the guidance holds of a person: its history stays without names and free text, the rest goes."""

from django.db.models import Q, QuerySet

from guidance.domain.changing.states import State
from guidance.models import (
    AuditEntry,
    Change,
    ChangeSeen,
    ChangeSet,
    Comment,
    Document,
    EditingMark,
    Edition,
    Flag,
    InterestStatement,
    Notice,
    SourceText,
    Subscription,
)
from kidmet_site.accounts.holdings import (
    REMOVED,
    Holding,
    Leaver,
    as_json,
    every,
    goes,
    hold,
    hold_nothing,
    hold_parts,
    stays,
)
from kidmet_site.accounts.models import User

HISTORY = "Others must be able to follow how the guidance came to say what it says."

TYPED = ("asked", "name", "rights")
"""What an entry of the audit keeps of what somebody asked for or wrote, and of how their file was called."""


def register() -> None:
    """Once all apps are there."""
    _curating()
    _reading()
    hold_nothing("the text of the guidance; clinical sign-offs in it stand there by consent", Document)
    hold_nothing("the source's own words, as whoever has them attached them", SourceText)


def _curating() -> None:
    hold(
        model=ChangeSet,
        title="Change sets",
        what="The changes of the guidance that you proposed or reviewed, with your reasons and decisions.",
        why=HISTORY,
        after="They stay, under a random name; titles, reasons and decisions that you wrote are removed. "
        "What you had not proposed yet is withdrawn.",
        people={"author": {"reason": REMOVED}, "reviewer": {"decision": REMOVED}},
        erase=change_sets_stay,
        export=lambda row, person: change_set_file(row, person),
        per_file=1,
    )
    hold_parts(ChangeSet, Change)
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
        erase=interests_stay,
        export=as_json,
    )
    hold(
        model=Edition,
        title="Editions that you published",
        what="Which editions of the guidance you published, with the reason that readers see.",
        why="Readers see since when, and why, the guidance says what it says.",
        after="They stay as they were published, under a random name.",
        people={"published_by": {}},
        erase=stays,
        export=lambda edition, person: as_json(edition, person, but=("payload", "counts", "changes")),
    )
    hold(
        model=AuditEntry,
        title="Audit of the guidance",
        what="What you did to the guidance, in which role, when and why.",
        why=HISTORY,
        after="Each entry stays, under a random name; the reasons that you wrote are removed.",
        people={"by": {"why": ""}},
        erase=audit_stays,
        export=as_json,
        place=55,
    )
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


def _reading() -> None:
    hold(
        model=Flag,
        title="Flags",
        what="The statements and notes that you doubted, why, and the replies that you gave to others.",
        why="Curators look into them, and other readers see that they did.",
        after="That there was a flag, and that it was answered, stays under a random name; what you wrote is "
        "removed.",
        people={"by": {"reason": REMOVED}, "resolved_by": {"reply": REMOVED}},
        erase=flags_stay,
        export=as_json,
        place=45,
    )
    hold(
        model=Subscription,
        title="Subscription",
        what="That you want to be told of new editions of the guidance.",
        why="You asked for it.",
        after="This is deleted.",
        people={"user": {}},
        erase=goes,
        export=as_json,
    )
    hold(
        model=Notice,
        title="Notices",
        what="What you were told on this site or by e-mail.",
        why="You can read it again.",
        after="They are deleted, and with them the notices of others that name or quote you.",
        people={"user": {}},
        erase=notices_go,
        export=as_json,
    )


# What becomes of them


def change_sets_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """A title is the author's free text; entries of the audit and reversals repeat it."""
    for made in ChangeSet.objects.filter(author=leaver.person).exclude(title="").only("pk", "title"):
        told = every(AuditEntry).filter(Q(change_set=made.pk) | Q(by=leaver.person.pk), subject=made.title)
        told.update(subject=f"Change set {made.pk}")
        ChangeSet.objects.filter(reverts=made, title=f"Revert: {made.title}"[:200]).update(
            title=f"Revert: Change set {made.pk}"
        )
    own = ChangeSet.objects.filter(author=leaver.person)
    own.filter(state=State.WRITING).update(state=State.WITHDRAWN, updated_at=leaver.now)
    own.update(title="")
    _without_text(ChangeSet.objects.filter(author=leaver.person), "reason")
    _without_text(ChangeSet.objects.filter(reviewer=leaver.person), "decision")
    return True


def interests_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    _without_text(held.rows_of(leaver.person), "text")
    return True


def flags_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """With them go the notices in which others were told of a reply."""
    for flag in Flag.objects.filter(resolved_by=leaver.person).exclude(reply__in=("", REMOVED)):
        Notice.objects.filter(user=flag.by_id, text__contains=f"“{flag.reply}”").delete()
    _without_text(Flag.objects.filter(by=leaver.person), "reason")
    _without_text(Flag.objects.filter(resolved_by=leaver.person), "reply")
    return True


def _without_text(rows: QuerySet, column: str) -> None:
    rows.exclude(**{column: ""}).update(**{column: REMOVED})


def notices_go(held: Holding, leaver: Leaver, until: float) -> bool:
    named = Q(text__contains=f"{leaver.person} ") | Q(text__icontains=leaver.person.email)
    Notice.objects.filter(named).delete()
    return goes(held, leaver, until)


def audit_stays(held: Holding, leaver: Leaver, until: float) -> bool:
    """The one change that the audit knows: who left is called otherwise, and their words are gone."""
    rows = every(AuditEntry).filter(by=leaver.person.pk)
    rows.filter(subject=str(leaver.person)).update(subject=leaver.pseudonym)
    for entry in rows.filter(detail__has_any_keys=[*TYPED]).only("pk", "detail"):
        kept = {name: value for name, value in entry.detail.items() if name not in TYPED}
        every(AuditEntry).filter(pk=entry.pk).update(detail=kept)
    rows.update(name=leaver.pseudonym, why="")
    return True


# What a copy holds


def change_set_file(row: ChangeSet, person: User) -> dict[str, object]:
    return as_json(row, person, but=("undo", "document")) | {
        "changes": [as_json(each, person, but=("change_set", "page")) for each in row.changes.all()]
    }
