"""What is told of a case over a group, as it is worked out and kept. Nothing of it says whose an attempt is.

An item is what is marked as one: a fact that the key names (a TNM token with its prefix) or a question.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from cases.domain.sureness import Sureness, SureRow

from .statistics import Alpha, PanelAgreement

FEWEST = 10
"""Attempts below which nothing is told: single answers would stand out, and numbers are chance."""


@dataclass(frozen=True)
class TalliedEntry:
    """How many entered it, and how many of each third of the group."""

    text: str
    verdict: str
    count: int = 0
    upper: int = 0
    middle: int = 0
    lower: int = 0


@dataclass(frozen=True)
class ItemResults:
    subject: str
    key: str
    label: str
    kind: str
    step: str
    expected: str
    weight: float
    is_pending: bool
    """Somebody has to mark it yet, so that no number is told of it."""
    is_choice: bool
    """What there is to choose from is told whole, also what nobody chose."""
    is_written: bool
    """A text of one's own, of which nothing is told."""
    facility: float | None
    discrimination: float | None
    entries: tuple[TalliedEntry, ...]
    others: TalliedEntry | None
    """Entries that are not told one by one."""
    nothing: TalliedEntry
    """Who entered nothing."""
    sureness: tuple[SureRow, ...] = ()
    """How often it was right at each level of sureness; empty where fewer than are told of said theirs."""


@dataclass(frozen=True)
class Concordance:
    """Script concordance: the items of a group against their panels."""

    items: int
    score: float | None
    """The mean of the group, from 0 to 1."""
    alpha: Alpha | None
    panels: tuple[tuple[str, PanelAgreement], ...]
    """By the key of the question."""


@dataclass(frozen=True)
class CaseStatistics:
    attempts: int
    share: float | None
    """The mean share of the points, from 0 to 1."""
    spread: float | None
    """The standard deviation of the shares."""
    alpha: Alpha | None
    alpha_items: int
    thirds: tuple[int, int, int]
    """How many people are in the upper, middle and lower third."""
    items: tuple[ItemResults, ...]
    concordance: Concordance | None
    sureness: tuple[SureRow, ...] = ()
    """Of all items together; empty likewise."""

    def as_data(self) -> dict[str, Any]:
        """As JSON holds it."""
        return asdict(self)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        items = tuple(_item_from(each) for each in data["items"])
        alpha, held = data["alpha"], data["concordance"]
        told = {"alpha": _alpha_from(alpha), "thirds": tuple(data["thirds"]), "items": items}
        told["sureness"] = _sure_rows(data)
        return cls(**{**data, **told, "concordance": _concordance_from(held) if held else None})


def _alpha_from(data: Mapping[str, float] | None) -> Alpha | None:
    return Alpha(**data) if data else None


def _item_from(data: Mapping[str, Any]) -> ItemResults:
    entries = tuple(TalliedEntry(**each) for each in data["entries"])
    others = TalliedEntry(**data["others"]) if data["others"] else None
    told = {"entries": entries, "others": others, "nothing": TalliedEntry(**data["nothing"])}
    return ItemResults(**{**data, **told, "sureness": _sure_rows(data)})


def _sure_rows(data: Mapping[str, Any]) -> tuple[SureRow, ...]:
    """What was worked out before it was asked has none."""
    rows = data.get("sureness", ())
    return tuple(SureRow(**{**row, "level": Sureness(row["level"])}) for row in rows)


def _concordance_from(data: Mapping[str, Any]) -> Concordance:
    panels = tuple((key, PanelAgreement(**panel)) for key, panel in data["panels"])
    return Concordance(**{**data, "alpha": _alpha_from(data["alpha"]), "panels": panels})
