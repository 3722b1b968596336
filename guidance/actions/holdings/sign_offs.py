"""Who answers clinically for a note or an addition: the name stays with their consent."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from django.db.models import F, Model

from guidance.actions.drafting import columns_of
from guidance.domain.edition import content_hash
from guidance.models import AuditEntry, Change, ChangeSet, Document, Edition
from kidmet_site.accounts.holdings import Holding, Leaver, every, hold, is_one_of, known_as, naming


def register() -> None:
    hold(
        model=Document,
        title="Clinical sign-offs",
        what="Your name where you answer clinically for a note or an addition of the guidance.",
        why="Readers see who answers for it.",
        after="It stays if you agree to that; if not, a random name takes its place, in every edition. Your "
        "address is taken out in any case.",
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
    said = leaver.addresses if leaver.keeps_name else leaver.known_as
    return every(model).filter(naming(model, columns, said)).iterator(chunk_size=20)


def _signed_by_nobody(said: Any, leaver: Leaver) -> Any:
    """The same without their address, and with the pseudonym wherever the person signed off by name."""
    if isinstance(said, str):
        return leaver.without_address(said)
    if isinstance(said, list):
        return [_signed_by_nobody(each, leaver) for each in said]
    if not isinstance(said, dict):
        return said
    made = {name: _signed_by_nobody(value, leaver) for name, value in said.items()}
    signed = made.get("signed_off")
    if isinstance(signed, dict) and not leaver.keeps_name and leaver.is_name(str(signed.get("by", ""))):
        made["signed_off"] = {**signed, "by": leaver.pseudonym}
    return made


def sign_offs_in(payload: Mapping[str, Any], names: Collection[str]) -> list[str]:
    """Which notes and additions one of these names, or addresses, signed off."""
    listed = [*payload.get("notes", ()), *payload.get("additions", ())]
    signed = {each.get("id") or each.get("key"): each.get("signed_off") for each in listed}
    by = {key: str(said.get("by") or "") for key, said in signed.items() if isinstance(said, dict)}
    return [str(key) for key, name in by.items() if is_one_of(names, name)]
