"""What is wrong with something that was read: one class, for whatever is read and wherever it is told."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .characters import on_one_line


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: its place in the data ("rules[3].when.any[1].value"), the id of the
    entry there, the word that was meant.

    Of a file also its name, the line (0 where it is not known), what is given there and what is allowed, and
    in `words` the entry and the place in it as people call them.
    """

    place: str
    message: str
    id: str = ""
    nearest: str | None = None
    file: str = ""
    line: int = 0
    given: object = ""
    allowed: str = ""
    words: str = ""

    @property
    def said(self) -> str:
        """The message with the word that was meant."""
        return f'{self.message} Did you mean "{self.nearest}"?' if self.nearest else self.message

    def __str__(self) -> str:
        """ "rules/lung.yaml:41: staging-lung: when.op: …"; else "rules[3].when.op (staging-lung): …"."""
        if self.file:
            at = f"{self.file}:{self.line}" if self.line else self.file
            told = f"{self.said} ({self.words}.)" if self.words else self.said
            return on_one_line(": ".join([at, *filter(None, (self.id, self.place)), told]))
        return f"{self.place}{f' ({self.id})' if self.id else ''}: {self.said}"


Faults = Iterator[Fault]


class FaultsError(ValueError):
    """Something that cannot be used. `faults` holds all that is wrong with it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))
