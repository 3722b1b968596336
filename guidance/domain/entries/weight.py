"""A weight: how far to the front the sections of a domain, or one section, stand beside a case."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from ..vocabulary import CHAPTERS
from ..words import DOMAINS
from .entry_kind import EntryKind
from .shapes import Id, One, OneCode, Points, SeveralCodes, code

UNWEIGHED = 50
"""The weight of a section of which none speaks."""

WeighedPlace = tuple[str, str, str]
""""section" or "domain", its slug or code, and the chapter, "" for every chapter."""

WeightsByPlace = Mapping[WeighedPlace, int]


@dataclass(frozen=True, kw_only=True)
class SectionWeight:
    """Of a domain or of a section, never of both; the other is empty. It changes what is shown first, and
    nothing of an answer."""

    # fmt: off
    id: Annotated[str, Id("Id", "Its own for ever. Letters, digits and hyphens.", code(120))]
    domain: Annotated[str, OneCode("Domain", "The domain whose sections it weighs.", DOMAINS,
        options={"": "None: it weighs a section", **DOMAINS},
        help="Either a domain or a section.")] = ""
    section: Annotated[str, One("Section", "The slug of the section that it weighs, with those below it.",
        "section", help="With the sections below it, but for those that have a weight of their own.")] = ""
    chapters: Annotated[tuple[str, ...], SeveralCodes("Chapters", "The chapters of a case beside which it "
        "holds; none: beside each.", {chapter.key: chapter.label for chapter in CHAPTERS},
        help="Beside which chapters of a case it holds. None: beside each.")] = ()
    weight: Annotated[int, Points("Weight", "From 0 to 100: more stands further to the front, 0 is never in "
        "a first view. Without any it is 50.",
        help="From 0 to 100: more stands further to the front, 0 is never in a first view.")]
    # fmt: on

    @property
    def places(self) -> tuple[WeighedPlace, ...]:
        """What it weighs, once for each chapter that it is about."""
        what = ("section", self.section) if self.section else ("domain", self.domain)
        return tuple((*what, chapter) for chapter in self.chapters or ("",))


def weighed(weights: Iterable[SectionWeight]) -> WeightsByPlace:
    return {place: weight.weight for weight in weights for place in weight.places}


WEIGHT = EntryKind(
    "weight",
    SectionWeight,
    description="How far to the front the sections of a domain, or a section and those below it, stand "
    "beside a case.",
    listed="What stands first beside a case. Left out where there is none.",
    is_optional=True,
    first=("domain", "section", "chapters", "weight"),
    always=("id", "weight"),
    demands=({"oneOf": [{"required": ["domain"]}, {"required": ["section"]}]},),
)
