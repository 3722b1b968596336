"""Who answers clinically for a note or an addition: the name stays with their consent."""

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import F, Model
from django.utils.timezone import get_default_timezone, localdate

from guidance.actions.drafting import columns_of
from guidance.domain.edition import content_hash
from guidance.models import AuditEntry, Change, ChangeSet, Document, Edition
from kidmet_site.accounts.holdings import Holding, Leaver, every, hold, naming
from kidmet_site.accounts.known_as import is_one_of, known_as, written_at


def register() -> None:
    hold(
        model=Document,
        title="Clinical sign-offs",
        what="Your name where you answer clinically for a note or an addition of the guidance.",
        why="Readers see who answers for it.",
        after="It stays if you agree to that; if not, a random name takes its place, in every edition. What "
        "was signed off before your account had the name keeps it, and so does all of it while somebody "
        "else here bears it. Your address is taken out in any case.",
        people={},
        owned=lambda person: Document.objects.filter(naming(Document, ("payload",), known_as(person))),
        erase=sign_offs_stay,
        export=lambda document, person: sign_offs_in(document.payload, known_as(person)),
        is_told=False,
        place=56,
    )


def sign_offs_stay(held: Holding, leaver: Leaver, until: float) -> bool:
    """With their consent the name stays; else it, and their address in any case, becomes another in all that
    was ever written, and nothing else does.

    It is the one thing that changes in a published edition: its hash follows, and workers read it anew.
    """
    if not leaver.known_as:
        return True
    for row in _naming(Document, leaver, "payload"):
        if (payload := _signed_by_nobody(row.payload, leaver, _day_of(row))) != row.payload:
            Document.objects.filter(pk=row.pk).update(version=F("version") + 1, **columns_of(payload))
    for row in _naming(Edition, leaver, "payload"):
        if (payload := _signed_by_nobody(row.payload, leaver, _day_of(row))) != row.payload:
            every(Edition).filter(pk=row.pk).update(payload=payload, hash=content_hash(payload))
    for model, columns in _REPEATS.items():
        for row in _naming(model, leaver, *columns):
            was = {column: getattr(row, column) for column in columns}
            if (texts := _signed_by_nobody(was, leaver, _day_of(row))) != was:
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
    said = leaver.addresses if leaver.keeps_name else leaver.known_as
    return every(model).filter(naming(model, columns, said)).iterator(chunk_size=20)


def _day_of(row: Model) -> date | None:
    """On which day it was written. Of the draft only each sign-off tells."""
    at = written_at(row)
    return at and localdate(at, get_default_timezone())


def _signed_by_nobody(said: Any, leaver: Leaver, at: date | None) -> Any:
    """The same without their address, and with the pseudonym wherever the person signed off by name."""
    if isinstance(said, str):
        return leaver.without_address(said)
    if isinstance(said, list):
        return [_signed_by_nobody(each, leaver, at) for each in said]
    if not isinstance(said, dict):
        return said
    made = {name: _signed_by_nobody(value, leaver, at) for name, value in said.items()}
    signed = made.get("signed_off")
    if isinstance(signed, dict) and not leaver.keeps_name and _is_theirs(signed, leaver, at):
        made["signed_off"] = {**signed, "by": leaver.pseudonym}
    return made


def _is_theirs(signed: Mapping[str, Any], leaver: Leaver, at: date | None) -> bool:
    """By their name, and since it is theirs: an edition repeats what others signed off long before."""
    days = [day for day in (_day_in(signed), at) if day]
    return leaver.is_name(str(signed.get("by", "")), min(days, default=None))


def _day_in(signed: Mapping[str, Any]) -> date | None:
    try:
        return date.fromisoformat(str(signed.get("on", "")))
    except ValueError:
        return None


def sign_offs_in(payload: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Which notes and additions one of these names, or addresses, signed off."""
    listed = [*payload.get("notes", ()), *payload.get("additions", ())]
    signed = {each.get("id") or each.get("key"): each.get("signed_off") for each in listed}
    by = {key: str(said.get("by") or "") for key, said in signed.items() if isinstance(said, dict)}
    return [str(key) for key, name in by.items() if is_one_of(names, name)]
