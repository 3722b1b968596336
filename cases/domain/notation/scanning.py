"""Reads a line from its beginning to its end, once: categories, descriptors, faults, and what is not read.

Which element comes first does not matter. What stands between is a separator, or is left unread and named.
A fault is an item like the others.
"""

import re
from dataclasses import replace
from functools import lru_cache

from guidance.domain.limits import NOTATION
from guidance.domain.vocabulary.tokens import DESCRIPTORS

from .additions import COUNTS, NODES_COUNTED, FoundAdditions
from .category import PREFIX_LETTERS, Category, NotationError, may_follow, quoted
from .elements import Elements
from .folding import Folded, fold
from .letters import Prefers
from .line import Descriptor, NotationLine, ends

_DESCRIPTOR = re.compile(
    r"[pc]?(?P<name>pn|[glvrs])(?P<gap> ?)(?P<value>[x0-9]|o(?![a-z]))"
    r"(?P<more> ?[-/] ?[x0-9](?![a-z0-9/]))?(?![0-9])"
)
_GRADE = re.compile(r"(?P<name>g)rade\b ?[:=]? ?(?P<value>[1-4])(?P<more> ?[-/] ?[1-4])?(?![a-z0-9])")
_WEIGHTED = re.compile(r"t[12](?:[- ]?weighted|w|wi)\b")
_MARGIN = re.compile(
    r"(?:p?(?:crm|prm|drm|psm|hm|vm|dm|sm|lm)(?:[+-]|[0-3x][a-d]?)|p?(?:crm|prm|drm)|(?P<either>[rp]m[01x]))"
    r"(?![a-z0-9])(?P<next>[ ,/;]{1,2}(?:[cpdr]r?m|[hvl]m)[01x](?![a-z0-9]))?"
)
_WORD = re.compile(r"[^\s,;:()/|&=-]+(?:[+-](?![a-z0-9]))*")
_HYPHENED = re.compile(r"-(?=[a-z0-9])(?![raycpu]{0,3}[tnm][0-4x])")
_ABOUT = re.compile(r"[<>~\u2248\u2264\u2265\xb1]{1,2}[= ]{0,2}(?=(?:[raycpu] ?){0,4}[tnm] ?[0-4x])")
_MORE = re.compile(r"\++(?=$|[ ,;)])")
_SEPARATORS = frozenset(" ,;:()/|&=.+*_#!<>\"'“”‘’·•~\\-")


class Scanner:
    """Reads one folded text; `low` is its text without what was read before, with spaces in its place."""

    def __init__(self, folded: Folded, low: str, prefers: Prefers | None = None) -> None:
        self.folded, self.low, self.at = folded, low, 0
        self.line = NotationLine()
        self._elements = Elements(folded, low, self.line, prefers or (lambda prefix, category: None))

    def read(self) -> NotationLine:
        is_glued = False
        while self.at < len(self.low):
            doubt = _MORE.match(self.low, self.at) if is_glued else _ABOUT.match(self.low, self.at)
            if doubt:
                self._leave(*doubt.span())
                continue
            if self.low[self.at] in _SEPARATORS:
                self.at += 1
                is_glued = False
                continue
            try:
                is_glued = self._known(is_glued=is_glued)
            except NotationError as fault:
                self.line.faults.append(fault)
                self.at = max(self._elements.resume, fault.end, self.at + 1)
                is_glued = True
            if not is_glued:
                self._word()
        return self.line

    def _known(self, *, is_glued: bool) -> bool:
        """Read what is known at this place; False where nothing is."""
        if aside := _WEIGHTED.match(self.low, self.at) or self._margin():
            self._leave(*aside.span())
            return True
        end = self._elements.read(self.at, is_glued=is_glued)
        if end is None:
            return self._descriptor() or self._counts()
        self.at = end
        return True

    def _margin(self) -> re.Match[str] | None:
        """CRM, HM0, SM2: margins and depths of invasion, which end as a category begins.

        RM0 and PM0 are margins where another one follows, or where a category has a prefix in small letters.
        """
        found = _MARGIN.match(self.low, self.at)
        if not found or not found["either"]:
            return found
        is_capital = self.folded.text[self.at].isupper()
        return found if is_capital and (found["next"] is not None or self._has_small_prefix()) else None

    def _has_small_prefix(self) -> bool:
        starts = (self.line.categories[place].start for place in self.line.first.values())
        return any(self.low[at] in PREFIX_LETTERS and self.folded.text[at].islower() for at in starts)

    def _descriptor(self) -> bool:
        found = _DESCRIPTOR.match(self.low, self.at) or _GRADE.match(self.low, self.at)
        if not found or not self._is_descriptor(found):
            return False
        if found["more"]:
            self._leave(*found.span())
            return True
        name = "Pn" if found["name"] == "pn" else found["name"].upper()
        value = found["value"].upper().replace("O", "0")
        if value not in DESCRIPTORS[name]:
            allowed = ", ".join(name + each for each in DESCRIPTORS[name])
            given = quoted(self.folded.text[slice(*found.span())])
            raise NotationError(
                "E_SYNTAX", f'"{given}" is no value of {name}. Allowed: {allowed}.', *found.span()
            )
        self.line.descriptors.append(Descriptor(name, value, *found.span()))
        self.at = found.end()
        return True

    def _is_descriptor(self, found: re.Match[str]) -> bool:
        if found.re is _GRADE:
            return True
        is_capital = self.folded.text[found.start("name")].isupper()
        if found["gap"] and not is_capital:
            return False
        return bool(found["more"]) or ends(self.low, found.end())

    def _counts(self) -> bool:
        """Nodes counted apart from N: "pT2 pN1 M0, lymph nodes 2/14"."""
        named = NODES_COUNTED.match(self.low, self.at)
        place = self.line.first.get("N")
        matched = COUNTS.match(self.low, named.end()) if named else None
        if matched is None or place is None or self.line.categories[place].counts:
            return False
        found = FoundAdditions(matched.end())
        self._elements.additions.add_counts(matched, found)
        nodes = self.line.categories[place]
        self.line.categories[place] = replace(nodes, additions=(*nodes.additions, *found.additions))
        self.at = matched.end()
        return True

    def _word(self) -> None:
        """A word that is not read, with what is hyphened to it: the L1 of "PD-L1" is no descriptor."""
        end = self._end_of_word(self.at)
        while _HYPHENED.match(self.low, end):
            end = self._end_of_word(end + 1)
        self._leave(self.at, end)

    def _end_of_word(self, at: int) -> int:
        found = _WORD.match(self.low, at)
        return found.end() if found else at + 1

    def _leave(self, start: int, end: int) -> None:
        """Name what is not read, together with what is not read before it."""
        self.at = end
        unread = self.line.unread
        if unread and all(each in _SEPARATORS for each in self.low[unread[-1][1] : start]):
            start = unread.pop()[0]
        unread.append((start, end))


@lru_cache(maxsize=2_000)
def read_category(text: str, element: str) -> Category:
    """One category alone, as a case records it: "cN2b". Raises NotationError.

    What was read is kept: a case is staged at every save, and its categories seldom change.
    """
    NOTATION.check(len(text))
    folded = fold(text)
    line = Scanner(folded, folded.low).read()
    for fault in line.faults:
        raise _placed(fault, folded)
    first = line.categories[0] if line.categories else None
    if first is None or first.element != element:
        given = f'not "{quoted(text.strip())}"' if text.strip() else "but there is nothing"
        raise NotationError("E_SYNTAX", f"The {element} category is expected here, {given}.", 0, len(text))
    rest = [*(each.start for each in line.categories[1:]), *(each.start for each in line.descriptors)]
    rest += [at for at, _ in line.unread]
    if rest:
        start, end = folded.place(min(rest), len(folded.text))
        raise NotationError("E_SYNTAX", f'"{quoted(text[start:end])}" is too much here.', start, end)
    if first.impossible:
        raise _placed(impossible(first), folded)
    start, end = folded.place(first.start, first.end)
    return replace(first, start=start, end=end)


def impossible(category: Category) -> NotationError:
    """A letter that no primary has after this number."""
    message = f'"{category.code[-1]}" cannot follow "{category.plain[:-1]}". {may_follow(category.element)}'
    return NotationError("E_SYNTAX", message, category.start, category.end)


def _placed(fault: NotationError, folded: Folded) -> NotationError:
    fault.start, fault.end = folded.place(fault.start, fault.end)
    return fault
