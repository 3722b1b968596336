"""The form of one chapter: the unit that is filled in, checked and saved."""

from collections.abc import Container, Iterable, Mapping
from typing import Any, NamedTuple

from django.forms import BoundField

from cases.domain.kept import Kept, place_and_key
from cases.domain.teaching import addresses_of
from cases.forms.fields import field_for, put_under_more
from cases.forms.keeping import KeepingForm
from cases.forms.layout import LAYOUT
from cases.forms.more import MORE_CHOICES, choices_under_more
from cases.models import PatientCase
from guidance.domain.vocabulary import CHAPTERS, VOCABULARY, Chapter, Fact, LesionsFact, Value

CHAPTER_BY_KEY = {chapter.key: chapter for chapter in CHAPTERS}


class FieldGroup(NamedTuple):
    legend: str
    lede: str
    fields: list[BoundField]


class ChapterForm(KeepingForm):
    """Asks what its chapter asks of this case. A field that was not sent at all keeps what is recorded.

    With `only`, the addresses that a step of a teaching case asks, it asks nothing else, and says how each is
    entered and not what is right. A field that was sent with what its fact cannot hold keeps what is
    recorded, too; its text is kept as it was typed.
    """

    lesions: Any = None
    """The forms of the lesions, in the chapter that has them."""

    def __init__(
        self,
        *,
        chapter: str,
        case: PatientCase,
        data: Mapping[str, Any] | None = None,
        only: Container[str] | None = None,
    ) -> None:
        self.chapter: Chapter = CHAPTER_BY_KEY[chapter]
        self.only = only
        self.case, self.recorded = case, case.recorded()
        super().__init__(data, initial=dict(self.recorded))
        for fact in self.asked():
            self.fields[fact.key] = field_for(fact, current=self.recorded.get(fact.key))
            if only is not None:
                self.fields[fact.key].help_text = fact.help
            elif fact.key in MORE_CHOICES:
                put_under_more(self.fields[fact.key], choices_under_more(fact, self.recorded))
        self.hold(case.kept_text.get(chapter, {}))

    def asked(self) -> tuple[Fact, ...]:
        """The facts with a field of their own, those that hang on another field of the form among them."""
        return tuple(
            fact
            for fact in VOCABULARY.asked_in(self.chapter.key)
            if not isinstance(fact, LesionsFact)
            and self.asks(fact.key)
            and (fact.is_asked_of(self.recorded) or self.hangs_here(fact))
        )

    def hangs_here(self, fact: Fact) -> bool:
        """Whether it is asked or not by what is chosen in this form."""
        return bool(fact.only_with) and all(
            VOCABULARY[key].chapter == self.chapter.key and self.asks(key) for key, _ in fact.only_with
        )

    def offer_all_of(self, keys: Iterable[str]) -> None:
        """Let no choice of these facts wait under "More"."""
        for key in MORE_CHOICES.keys() & self.fields.keys() & {*keys}:
            put_under_more(self.fields[key], {})

    def asks(self, address: str) -> bool:
        return self.only is None or address in self.only

    @property
    def chosen_now(self) -> dict[str, Value]:
        """What was sent and is accepted, over what is recorded."""
        sent: dict[str, Value | None] = getattr(self, "cleaned_data", {})
        return {key: value for key, value in sent.items() if key in VOCABULARY and value is not None}

    def place_new(self, place: str) -> None:
        """Begin what is to be added at `place`; a form without rows has nothing to begin."""

    @property
    def groups(self) -> list[FieldGroup]:
        """The fields in the order of the layout. A group of which nothing is asked is left out."""
        groups = []
        for group in LAYOUT[self.chapter.key]:
            fields = [self[key] for key in self.keys_of(group.keys) if key in self.fields]
            if fields:
                lede = group.explained if self.only is None else group.lede
                groups.append(FieldGroup(group.legend, lede, fields))
        return groups

    def keys_of(self, keys: tuple[str, ...]) -> tuple[str, ...]:
        return keys

    def recorded_chapter(self) -> dict[str, Value | None]:
        """Every fact of the chapter as it is to be recorded, None for unknown; of what was sent.

        What is not asked of this case keeps its value: hiding a question never loses its answer.
        """
        lost = frozenset(self.not_recorded())
        return {
            fact.key: self._settled(fact.key, lost)
            for fact in VOCABULARY.asked_in(self.chapter.key)
            if any(map(self.asks, addresses_of(fact.key)))
        }

    def _settled(self, key: str, lost: frozenset[str]) -> Value | None:
        field = self.fields.get(key)
        if (
            field is None
            or key in lost
            or field.widget.value_omitted_from_data(self.data, self.files, self.add_prefix(key))
        ):
            return self.recorded.get(key)
        return self.cleaned_data.get(key)

    def differing(self) -> list[str]:
        """The fields, by their labels, that hold something else here than in the case, as a fact or kept."""
        sent, kept = self.recorded_chapter(), self.kept()
        facts = [key for key, value in sent.items() if value != self.recorded.get(key)]
        texts = [
            "lesions" if place_and_key(name) else name
            for name in [*kept, *(name for name in self.held if name not in kept)]
            if _typed(kept, name) != _typed(self.held, name)
        ]
        return [self._label(key) for key in dict.fromkeys([*facts, *texts])]

    def _label(self, key: str) -> str:
        return VOCABULARY[key].label if key in VOCABULARY else str(self.fields[key].label)

    def kept(self) -> Kept:
        """What was typed into fields that cannot hold it; and of fields not sent what is kept already."""
        return {name: field for name, field in self.held.items() if self._was_left(name)} | super().kept()

    def _was_left(self, name: str) -> bool:
        field = self.fields.get(name)
        return field is None or field.widget.value_omitted_from_data(self.data, self.files, name)

    @property
    def said(self) -> str:
        """What is to be told of what was sent, besides its faults."""
        return ""

    def tell(self, said: str) -> None:
        """Tell it in this form, which is drawn in the place of the one that was sent."""

    def settle(self, key: str) -> None:
        """What was typed into this field is not kept: something else was chosen for it."""
        self.errors.pop(key, None)
        self.__dict__.pop("kept_text", None)

    @property
    def whole_errors(self) -> list[str]:
        """What is wrong with the chapter and stands beside no field."""
        return [str(error) for error in self.non_field_errors()]


def _typed(kept: Kept, name: str) -> Any:
    return kept[name]["typed"] if name in kept else None
