"""A step of a draft: what it tells, its tables and drawings, and which facts it gives and asks."""

import re
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms

from cases.domain.teaching import LESIONS, OF_LESIONS
from cases.domain.teaching.addresses import ADDRESSES
from cases.domain.teaching.case import STEP_KINDS
from cases.forms.draft_parts import DraftParts, WrittenField, settled, settled_set
from cases.forms.rows import Row, rows_of, with_spare
from cases.forms.sheet import read_sheet, write_sheet
from guidance.domain.limits import (
    CELL,
    NARRATIVE,
    ONE_LINE,
    STEP_FIGURES,
    STEP_TABLES,
    STEP_TITLE,
    TABLE_COLUMNS,
    TABLE_ROWS,
    OverLimit,
)
from guidance.domain.vocabulary import CHAPTERS, LESION_FIELDS, VOCABULARY, FactError
from guidance.forms.plain import Choices, PlainForm

GIVEN, ASKED = "given", "asked"
DRAWN = ("side", "pole", "size_mm", "location", "diagnosis")
"""The fields of a lesion that the kidney map draws."""
TABLE = ("caption", "cells")
FIGURE = ("kind", "caption", "alt", "solitary", "points", "unit", "limit")
_NUMBER = re.compile(r"-?\d{1,12}(?:[.,]\d{1,6})?")


@dataclass
class TablePart:
    """A table as text: the first line of `cells` are the headings."""

    row: Row
    faults: list[str]

    @property
    def prefix(self) -> str:
        return self.row.prefix

    @property
    def key(self) -> Hashable:
        """All that is drawn of it."""
        return self.prefix, self.caption, self.cells, tuple(self.faults)

    @property
    def caption(self) -> str:
        return self.row.values["caption"]

    @property
    def cells(self) -> str:
        return self.row.values["cells"]

    def value(self) -> dict[str, Any]:
        rows = read_sheet(self.cells)
        return {"caption": self.caption, "columns": rows[0] if rows else [], "rows": rows[1:]}

    def check(self) -> None:
        if self.row.said:
            self.faults.append(self.row.said)
        try:
            ONE_LINE.check(len(self.caption))
            rows = read_sheet(self.cells)
            TABLE_ROWS.check(len(rows))
            TABLE_COLUMNS.check(len(rows[0]) if rows else 0)
            CELL.check(max((len(cell) for row in rows for cell in row), default=0))
        except OverLimit as over:
            self.faults.append(str(over))


@dataclass(frozen=True)
class LesionLine:
    row: Row
    number: int

    @property
    def prefix(self) -> str:
        return self.row.prefix

    @property
    def values(self) -> Mapping[str, str]:
        return self.row.values

    @property
    def choices(self) -> list[tuple[str, Choices]]:
        """What is chosen of a lesion, each with its choices."""
        facts = [LESION_FIELDS[name] for name in DRAWN if LESION_FIELDS[name].choices]
        return [
            (fact.key, [("", "–"), *((each.value, each.label) for each in fact.choices)]) for fact in facts
        ]

    @property
    def key(self) -> Hashable:
        return self.prefix, self.number, tuple(self.values.items())


@dataclass
class FigurePart:
    row: Row
    lesions: list[Row]
    faults: list[str]

    @property
    def prefix(self) -> str:
        return self.row.prefix

    @property
    def values(self) -> Mapping[str, str]:
        return self.row.values

    @property
    def key(self) -> Hashable:
        lines = tuple(line.key for line in self.lesion_lines)
        return self.prefix, tuple(self.values.items()), lines, tuple(self.faults)

    @property
    def kinds(self) -> Choices:
        return [("kidney_map", "Map of the kidneys"), ("trend", "Trend of a value")]

    @property
    def is_trend(self) -> bool:
        return self.values["kind"] == "trend"

    @property
    def lesion_lines(self) -> list[LesionLine]:
        rows = with_spare(f"{self.prefix}-lesions", DRAWN, self.lesions)
        return [LesionLine(row, number) for number, row in enumerate(rows, 1)]

    def value(self) -> dict[str, Any]:
        held: dict[str, Any] = {name: self.values[name] for name in ("kind", "caption", "alt")}
        if self.is_trend:
            held["points"] = [self._point(cells) for cells in read_sheet(self.values["points"])]
            held |= {"unit": self.values["unit"]} if self.values["unit"] else {}
            if self.values["limit"]:
                held["limit"] = self._number(self.values["limit"], "The limit")
            return held
        held["lesions"] = [self._lesion(row) for row in self.lesions]
        return held | ({"solitary": True} if self.values["solitary"] else {})

    def _point(self, cells: list[str]) -> dict[str, Any]:
        label, value = (*cells, "", "")[:2]
        return {"label": label, "value": self._number(value, f"The value of “{label[:40]}”")}

    def _number(self, text: str, what: str) -> float:
        if not _NUMBER.fullmatch(text):
            self.faults.append(f"{what} is no number: “{text[:40]}”.")
            return 0
        number = float(text.replace(",", "."))
        return int(number) if number.is_integer() else number

    def _lesion(self, row: Row) -> dict[str, Any]:
        held: dict[str, Any] = {}
        for name, text in row.values.items():
            if not text:
                continue
            try:
                held[name] = LESION_FIELDS[name].clean(
                    text if name != "size_mm" else self._number(text, "A size")
                )
            except FactError as error:
                self.faults.append(str(error))
        return held


@dataclass(frozen=True)
class FactChoice:
    """A fact with whether this step gives or asks it, and where else in the case it is given or asked."""

    address: str
    label: str
    chosen: str
    elsewhere: str


@dataclass(frozen=True)
class FactGroup:
    label: str
    facts: tuple[FactChoice, ...]

    @property
    def chosen(self) -> int:
        return sum(bool(fact.chosen) for fact in self.facts)

    @property
    def ways(self) -> Choices:
        return [("", "Not asked"), (GIVEN, "Given"), (ASKED, "Asked")]

    @property
    def key(self) -> Hashable:
        return self.facts


class DraftStepForm(PlainForm):
    """Each field is a part of its own: what is not valid keeps what the draft has, the others are saved."""

    title = WrittenField(STEP_TITLE)
    kind = forms.ChoiceField(choices=list(STEP_KINDS.items()), widget=forms.Select({"class": "form-select"}))
    narrative = WrittenField(NARRATIVE, rows=12, label="What the step tells")
    expert = WrittenField(
        NARRATIVE,
        rows=5,
        label="What an expert says here",
        help_text="Shown once the step is committed, unless the case lets answers wait.",
    )

    def __init__(self, document: Mapping[str, Any], key: str, data: Mapping[str, Any] | None = None) -> None:
        self.document, self.key = document, key
        self.step: Mapping[str, Any] = next(step for step in document["steps"] if step["key"] == key)
        super().__init__(data, initial=dict(self.step))
        tables = (
            {"caption": table.get("caption", ""), "cells": _cells(table)}
            for table in self.step.get("tables", ())
        )
        self.tables = [TablePart(row, []) for row in rows_of("tables", TABLE, tables, data)]
        self.figures = [self._figure(row) for row in rows_of("figures", FIGURE, self._held_figures(), data)]

    def _held_figures(self) -> Iterable[dict[str, Any]]:
        for figure in self.step.get("figures", ()):
            points = write_sheet(
                (point["label"], f"{point['value']:g}") for point in figure.get("points", ())
            )
            yield {**figure, "points": points}

    def _figure(self, row: Row) -> FigurePart:
        held = self.step.get("figures", ())
        lesions = held[row.number].get("lesions", ()) if row.number < len(held) else ()
        if self.is_bound and self.data.get("from_key") == row.prefix:
            of_key = self.document.get("key", {}).get("record", {}).get(LESIONS, ())
            rows = rows_of(f"{row.prefix}-lesions", DRAWN, of_key, None)
        else:
            rows = rows_of(f"{row.prefix}-lesions", DRAWN, lesions, self.data if self.is_bound else None)
        return FigurePart(row, rows, [])

    @property
    def spare_table(self) -> TablePart:
        """One to fill in, so that a table is added without JavaScript too."""
        return TablePart(with_spare("tables", TABLE, [table.row for table in self.tables])[-1], [])

    @property
    def spare_figure(self) -> FigurePart:
        return FigurePart(with_spare("figures", FIGURE, [each.row for each in self.figures])[-1], [], [])

    # Facts

    @property
    def fact_groups(self) -> list[FactGroup]:
        elsewhere = self._elsewhere()
        return [
            FactGroup(
                chapter.label,
                tuple(
                    FactChoice(address, label, self.chosen.get(address, ""), elsewhere.get(address, ""))
                    for address, label in addressable(chapter.key)
                ),
            )
            for chapter in CHAPTERS
        ]

    @cached_property
    def chosen(self) -> dict[str, str]:
        """By address whether it is given or asked, as it was sent, else as the step has it."""
        held = {address: way for way in (ASKED, GIVEN) for address in self.step.get(way, ())}
        sent = {name.removeprefix("fact-"): self.data[name] for name in self.data if name.startswith("fact-")}
        return held | {address: str(way) for address, way in sent.items()}

    def _elsewhere(self) -> dict[str, str]:
        """ "asked at “Staging”", of the facts that another step has."""
        return {
            address: f"{way} at “{step.get('title') or step['key']}”"
            for step in self.document["steps"]
            if step["key"] != self.key
            for way in (GIVEN, ASKED)
            for address in step.get(way, ())
        }

    def facts(self, way: str) -> list[str]:
        chosen = [address for address in ADDRESSES if self.chosen.get(address) == way]
        return settled_set(chosen, self.step.get(way))

    # What comes of it

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if not title:
            raise forms.ValidationError("Give the step a title. Until then it keeps the one that it had.")
        return title

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for parts, limit in ((self.tables, STEP_TABLES), (self.figures, STEP_FIGURES)):
            if len(parts) > limit.most:
                self.add_error(None, limit.refusal(len(parts)))
        for table in self.tables:
            table.check()
        for figure in self.figures:
            figure.faults += [row.said for row in (figure.row, *figure.lesions) if row.said]
        self._figure_values = [figure.value() for figure in self.figures]
        return cleaned

    def parts(self) -> DraftParts:
        """By the address of each part that is valid."""
        found: DraftParts = {
            name: self.cleaned_data[name] or None for name in self.fields if name in self.cleaned_data
        }
        found = {name: settled(value, self.step.get(name)) for name, value in found.items()}
        found |= {way: self.facts(way) for way in (GIVEN, ASKED)}
        if not self.non_field_errors():
            found |= self._tables() | self._figures()
        return {f"steps/{self.key}/{name}": value for name, value in found.items()}

    def _tables(self) -> DraftParts:
        if any(table.faults for table in self.tables):
            return {}
        return {"tables": settled([table.value() for table in self.tables] or None, self.step.get("tables"))}

    def _figures(self) -> DraftParts:
        if any(figure.faults for figure in self.figures):
            return {}
        held = self.step.get("figures")
        value = self._figure_values or None
        return {"figures": held if _drawn(value) == _drawn(held) else value}

    @property
    def has_faults(self) -> bool:
        of_parts = [*(table.faults for table in self.tables), *(figure.faults for figure in self.figures)]
        return bool(self.errors) or any(of_parts)


def addressable(chapter: str) -> list[tuple[str, str]]:
    """The facts of a chapter that a step can give or ask, with their labels."""
    found = []
    for fact in VOCABULARY.asked_in(chapter):
        found.append((fact.key, fact.label))
        if fact.key == LESIONS:
            found.append((OF_LESIONS, "Diagnosis of each lesion"))
    return found


def _cells(table: Mapping[str, Any]) -> str:
    return write_sheet([table.get("columns", ()), *table.get("rows", ())])


def _drawn(figures: Any) -> Any:
    """What of the figures a form can say, for comparing."""
    return [
        {
            **{
                name: figure.get(name) or None
                for name in ("kind", "caption", "alt", "solitary", "unit", "limit")
            },
            "points": figure.get("points") or [],
            "lesions": [
                {key: each[key] for key in DRAWN if key in each} for each in figure.get("lesions", ())
            ],
        }
        for figure in figures or ()
    ]
