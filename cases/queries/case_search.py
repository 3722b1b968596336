"""Finding teaching cases by what they are about and what they ask."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from cases.domain.questions import KINDS
from cases.domain.teaching.case import DIFFICULTIES
from cases.models import TeachingCaseVersion
from guidance.domain.characters import seen
from guidance.domain.limits import SEARCH
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY


@dataclass(frozen=True)
class CaseSearch:
    """What is looked for; an empty field asks for nothing."""

    words: str = ""
    primary: str = ""
    objective: str = ""
    difficulty: str = ""
    chapter: str = ""
    kind: str = ""
    licence: str = ""

    @classmethod
    def read(cls, sent: Mapping[str, str]) -> "CaseSearch":
        """From the query of an address. What is longer than a search may be is cut."""
        return cls(**{each.name: seen(sent.get(each.name, ""))[: SEARCH.most] for each in fields(cls)})

    @property
    def is_empty(self) -> bool:
        return self == CaseSearch()

    def finds(self, version: TeachingCaseVersion) -> bool:
        facets = version.facets
        text = f"{version.title} {version.summary}".casefold()
        return (
            all(word in text for word in self.words.casefold().split())
            and self.primary in ("", version.topic)
            and self.difficulty in ("", str(version.difficulty))
            and _holds(facets, "objectives", self.objective)
            and _holds(facets, "chapters", self.chapter)
            and _holds(facets, "kinds", self.kind)
            and self.licence in ("", facets.get("licence"))
        )


def _holds(facets: Mapping[str, Any], name: str, wanted: str) -> bool:
    return not wanted or wanted in facets.get(name, ())


@dataclass(frozen=True)
class SearchField:
    name: str
    label: str
    any: str
    choices: list[tuple[str, str]]
    value: str


def search_fields(
    search: CaseSearch, versions: Iterable[TeachingCaseVersion], objectives: Mapping[str, str]
) -> list[SearchField]:
    """What can be chosen: only what some case has, so that no choice finds nothing by itself."""
    held = list(versions)
    primaries = {choice.value: choice.label for choice in VOCABULARY["primary_site"].choices}
    offered: list[tuple[str, str, str, Mapping[str, str], set[str]]] = [
        ("primary", "Primary", "Any primary", primaries, {version.topic for version in held}),
        ("objective", "Objective", "Any objective", objectives, _named(held, "objectives")),
        (
            "difficulty",
            "Difficulty",
            "Any",
            {str(key): label for key, label in DIFFICULTIES.items()},
            {str(version.difficulty) for version in held},
        ),
        (
            "chapter",
            "Chapter that it asks",
            "Any chapter",
            {chapter.key: chapter.label for chapter in CHAPTERS},
            _named(held, "chapters"),
        ),
        (
            "kind",
            "Kind of question",
            "Any kind",
            {name: kind.label for name, kind in KINDS.items()},
            _named(held, "kinds"),
        ),
    ]
    licences = {licence: licence for licence in sorted({v.facets.get("licence") or "" for v in held} - {""})}
    offered.append(("licence", "Licence", "Any licence", licences, set(licences)))
    return [
        SearchField(
            name, label, any_, [(key, words[key]) for key in words if key in there], getattr(search, name)
        )
        for name, label, any_, words, there in offered
        if there
    ]


def _named(versions: Iterable[TeachingCaseVersion], name: str) -> set[str]:
    return {each for version in versions for each in version.facets.get(name, ())}
