"""JSON with the line of every value, and nothing that JSON has no word for or that says a thing twice."""

import json
import math
import re
from collections.abc import Iterator
from typing import NoReturn

from guidance.domain.characters import shown
from guidance.domain.limits import PACK_BYTES, PACK_DEPTH
from guidance.pack.file_reading import FileReading, Lines

_TOKEN = re.compile(r'\n|"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
_TOO_DEEP = f"is nested too deep. {PACK_DEPTH.refusal()}"


class _Odd(Exception):
    """Python would read it, and it is not what the file should say."""


def read_json(text: str, *, with_lines: bool = False) -> FileReading:
    """The lines are looked for only where they are asked for, or where there is something to tell of them."""
    reading = FileReading()
    if len(text) > PACK_BYTES.most:
        reading.faults.append((1, f"is too large. {PACK_BYTES.refusal(len(text))}"))
        return reading
    try:
        reading.data = json.loads(text, object_pairs_hook=_object, parse_constant=_odd, parse_float=_float)
    except json.JSONDecodeError as error:
        reading.faults.append((error.lineno, f"is not JSON: {error.msg} (column {error.colno})."))
    except RecursionError:
        reading.faults.append((1, _TOO_DEEP))
    except (_Odd, ValueError):
        # A ValueError that is no JSONDecodeError tells of a number with thousands of digits.
        reading.faults = list(_Scanner(text).faults())
    if with_lines and not reading.faults:
        reading.lines = _Scanner(text).lines()
    return reading


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) < len(pairs):
        raise _Odd
    return made


def _odd(word: str) -> NoReturn:
    raise _Odd


def _float(word: str) -> float:
    number = float(word)
    return number if math.isfinite(number) else _odd(word)


class _Scanner:
    """Goes through a text that is JSON once more, for what Python does not tell: where things stand."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.line = 1

    def lines(self) -> Lines:
        """The line of each place: that of its name, where it has one."""
        whole = Lines()
        around: list[Lines] = []
        line = 1
        for depth, step, word in self._places():
            del around[depth:]
            if word == ":":
                line = self.line
                continue
            if isinstance(step, int):
                line = self.line
            if word in "[{":
                around.append(around[-1].open(step, line) if around else whole)
            elif around:
                around[-1].put(step, line)
        return whole

    def faults(self) -> Iterator[tuple[int, str]]:
        named: list[set[str]] = []
        for depth, step, word in self._places():
            if word == "{":
                del named[depth:]
                named += [set() for _ in range(depth + 1 - len(named))]
            if word == ":":
                name = str(step)
                if name in named[depth - 1]:
                    yield self.line, f'"{shown(name, 80)}" is given twice.'
                named[depth - 1].add(name)
            elif _is_no_number(word):
                yield self.line, f"holds {shown(word, 20)}, which is no number that can be."

    def _places(self) -> Iterator[tuple[int, str | int, str]]:
        """Each value with its depth, its step and its first word, and before it its name, if any (":")."""
        steps: list[str | int] = []
        in_list: list[bool] = []
        name_next = False
        for found in _TOKEN.finditer(self.text):
            word = found[0]
            if word == "\n":
                self.line += 1
            elif word in "]}":
                in_list.pop()
                steps.pop()
                name_next = False
            elif word == ",":
                name_next = not in_list[-1]
                if in_list[-1]:
                    steps[-1] += 1  # type: ignore[operator]  # in a list it is a number
            elif name_next and word != ":":
                steps[-1] = json.loads(word)
                name_next = False
                yield len(steps), steps[-1], ":"
            elif word != ":":
                yield len(steps), steps[-1] if steps else 0, word
                if word in "[{":
                    in_list.append(word == "[")
                    steps.append(0)
                    name_next = word == "{"


def _is_no_number(word: str) -> bool:
    if word in ("NaN", "Infinity", "-Infinity"):
        return True
    if not re.match(r"-?\d", word):
        return False
    return len(word) > 400 or math.isinf(float(word))
