"""What was undone, in words."""

from collections.abc import Mapping
from typing import Any

from cases.actions.undoing import Undone
from cases.domain.wording import named, table_words
from cases.models import Act
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Fact


def undone_words(undone: Undone) -> str:
    """ "Undone: Sex (now female), Kidney lesions (now 3 lesions)"; what was kept is said as well."""
    did = "Redone" if undone.change.act == Act.REDO else "Undone"
    changed = [_what(key, each) for key, each in undone.change.changes.items()]
    said = f"{did}: {named(changed)}." if changed else f"Nothing {did.lower()}."
    if undone.kept:
        labels = [f"“{VOCABULARY[key].label}”" for key in undone.kept if key in VOCABULARY]
        said += f" Left as it is, because it was changed since: {named(labels)}."
    return said


def _what(key: str, change: Mapping[str, Any]) -> str:
    of_one = _lesion(change["before"], change["after"]) if key == "lesions" else ""
    return of_one or f"{VOCABULARY[key].label} (now {_words(VOCABULARY[key], change['after'])})"


def _lesion(before: Any, after: Any) -> str:
    """ "Lesion 4, size (now 101 mm)", "Lesion 5 is back (now 5 lesions)"; "" where more than one changed."""
    was, now = list(before or ()), list(after or ())
    place = next((at for at, (old, new) in enumerate(zip(was, now, strict=False)) if old != new), None)
    if place is None:
        place = min(len(was), len(now))
    if len(was) == len(now):
        return _one_fact(place, was[place], now[place]) if was[place + 1 :] == now[place + 1 :] else ""
    longer, shorter, did = (now, was, "is back") if len(now) > len(was) else (was, now, "is taken away")
    if not shorter or longer[:place] + longer[place + 1 :] != shorter:
        return ""
    return f"Lesion {place + 1} {did} (now {_words(VOCABULARY['lesions'], after)})"


def _one_fact(place: int, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    changed = [key for key in LESION_FIELDS if was.get(key) != now.get(key)]
    if len(changed) != 1:
        return ""
    fact = LESION_FIELDS[changed[0]]
    return f"Lesion {place + 1}, {fact.label.lower()} (now {_words(fact, now.get(fact.key))})"


def _words(fact: Fact, data: object) -> str:
    return "not recorded" if data is None else table_words(fact, fact.clean(data))
