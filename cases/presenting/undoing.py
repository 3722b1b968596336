"""What was undone, in words."""

from collections.abc import Sequence

from cases.actions import Undone
from cases.domain.wording import table_words
from cases.models import Act
from guidance.domain.vocabulary import VOCABULARY, joined

MOST_NAMED = 4


def undone_words(undone: Undone) -> str:
    """ "Undone: Sex (now female), Kidney lesions (now 3 lesions)"; what was kept is said as well."""
    did = "Redone" if undone.change.act == Act.REDO else "Undone"
    named = [_now(key, each["after"]) for key, each in undone.change.changes.items()]
    said = f"{did}: {_listed(named)}." if named else f"Nothing {did.lower()}."
    if undone.kept:
        labels = [f"“{VOCABULARY[key].label}”" for key in undone.kept if key in VOCABULARY]
        said += f" Left as it is, because it was changed since: {_listed(labels)}."
    return said


def _now(key: str, data: object) -> str:
    fact = VOCABULARY[key]
    value = "not recorded" if data is None else table_words(fact, fact.clean(data))
    return f"{fact.label} (now {value})"


def _listed(named: Sequence[str]) -> str:
    if len(named) > MOST_NAMED + 1:
        named = [*named[:MOST_NAMED], f"{len(named) - MOST_NAMED} others"]
    return joined(list(named))
