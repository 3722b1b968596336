"""What is wrong with something that was read: one class, for whatever is read and wherever it is told."""

from __future__ import annotations

from dataclasses import dataclass

from guidance.domain.characters import on_one_line


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong, and where: its place in the data ("steps[1].questions[0].options"), and the
    word that was meant.

    Of a file also its name, the line (0 where it is not known), what is given there and what is allowed.
    """

    place: str
    message: str
    nearest: str | None = None
    file: str = ""
    line: int = 0
    given: object = ""
    allowed: str = ""

    @property
    def said(self) -> str:
        """The message with the word that was meant."""
        return f'{self.message} Did you mean "{self.nearest}"?' if self.nearest else self.message

    def __str__(self) -> str:
        """ "lung-adrenal.yaml:41: key.marks[2].fact: …", or without a file "key.marks[2].fact: …"."""
        at = f"{self.file}:{self.line}" if self.line else self.file
        return on_one_line(": ".join(filter(None, (at, self.place, self.said))))
