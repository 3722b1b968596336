"""What the guidance holds of a person: its history stays without names and free text, the rest goes."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import F, Model, Q, QuerySet

from guidance.actions.drafting import columns_of
from guidance.domain.changing.entries import KINDS
from guidance.domain.changing.states import State
from guidance.domain.edition import content_hash
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
    GoingBack,
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
    known_as,
    naming,
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
    _signing_off()
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
        mentions=("title",),
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
        erase=stays,
        export=as_json,
    )
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
        mentions=("text",),
        erase=notices_go,
        export=as_json,
    )


def _signing_off() -> None:
    hold(
        model=Document,
        title="Clinical sign-offs",
        what="Your name where you answer clinically for a note or an addition of the guidance.",
        why="Readers see who answers for it.",
        after="It stays if you agree to that; if not, a random name takes its place, in every edition.",
        people={},
        owned=lambda person: Document.objects.filter(naming(Document, ("payload",), signing_names(person))),
        erase=sign_offs_stay,
        export=lambda document, person: sign_offs_in(document.payload, signing_names(person)),
        is_told=False,
        place=56,
    )


# What becomes of them


def change_sets_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """A title is the author's free text; entries of the audit and reversals repeat it."""
    _forget_titles(leaver)
    own = ChangeSet.objects.filter(author=leaver.person)
    own.filter(state=State.WRITING).update(state=State.WITHDRAWN, updated_at=leaver.now)
    _without_text(ChangeSet.objects.filter(author=leaver.person), "reason")
    _without_text(ChangeSet.objects.filter(reviewer=leaver.person), "decision")
    return True


def _forget_titles(leaver: Leaver) -> None:
    """Entries of the audit tell of a set by the title that it had then, and of what is in it by its key."""
    entry_of_guidance = Q()
    for kind in KINDS:
        entry_of_guidance |= Q(subject__regex=rf"^{kind}( \S+)?$")
    own = ChangeSet.objects.filter(author=leaver.person)
    for number, title in own.values_list("pk", "title"):
        said = f"Change set {number}"
        told = every(AuditEntry).filter(change_set=number)
        told.exclude(entry_of_guidance).update(subject=said)
        if not title:
            continue
        reversals = ChangeSet.objects.filter(reverts=number).exclude(author=leaver.person)
        every(AuditEntry).filter(change_set__in=reversals.values("pk")).exclude(entry_of_guidance).filter(
            subject__contains=title[:150]
        ).update(subject=said)
        reversals.filter(title__contains=title[:150]).update(title=f"Revert: {said}")
    own.update(title="")


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


def sign_offs_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """With their consent; else the name, and nothing else, becomes another in all that was ever written.

    It is the one thing that changes in a published edition: its hash follows, and workers read it anew.
    """
    if leaver.keeps_name or not leaver.names:
        return True
    for row in _naming(Document, leaver, "payload"):
        if (payload := _signed_by_nobody(row.payload, leaver)) != row.payload:
            Document.objects.filter(pk=row.pk).update(version=F("version") + 1, **columns_of(payload))
    for row in _naming(Edition, leaver, "payload"):
        if (payload := _signed_by_nobody(row.payload, leaver)) != row.payload:
            every(Edition).filter(pk=row.pk).update(payload=payload, hash=content_hash(payload))
    for model, columns in _REPEATS.items():
        for row in _naming(model, leaver, *columns):
            was = {column: getattr(row, column) for column in columns}
            if (texts := _signed_by_nobody(was, leaver)) != was:
                every(model).filter(pk=row.pk).update(**texts)
    return True


_REPEATS: dict[type[Model], tuple[str, ...]] = {
    Change: ("base", "proposed"),
    ChangeSet: ("undo",),
    AuditEntry: ("detail",),
    Edition: ("changes",),
}
"""Where entries stand again, with who signed them off."""


def _naming(model: type[Model], leaver: Leaver, *columns: str) -> Iterator[Any]:
    return every(model).filter(naming(model, columns, leaver.names)).iterator(chunk_size=20)


def _signed_by_nobody(said: Any, leaver: Leaver) -> Any:
    """The same with the pseudonym wherever the person signed off."""
    if isinstance(said, list):
        return [_signed_by_nobody(each, leaver) for each in said]
    if not isinstance(said, dict):
        return said
    made = {name: _signed_by_nobody(value, leaver) for name, value in said.items()}
    signed = made.get("signed_off")
    if isinstance(signed, dict) and leaver.is_name(str(signed.get("by", ""))):
        made["signed_off"] = {**signed, "by": leaver.pseudonym}
    return made


def signing_names(person: User) -> list[str]:
    return [each for each in known_as(person) if "@" not in each]


def sign_offs_in(payload: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Which notes and additions one of these names signed off."""
    listed = [*payload.get("notes", ()), *payload.get("additions", ())]
    signed = {each.get("id") or each.get("key"): each.get("signed_off") for each in listed}
    return [str(key) for key, said in signed.items() if isinstance(said, dict) and said.get("by") in names]


# What a copy holds


def change_set_file(row: ChangeSet, person: User) -> dict[str, object]:
    return as_json(row, person, but=("undo", "document")) | {
        "changes": [as_json(each, person, but=("change_set", "page")) for each in row.changes.all()]
    }
