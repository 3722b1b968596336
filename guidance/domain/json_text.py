"""JSON from people: read within limits, with every name given once, in time that grows with its length."""

import json
from collections.abc import Iterable

from .limits import DIGITS, Limit, OverLimit

WIDTH = 110


class GivenTwice(ValueError):
    """Names that an object of the text gives more than once, in the order of the text."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        super().__init__(f"{', '.join(self.names)}: given twice")


def read_json_text(text: str, *, size: Limit, depth: Limit, names: Limit, items: Limit) -> object:
    """The value of a JSON text. `names` is for one object, `items` for one list.

    Raises OverLimit, GivenTwice, or ValueError for what is not JSON.
    """
    check_size(text, size)
    twice: list[str] = []

    def made(pairs: list[tuple[str, object]]) -> dict[str, object]:
        names.check(len(pairs))
        found = dict(pairs)
        if len(found) < len(pairs):
            twice.extend(repeated(name for name, _ in pairs))
        return found

    try:
        value = json.loads(text, object_pairs_hook=made, parse_constant=_no_number, parse_int=_whole)
    except RecursionError as fault:
        raise OverLimit(depth) from fault
    check_nesting(value, depth, names=names, items=items)
    if twice:
        raise GivenTwice(twice)
    return value


def in_lines(value: object, indent: str = "") -> str:
    """JSON to be read: what fits into a line stands in one."""
    whole = json.dumps(value, ensure_ascii=False)
    if len(indent) + len(whole) <= WIDTH or not isinstance(value, dict | list) or not value:
        return whole
    inner = f"{indent}  "
    if isinstance(value, dict):
        parts = [f"{json.dumps(name)}: {in_lines(held, inner)}" for name, held in value.items()]
        return f"{{\n{inner}" + f",\n{inner}".join(parts) + f"\n{indent}}}"
    return f"[\n{inner}" + f",\n{inner}".join(in_lines(held, inner) for held in value) + f"\n{indent}]"


def check_size(text: str, size: Limit) -> None:
    """Raises OverLimit. A text in UTF-8 has as many bytes as characters, or more."""
    size.check(len(text))
    if not text.isascii():
        size.check(len(text.encode(errors="surrogatepass")))


def repeated(names: Iterable[str]) -> list[str]:
    """What occurs more than once, each once."""
    seen: set[str] = set()
    twice: dict[str, None] = {}
    for name in names:
        if name in seen:
            twice[name] = None
        seen.add(name)
    return list(twice)


def check_nesting(value: object, depth: Limit, *, names: Limit, items: Limit) -> None:
    """Level by level, so that no depth is too much for the asking. Raises OverLimit."""
    level, reached = [value], 0
    while level:
        reached += 1
        inside = [each for each in level if isinstance(each, dict | list)]
        if inside:
            depth.check(reached)
        for each in inside:
            (names if isinstance(each, dict) else items).check(len(each))
        level = [part for each in inside for part in (each.values() if isinstance(each, dict) else each)]


def _whole(digits: str) -> int:
    DIGITS.check(len(digits.lstrip("-")))
    return int(digits)


def _no_number(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")
