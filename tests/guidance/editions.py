"""Further editions for tests: the one before, with a few entries changed by hand."""

from collections.abc import Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from guidance import models
from guidance.actions.publishing import publish_payload

SPRING = datetime(2026, 3, 3, 9, tzinfo=UTC)
Payload = dict[str, Any]


def publish_with(
    *edits: Callable[[Payload], object], note: str = "Say it otherwise.", now: datetime = SPRING
) -> models.Edition:
    """The next edition: what readers see now, after each edit has been made to it."""
    payload = deepcopy(models.Edition.objects.order_by("-number")[0].payload)
    for edit in edits:
        edit(payload)
    return publish_payload(payload, by=None, now=now, note=note)


def entry(payload: Payload, kind: str, id_: str) -> Payload:
    """An entry of a payload, to be changed in place. `kind` is "sections", "statements", "notes", …"""
    if kind == "document":
        return payload["document"]
    if kind == "statements":
        listed = [each for section in payload["sections"] for each in section["statements"]]
    else:
        listed = payload.get(kind, [])
    return next(each for each in listed if id_ in (each.get("slug"), each.get("key"), each.get("id")))


def put(kind: str, id_: str = "", /, **fields: object) -> Callable[[Payload], None]:
    """An edit that gives fields of an entry other values."""
    return lambda payload: entry(payload, kind, id_).update(fields)


def drop(kind: str, id_: str) -> Callable[[Payload], None]:
    """An edit that takes an entry out; rules that name a note name it no more."""

    def edit(payload: Payload) -> None:
        gone = entry(payload, kind, id_)
        if kind != "statements":
            payload[kind].remove(gone)
        for section in payload["sections"]:
            if gone in section["statements"]:
                section["statements"].remove(gone)
        for rule in payload["rules"]:
            if kind == "notes" and id_ in rule.get("notes", ()):
                rule["notes"] = [each for each in rule["notes"] if each != id_]

    return edit


def add(kind: str, /, **fields: object) -> Callable[[Payload], None]:
    return lambda payload: payload.setdefault(kind, []).append(fields)
