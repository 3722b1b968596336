"""The registry: every fact in the order in which it is asked, and the chapters that ask."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property

from . import imaging, kidney, presentation, primary, prognosis, scores, staging, treatment
from .fact import Fact
from .values import Chapter, nearest_word

CHAPTERS: tuple[Chapter, ...] = (
    Chapter(
        "presentation",
        "Presentation",
        "Who it is about, how the lesion was found, and which symptoms there are.",
    ),
    Chapter("primary", "Primary", "The cancer that is known, and where else it has spread."),
    Chapter("kidney", "Kidney", "The lesions in the kidneys, one by one."),
    Chapter("imaging", "Imaging", "What was done, what it favours, and what limits it."),
    Chapter("biopsy", "Biopsy", "Tissue, its result, and what the lesion is held to be."),
    Chapter("staging", "Staging", "Stage the primary. The kidney lesions set M and nothing else."),
    Chapter(
        "prognosis", "Prognosis", "Performance, kidney function, laboratory values and molecular findings."
    ),
    Chapter(
        "treatment", "Treatment", "What treatment is for, what you consider, and how the disease behaves."
    ),
    Chapter("palliative", "Palliative", "Symptoms as the person rates them, goals, and what help is needed."),
)

_PROGNOSIS: tuple[Fact, ...] = (
    *prognosis.PERFORMANCE,
    *prognosis.BLOOD,
    *scores.KIDNEY_FUNCTION,
    *prognosis.MOLECULAR,
    *scores.EXTENT,
    *prognosis.BEDSIDE,
    *prognosis.IMDC_FACTORS,
    *scores.SCORES,
)


class Vocabulary(Mapping[str, Fact]):
    """Facts by key, in order. `nearest` finds the key that a misspelt one meant."""

    def __init__(self, facts: tuple[Fact, ...]) -> None:
        self._facts = {fact.key: fact for fact in facts}
        self._asked: dict[tuple[str, ...], tuple[Fact, ...]] = {}
        for key, times in Counter(fact.key for fact in facts).items():
            if times > 1:
                raise ValueError(f"{key}: two facts have this key.")

    def __getitem__(self, key: str) -> Fact:
        return self._facts[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __contains__(self, key: object) -> bool:
        return key in self._facts

    def for_chapter(self, chapter: str) -> tuple[Fact, ...]:
        """The facts of one chapter, derived ones included, in order."""
        return tuple(fact for fact in self._facts.values() if fact.chapter == chapter)

    def asked_in(self, *chapters: str) -> tuple[Fact, ...]:
        """The facts of these chapters that a person can enter, in order."""
        if chapters not in self._asked:
            self._asked[chapters] = tuple(fact for fact in self.askable if fact.chapter in chapters)
        return self._asked[chapters]

    @cached_property
    def deciding(self) -> tuple[str, ...]:
        """The facts by which it is decided whether another is asked."""
        pairs = [pair for fact in self._facts.values() for pair in (*fact.only_with, *fact.not_with)]
        return tuple(dict.fromkeys(key for key, _ in pairs))

    @cached_property
    def askable(self) -> tuple[Fact, ...]:
        """The facts that a person can enter, in order."""
        return tuple(fact for fact in self._facts.values() if not fact.is_derived)

    @cached_property
    def derived(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self._facts.values() if fact.is_derived)

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each key in the order of the vocabulary."""
        return {key: place for place, key in enumerate(self._facts)}

    def nearest(self, key: object) -> str | None:
        """The key that was meant: whose label or first word this is, else the nearest; None if none is."""
        plain = key.strip().lower().replace(" ", "_").replace("-", "_") if isinstance(key, str) else ""
        return (
            self._key_by_label.get(plain)
            or self._key_by_first_word.get(plain)
            or nearest_word(key, self._facts)
        )

    @cached_property
    def _key_by_label(self) -> dict[str, str]:
        labels = ((fact.label.lower().replace(" ", "_").replace("-", "_"), fact.key) for fact in self.askable)
        return {label: key for label, key in labels if label not in self._facts}

    @cached_property
    def _key_by_first_word(self) -> dict[str, str]:
        """Only where one fact alone begins with the word."""
        found: dict[str, list[str]] = {}
        for fact in self.askable:
            found.setdefault(fact.key.partition("_")[0], []).append(fact.key)
        return {word: keys[0] for word, keys in found.items() if len(keys) == 1}

    def in_order(self, keys: set[str] | frozenset[str]) -> tuple[str, ...]:
        """The keys in the order of the vocabulary; those it does not hold come last, by name."""
        return tuple(sorted(keys, key=lambda key: (self.position.get(key, len(self)), key)))


_FACTS = {
    "presentation": presentation.FACTS,
    "primary": primary.FACTS,
    "kidney": kidney.FACTS,
    "imaging": imaging.IMAGING,
    "biopsy": imaging.BIOPSY,
    "staging": staging.FACTS,
    "prognosis": _PROGNOSIS,
    "treatment": treatment.TREATMENT,
    "palliative": treatment.PALLIATIVE,
}

VOCABULARY = Vocabulary(
    tuple(replace(fact, chapter=chapter.key) for chapter in CHAPTERS for fact in _FACTS[chapter.key])
)

LESION_FIELDS = Vocabulary(tuple(replace(fact, chapter="kidney") for fact in kidney.LESION_FIELDS))
