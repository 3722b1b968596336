"""What a reading of a notation gives: its parts, and what is to be said of them at their places."""

from dataclasses import asdict, dataclass, field

from ..notation.folding import Folded
from .findings import Level

MOST_OF_A_CODE = 10
"""More findings of one code say nothing more."""

_PRINTED = (
    *("ok", "canonical", "edition", "t", "n", "m"),
    *("descriptors", "sites", "counts", "lugano", "findings"),
)


@dataclass(frozen=True)
class NotationFinding:
    """What is wrong from `start` to `end` (end excluded), and the nearest that would be right."""

    code: str
    level: Level
    message: str
    start: int
    end: int
    nearest: str | None = None


@dataclass(frozen=True)
class NotationReading:
    """What a notation says. `ok` while nothing is wrong; warnings do not count as wrong.

    `t`, `n` and `m` are canonical tokens with prefix, None where they were not given or could not be read.
    `canonical` is the whole notation, None unless ok. `edition` is the one that it was read by and
    `edition_given` the one that it names. `counts` are the positive and the examined nodes. For lymphoma
    `lugano` is the stage as the fact lugano_stage holds it.
    """

    ok: bool
    canonical: str | None
    edition: str | None
    t: str | None = None
    n: str | None = None
    m: str | None = None
    descriptors: tuple[str, ...] = ()
    findings: tuple[NotationFinding, ...] = ()
    sites: tuple[str, ...] = ()
    counts: tuple[int, int] | None = None
    lugano: str | None = None
    edition_given: str | None = None

    def as_json(self) -> dict[str, object]:
        counts = {"positive": self.counts[0], "examined": self.counts[1]} if self.counts else None
        held = asdict(self)
        return {key: held[key] for key in _PRINTED} | {"counts": counts}


@dataclass
class Findings:
    """Collects findings. Places are of the folded text, and of the whole line where there is no end."""

    folded: Folded
    found: list[NotationFinding] = field(default_factory=list)

    @property
    def is_ok(self) -> bool:
        return all(finding.level != "error" for finding in self.found)

    def in_order(self) -> tuple[NotationFinding, ...]:
        return tuple(sorted(self.found, key=lambda finding: (finding.start, finding.level)))

    def error(
        self, code: str, message: str, start: int = 0, end: int | None = None, nearest: str | None = None
    ) -> None:
        self.say(code, "error", message, self._place(start, end), nearest)

    def drop(self, code: str) -> None:
        self.found = [finding for finding in self.found if finding.code != code]

    def warn(self, code: str, message: str, start: int, end: int) -> None:
        self.say(code, "warning", message, self._place(start, end))

    def say(
        self, code: str, level: Level, message: str, place: tuple[int, int], nearest: str | None = None
    ) -> None:
        """Of a place in the text as it was given."""
        if sum(finding.code == code for finding in self.found) < MOST_OF_A_CODE:
            self.found.append(NotationFinding(code, level, message, *place, nearest))

    def _place(self, start: int, end: int | None) -> tuple[int, int]:
        return (0, self.folded.length) if end is None else self.folded.place(start, end)
