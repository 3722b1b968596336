"""A file that is read and written in pieces, which stand in the database."""

import io
from collections.abc import Iterator
from typing import Any, Protocol

CHUNK = 1_000_000


class InPieces(Protocol):
    """A row that has a file: so many bytes, and rows with its pieces by their place."""

    size: int
    chunks: Any


class StoredFile(io.RawIOBase):
    """A file to read and write anywhere; one piece is held at a time. Closing it keeps what was written.

    It reads and writes as much as is asked for, across pieces: `zipfile` takes less for the end of the file,
    and what it could not write for written.
    """

    def __init__(self, holder: InPieces) -> None:
        self._pieces, self.size = holder.chunks, holder.size
        self._at, self._place, self._data, self._is_new = 0, -1, bytearray(), False

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, start + offset)
        return self._at

    def readinto(self, buffer: Any) -> int:
        room, done = min(len(buffer), max(0, self.size - self._at)), 0
        while done < room:
            inside = self._turn_to(self._at)
            piece = self._data[inside : inside + room - done]
            piece.extend(bytes(min(room - done, CHUNK - inside) - len(piece)))  # passed over, never written
            buffer[done : done + len(piece)] = piece
            self._at += len(piece)
            done += len(piece)
        return done

    def write(self, data: Any) -> int:
        left = memoryview(data)
        while left:
            inside = self._turn_to(self._at)
            piece, left = left[: CHUNK - inside], left[CHUNK - inside :]
            if inside > len(self._data):
                self._data.extend(bytes(inside - len(self._data)))
            self._data[inside : inside + len(piece)] = piece
            self._is_new = True
            self._at += len(piece)
        self.size = max(self.size, self._at)
        return len(data)

    def truncate(self, size: int | None = None) -> int:
        self.size = self._at if size is None else size
        return self.size

    def close(self) -> None:
        if not self.closed:
            self._keep()
        super().close()

    def _turn_to(self, at: int) -> int:
        """The place inside its piece; that piece is held from now on."""
        place, inside = divmod(at, CHUNK)
        if place != self._place:
            self._keep()
            held = self._pieces.filter(place=place).first()
            self._place, self._data, self._is_new = place, bytearray(held.data if held else b""), False
        return inside

    def _keep(self) -> None:
        if self._is_new:
            self._pieces.update_or_create(place=self._place, defaults={"data": bytes(self._data)})
            self._is_new = False


def pieces_of(holder: InPieces) -> Iterator[bytes]:
    """The file from its beginning, a piece at a time."""
    places = -(-holder.size // CHUNK)
    for place in range(places):
        data = bytes(holder.chunks.get(place=place).data)
        yield data[: holder.size - place * CHUNK]
