"""A stack of pictures of a draft: what is said of it, its slices in order, and what is drawn on one."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django import forms

from cases.domain.teaching.stacks import is_hash, slices_in
from cases.forms.draft_parts import WrittenField
from cases.forms.rows import Row, rows_of, with_spare
from guidance.domain.characters import seen, shown, without_refused, written_said
from guidance.domain.limits import (
    ARROW_TEXT,
    ARROWS,
    LICENCE,
    PICTURE_ALT,
    PICTURE_CAPTION,
    PICTURE_ORIGIN,
    SLICES,
)
from guidance.forms.plain import PlainForm

StackData = Mapping[str, Any]
ARROW = ("x", "y", "text")
_NUMBER = re.compile(r"\d{1,3}(?:[.,]\d{1,6})?")
_PLACE = re.compile(r"\d{1,4}")


@dataclass
class SlicePart:
    """A slice as it stands in the form. `held` is what the draft has of it, where it has it."""

    number: int
    image: str
    caption: str
    place: str
    is_removed: bool
    annotated: str
    arrows: list[Row]
    held: Mapping[str, Any]
    faults: list[str] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"slice-{self.number}"

    @property
    def arrow_rows(self) -> list[Row]:
        """And one to fill in, so that an arrow is added without JavaScript too."""
        return with_spare(f"{self.prefix}-arrows", ARROW, self.arrows)

    @property
    def order(self) -> tuple[int, int]:
        return (int(self.place) if _PLACE.fullmatch(self.place) else self.number + 1, self.number)

    def value(self) -> dict[str, Any]:
        """What of it is valid; the rest stays as the draft has it, and is told."""
        said: dict[str, Any] = {"image": self.image}
        caption = self._text(self.caption, PICTURE_CAPTION, self.held.get("caption", ""))
        arrows = [arrow for row in self.arrows if (arrow := self._arrow(row))]
        if len(arrows) > ARROWS.most:
            self.faults.append(ARROWS.refusal(len(arrows)))
        arrows = arrows[: ARROWS.most]
        more = {"caption": caption, "arrows": arrows, "annotated": self.annotated}
        return said | {name: each for name, each in more.items() if each}

    def _text(self, text: str, limit: Any, otherwise: str) -> str:
        text = seen(text)
        if len(text) > limit.most:
            self.faults.append(limit.refusal(len(text)))
            return otherwise
        if wrong := written_said(text):
            self.faults.append(f"What is said of slice {self.number + 1} {wrong}")
            return otherwise
        return text

    def _arrow(self, row: Row) -> dict[str, Any] | None:
        """None where it is taken away: the text of one that the draft has was cleared."""
        text = self._text(row.values["text"], ARROW_TEXT, "")
        if not text:
            if not row.values["text"] and row.number >= len(self.held.get("arrows", ())):
                self.faults.append("An arrow says nothing yet, and was not kept. Write what it points at.")
            return None
        x, y = (self._per_cent(row.values[name], text) for name in ("x", "y"))
        return None if x is None or y is None else {"x": x, "y": y, "text": text}

    def _per_cent(self, given: str, text: str) -> float | None:
        number = float(given.replace(",", ".")) if _NUMBER.fullmatch(given) else -1.0
        if not 0 <= number <= 100:
            self.faults.append(
                f"The arrow “{text}” was not kept: “{shown(given, 20)}” is no place. "
                "Allowed: 0 to 100 per cent, from the left and from the top."
            )
            return None
        return int(number) if number.is_integer() else round(number, 2)


class DraftStackForm(PlainForm):
    """`picked` is the number of the slice whose arrows and annotated picture are in the form, from 0."""

    caption = WrittenField(PICTURE_CAPTION, label="Caption")
    alt = WrittenField(
        PICTURE_ALT,
        rows=3,
        label="Alternative text, for those who do not see it",
        help_text="What can be seen, not what follows from it. Needed before the case is published.",
    )
    origin = WrittenField(
        PICTURE_ORIGIN,
        label="Origin",
        help_text="Who made it and where it comes from. Needed before the case is published.",
    )
    licence = WrittenField(
        LICENCE,
        label="Licence",
        help_text="An SPDX or Creative Commons code, as CC-BY-4.0. Needed before the case is published.",
        widget=forms.TextInput({"class": "form-control", "autocomplete": "off", "list": "licences"}),
    )
    annotated_waits = forms.BooleanField(
        required=False,
        label="Arrows and annotated pictures wait for the debrief",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, stack: StackData, picked: int, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data, initial=dict(stack))
        self.stack, self.picked = stack, picked
        self.forged: list[int] = []
        held = slices_in(stack)
        if data is None:
            self.slices = [self._held(number, each) for number, each in enumerate(held)]
        else:
            sent = [self._sent(number, held) for number in _numbers(data)]
            self.slices = [each for each in sent if each.image]

    def _held(self, number: int, held: Mapping[str, Any]) -> SlicePart:
        arrows = rows_of(f"slice-{number}-arrows", ARROW, held.get("arrows", ()), None)
        texts = (str(held["image"]), str(held.get("caption", "")), str(number + 1))
        return SlicePart(number, *texts, False, str(held.get("annotated", "")), arrows, held)

    def _sent(self, number: int, all_held: list[Mapping[str, Any]]) -> SlicePart:
        at = f"slice-{number}"
        image = str(self.data.get(f"{at}-image", ""))
        if not is_hash(image):
            self.forged.append(number)
            image = all_held[number]["image"] if number < len(all_held) else ""
        there = all_held[number : number + 1] + all_held
        held = next((each for each in there if each.get("image") == image), {})
        part = self._held(number, {**held, "image": image})
        part.held = held
        part.caption = str(self.data.get(f"{at}-caption", "")).strip()
        part.place = str(self.data.get(f"{at}-place", "")).strip()
        part.is_removed = f"{at}-remove" in self.data
        if number == self.picked:
            part.arrows = rows_of(f"{at}-arrows", ARROW, (), self.data)
            if f"{at}-take_off" in self.data:
                part.annotated = ""
        return part

    @property
    def picked_slice(self) -> SlicePart | None:
        return next((each for each in self.slices if each.number == self.picked), None)

    def value(self, new: Iterable[str] = (), annotated: str = "") -> dict[str, Any]:
        """The stack as it is to be saved, with `new` pictures behind its own, by hash, and an `annotated`
        picture for the slice that is picked. What is not valid keeps what the draft has."""
        self.is_valid()
        if self.forged:
            self.add_error(None, "A picture of this stack was named by no hash; it stays as it was.")
        if annotated and self.picked_slice:
            self.picked_slice.annotated = annotated
        slices = [*(each.value() for each in self._kept()), *({"image": hash} for hash in new)]
        if not slices:
            self.add_error(None, "A stack keeps a picture at least. To take it away whole, use “Remove all”.")
            slices = [dict(each) for each in slices_in(self.stack)]
        if len(slices) > SLICES.most:
            self.add_error(None, SLICES.refusal(len(slices)))
            slices = slices[: SLICES.most]
        said = {name: self.cleaned_data.get(name, self.stack.get(name)) for name in self.fields}
        return {
            "key": self.stack["key"],
            **{name: each for name, each in said.items() if each},
            "slices": slices,
        }

    def _kept(self) -> list[SlicePart]:
        return sorted((each for each in self.slices if not each.is_removed), key=lambda each: each.order)

    def take_in(self, new: Iterable[str]) -> None:
        """Show the slices as they were sent, in their order, with new pictures behind them."""
        shown, picked = self._kept(), self.picked_slice
        shown += [self._held(len(self.slices) + at, {"image": hash}) for at, hash in enumerate(new)]
        self.picked = shown.index(picked) if picked in shown else 0
        for number, part in enumerate(shown):
            part.number, part.place = number, str(number + 1)
            part.caption = without_refused(part.caption)
            part.arrows = [_shown(row, f"{part.prefix}-arrows") for row in part.arrows]
        self.slices = shown

    @property
    def faults(self) -> list[str]:
        return list(dict.fromkeys(fault for each in self.slices for fault in each.faults))

    @property
    def has_faults(self) -> bool:
        return bool(self.errors or self.faults)


def _shown(row: Row, name: str) -> Row:
    """The row as it is drawn again, without what no page may hold."""
    values = {column: without_refused(text) for column, text in row.values.items()}
    return replace(row, name=name, values=values)


def _numbers(data: Mapping[str, Any]) -> list[int]:
    found = (re.fullmatch(r"slice-(\d{1,3})-image", name) for name in data)
    return sorted(int(each[1]) for each in found if each)[: SLICES.most]
