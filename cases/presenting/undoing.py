"""What was undone, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from cases.actions import Undone
from cases.domain.wording import table_words
from cases.models import Act
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, joined

MOST_NAMED = 4


def undone_words(undone: Undone) -> str:
    """ "Undone: Sex (now female), Kidney lesions (now 3 lesions)"; what was kept is said as well."""
    did = "Redone" if undone.change.act == Act.REDO else "Undone"
    named = [_what(key, each) for key, each in undone.change.changes.items()]
    said = f"{did}: {_listed(named)}." if named else f"Nothing {did.lower()}."
    if undone.kept:
        labels = [f"“{VOCABULARY[key].label}”" for key in undone.kept if key in VOCABULARY]
        said += f" Left as it is, because it was changed since: {_listed(labels)}."
    return said


def _what(key: str, change: Mapping[str, Any]) -> str:
    return (_lesion(change["before"], change["after"]) if key == "lesions" else "") or _now(
        key, change["after"]
    )


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
    count = table_words(VOCABULARY["lesions"], VOCABULARY["lesions"].clean(after))
    return f"Lesion {place + 1} {did} (now {count})"


def _one_fact(place: int, was: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    changed = [key for key in LESION_FIELDS if was.get(key) != now.get(key)]
    if len(changed) != 1:
        return ""
    fact, data = LESION_FIELDS[changed[0]], now.get(changed[0])
    value = "not recorded" if data is None else table_words(fact, fact.clean(data))
    return f"Lesion {place + 1}, {fact.label.lower()} (now {value})"


def _now(key: str, data: object) -> str:
    fact = VOCABULARY[key]
    value = "not recorded" if data is None else table_words(fact, fact.clean(data))
    return f"{fact.label} (now {value})"


def _listed(named: Sequence[str]) -> str:
    if len(named) > MOST_NAMED + 1:
        named = [*named[:MOST_NAMED], f"{len(named) - MOST_NAMED} others"]
    return joined(list(named))
