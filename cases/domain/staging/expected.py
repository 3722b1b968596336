"""What a category says of counted nodes and of sites, held against those that stand beside it.

The ranges are those for which a source is at hand; the meaning of the letters of M is that of SEER EOD
Public 2.1 and 3.3 (certainty A). A difference is a warning: the line is taken as it stands.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from guidance.domain.vocabulary import joined

from ..notation.sites import KIDNEY, SOFT_TISSUE
from .notation import SITES, Category

POSITIVE_NODES: Mapping[str, Mapping[str, tuple[int, int | None]]] = {
    "colorectal": {
        "N1c": (0, 0),  # deposits, and no positive node
        "N1": (1, 3),
        "N1a": (1, 1),
        "N1b": (2, 3),
        "N2": (4, None),
        "N2a": (4, 6),
        "N2b": (7, None),
    },
}
"""Positive regional nodes of a category, at least and at most. N1 and N2 are all of their subcategories."""

_NODE, _LUNG, _SKIN, _BONE, _LIVER, _PLEURA, _CNS = "LYM", "PUL", "SKI", "OSS", "HEP", "PLE", "BRA"
_PERITONEUM, _MARROW, _OTHER = "PER", "MAR", "OTH"
_ORGANS = frozenset({*SITES, KIDNEY, SOFT_TISSUE})
_VISCERA = _ORGANS - {_NODE, _LUNG, _SKIN, _CNS, SOFT_TISSUE}


@dataclass(frozen=True)
class Meaning:
    """What a letter of M says of its sites, in words and as sets of codes.

    All sites are among `only`, one at least among `needs`, and of those outside `apart` there are `least` to
    `most`. Bone and its marrow
    count as one. OTH may be any organ that has no code, and more than one.
    """

    words: str
    only: frozenset[str] = _ORGANS
    needs: frozenset[str] = _ORGANS
    least: int = 1
    most: int = len(_ORGANS)
    apart: frozenset[str] = frozenset()

    def differs(self, organs: frozenset[str]) -> bool:
        counted = {_BONE if organ == _MARROW else organ for organ in organs} - self.apart
        most_meant = len(counted) + (len(_ORGANS) if _OTHER in organs else 0)
        return bool(
            organs - self.only
            or not organs & (self.needs | {_OTHER})
            or len(counted) > self.most
            or most_meant < min(self.least, len(_ORGANS))
        )


def _all_but(*codes: str) -> frozenset[str]:
    return _ORGANS - set(codes)


_INTRATHORACIC = frozenset({_LUNG, _PLEURA, _OTHER})
_EXTRATHORACIC = _ORGANS - {_LUNG, _PLEURA}
_LUNG_8 = {
    "M1a": Meaning("the other lung, pleura or pericardium", only=_INTRATHORACIC, needs=_INTRATHORACIC),
    "M1b": Meaning(
        "one metastasis outside the thorax", needs=_EXTRATHORACIC, most=1, apart=frozenset({_LUNG, _PLEURA})
    ),
    "M1c": Meaning("several metastases outside the thorax", needs=_EXTRATHORACIC),
}
_SURFACE = frozenset({_SKIN, _NODE, SOFT_TISSUE, _OTHER})
_MERKEL = {
    "M1a": Meaning("skin, soft tissue or distant nodes", only=_SURFACE),
    "M1b": Meaning("the lung", only=_SURFACE | {_LUNG}, needs=frozenset({_LUNG})),
    "M1c": Meaning("other organs", needs=_VISCERA | {_CNS, SOFT_TISSUE}),
}
LETTERS_OF_M: Mapping[str, Mapping[str, Meaning]] = {
    "colorectal": {
        "M1a": Meaning("one distant organ, no peritoneum", only=_all_but(_PERITONEUM), most=1),
        "M1b": Meaning("two or more distant organs, no peritoneum", only=_all_but(_PERITONEUM), least=2),
        "M1c": Meaning("the peritoneum", needs=frozenset({_PERITONEUM})),
    },
    "melanoma_skin": {
        **_MERKEL,
        "M1b": Meaning(
            "the lung, no other organ",
            only=_SURFACE | {_LUNG},
            needs=frozenset({_LUNG}),
        ),
        "M1c": Meaning(
            "other organs than the lung, not the central nervous system", only=_all_but(_CNS), needs=_VISCERA
        ),
        "M1d": Meaning("the central nervous system", needs=frozenset({_CNS})),
    },
    "bladder": {
        "M1a": Meaning("only nodes beyond the common iliacs", only=frozenset({_NODE})),
        "M1b": Meaning("an organ", needs=_all_but(_NODE)),
    },
    "prostate": {
        "M1a": Meaning("only non-regional nodes", only=frozenset({_NODE})),
        "M1b": Meaning("bone, no other organ", only=frozenset({_BONE, _NODE}), needs=frozenset({_BONE})),
        "M1c": Meaning("another site than bone and nodes", needs=_all_but(_BONE, _NODE)),
    },
    "neuroendocrine": {
        "M1a": Meaning("only the liver", only=frozenset({_LIVER})),
        "M1b": Meaning("sites outside the liver, the liver free", only=_all_but(_LIVER)),
        "M1c": Meaning("the liver and a site outside it", needs=frozenset({_LIVER}), least=2),
    },
    "ovary": {
        "M1a": Meaning(
            "a pleural effusion with positive cytology",
            only=frozenset({_PLEURA, _PERITONEUM}),
            needs=frozenset({_PLEURA}),
        ),
        "M1b": Meaning(
            "an organ or distant nodes; the peritoneum is T", needs=_all_but(_PLEURA, _PERITONEUM)
        ),
    },
    "testis": {
        "M1a": Meaning("lung or non-regional nodes", only=frozenset({_LUNG, _NODE})),
        "M1b": Meaning("another organ than the lung", needs=_all_but(_LUNG, _NODE)),
    },
    "merkel_cell": _MERKEL,
    "bone_sarcoma": {
        "M1a": Meaning("only the lung", only=frozenset({_LUNG})),
        "M1b": Meaning("another site than the lung", needs=_all_but(_LUNG)),
    },
    "thymus": {
        "M1a": Meaning("pleura or pericardium", only=frozenset({_PLEURA, _OTHER})),
        "M1b": Meaning("the lung or a distant organ", needs=_all_but(_PLEURA)),
    },
}
_BY_EDITION: Mapping[tuple[str, str], Mapping[str, Meaning]] = {
    ("lung", "AJCC8"): _LUNG_8,
    ("lung", "V9"): {
        **_LUNG_8,
        "M1c1": Meaning(
            "several metastases in one organ system outside the thorax",
            needs=_EXTRATHORACIC, most=1, apart=frozenset({_LUNG, _PLEURA}),
        ),
        "M1c2": Meaning(
            "metastases in several organ systems outside the thorax",
            needs=_EXTRATHORACIC, least=2, apart=frozenset({_LUNG, _PLEURA}),
        ),
    },
}  # fmt: skip


def count_difference(category: Category, primary: str) -> str:
    """A sentence where the counted nodes are not those of the category, else ""."""
    if category.element != "N" or category.counts is None or category.kind == "c":
        return ""
    positive, examined = category.counts
    if positive > examined:
        return ""
    least, most = _range(category, primary)
    if least <= positive and (most is None or positive <= most):
        return ""
    given = f"{positive} positive node{'' if positive == 1 else 's'}"
    meaning = "nodes that were not assessed" if category.code == "X" else _in_words(least, most)
    return f"{category.plain} is {meaning}; {given} of {examined} {'is' if positive == 1 else 'are'} given."


def _range(category: Category, primary: str) -> tuple[int, int | None]:
    if category.code.startswith("0"):
        cells = category.isolated_cells in ("(i+)", "(mol+)")
        return 0, None if cells else 0
    if category.code == "X":
        return 0, 0
    without_nodes = category.code.endswith("c")  # satellites alone
    return POSITIVE_NODES.get(primary, {}).get(category.plain, (0 if without_nodes else 1, None))


def _in_words(least: int, most: int | None) -> str:
    if most == 0:
        return "no positive node"
    if most is None:
        return f"{least} positive node{'' if least == 1 else 's'} or more"
    return (
        f"{least} positive node{'' if most == 1 else 's'}"
        if least == most
        else f"{least} to {most} positive nodes"
    )


def site_difference(category: Category, primary: str, edition: str) -> str:
    """A sentence where the sites named are not those of the letter of M, else ""."""
    meanings = LETTERS_OF_M.get(primary) or _BY_EDITION.get((primary, edition), {})
    meaning = meanings.get(category.plain)
    if category.element != "M" or meaning is None or not category.organs:
        return ""
    if not meaning.differs(frozenset(category.organs)):
        return ""
    named = joined([_named(organ) for organ in category.organs])
    return (
        f"{category.plain} is {meaning.words}; {named} {'is' if len(category.organs) == 1 else 'are'} named."
    )


def _named(organ: str) -> str:
    return {KIDNEY: "the kidney (OTH)", SOFT_TISSUE: "soft tissue (OTH)"}.get(organ, organ)
