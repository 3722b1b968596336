"""The kidney chapter: the lesions one by one, or the answer that there are none."""

from collections.abc import Mapping
from copy import deepcopy
from functools import cached_property
from typing import Any, cast

from django import forms
from django.forms import BaseFormSet, BoundField, formset_factory, formsets

from cases.domain.kept import Kept, lesion_field, place_and_key
from cases.domain.known import lesions as lesions_in
from cases.domain.natures import DIAGNOSIS, OF_KIDNEY
from cases.domain.teaching import OF_LESIONS
from cases.forms.chapter import ChapterForm
from cases.forms.fields import FactField, field_for
from cases.forms.keeping import KeepingForm, Marked
from guidance.domain.limits import LESIONS
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Value
from guidance.domain.vocabulary.kinds.lesions import Lesion

PREFIX = "lesions"
COUNTS = (formsets.TOTAL_FORM_COUNT, formsets.INITIAL_FORM_COUNT)
MOST_EDITED = 60
"""A case from before there was a limit may hold more; up to so many are edited one by one."""
MOST_ROWS = 80
"""Rows of one form, those removed in it included, all read so that nothing typed in them is lost."""


def as_the_kidney(diagnosis: Value | None) -> str:
    """What a lesion is that has no diagnosis of its own."""
    held = "not recorded" if diagnosis is None else VOCABULARY["kidney_diagnosis"].words(diagnosis)
    return f"As the kidney: {held}"


def diagnosis_field(current: Value | None, of_kidney: Value | None) -> forms.Field:
    """What a lesion is held to be; empty is as the kidney."""
    field = field_for(LESION_FIELDS[DIAGNOSIS], current=current, compact=True)
    widget: Any = deepcopy(field.widget)
    widget.choices = [("", as_the_kidney(of_kidney)), *widget.choices[1:]]
    field.widget = widget
    return field


class LesionForm(KeepingForm):
    """One lesion. Empty fields are not recorded; "Remove this lesion" works without JavaScript."""

    def __init__(
        self,
        *args: Any,
        kept: Kept | None = None,
        of_kidney: Value | None = None,
        asks_diagnosis: bool = True,
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        for fact in LESION_FIELDS.values():
            if fact.key != DIAGNOSIS:
                self.fields[fact.key] = field_for(fact, current=self.initial.get(fact.key), compact=True)
            elif asks_diagnosis:
                self.fields[DIAGNOSIS] = diagnosis_field(self.initial.get(DIAGNOSIS), of_kidney)
        self.hold(kept or {})

    def lesion(self) -> dict[str, Value]:
        """What was sent of the lesion and can be recorded."""
        return {
            key: self.cleaned_data[key] for key in LESION_FIELDS if self.cleaned_data.get(key) is not None
        }

    def over(self, lesion: Lesion) -> dict[str, Value]:
        """The lesion with what was sent; what cannot be recorded of that stays as it is recorded."""
        for key in self.not_recorded():
            cast(FactField, self.fields[key]).current = lesion.get(key)
        held = self.lesion() | {key: lesion[key] for key in self.not_recorded() if key in lesion}
        return {key: held[key] for key in LESION_FIELDS if key in held}

    def is_that(self, lesion: Lesion) -> bool:
        """Whether it is the same but for what cannot be recorded."""
        wrong = self.not_recorded()
        return self.lesion() == {key: value for key, value in lesion.items() if key not in wrong}


class LesionFormSet(BaseFormSet):
    """The lesions in order. A new row that says nothing is no lesion."""

    default_error_messages = {
        **BaseFormSet.default_error_messages,
        "too_many_forms": f"The page holds more than {MOST_ROWS} rows with those that were removed. "
        "Load it anew, then go on.",
        "missing_management_form": "What was sent of the lesions does not say how many rows it has. "
        "Load the page anew, then go on.",
    }

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        recorded: tuple[Lesion, ...] = (),
        kept: Kept | None = None,
        of_kidney: Value | None = None,
        asks_diagnosis: bool = True,
    ) -> None:
        self.of_kidney, self.asks_diagnosis = of_kidney, asks_diagnosis
        self.recorded, self.rows_kept = recorded, _by_row(kept or {}, len(recorded))
        # A sent row is read for itself. Against what is recorded, a row that the page added and that was
        # saved since would look unchanged, and Django drops an unchanged extra row.
        initial = [dict(lesion) for lesion in recorded] if data is None else None
        self.max_num = max(LESIONS.most, len(recorded))
        self.extra = 1 + max([0, *(place + 1 - len(recorded) for place in self.rows_kept)])
        super().__init__(data, initial=initial, prefix=PREFIX)

    @cached_property
    def management_form(self) -> Any:
        """Fewer rows than none are as little a form as no number at all."""
        form: Any = super().management_form
        if self.is_bound and min(form.cleaned_data.get(name, 0) for name in COUNTS) < 0:
            form.add_error(None, "Not a number of rows.")
            form.cleaned_data |= dict.fromkeys(COUNTS, 0)
        return form

    def get_form_kwargs(self, index: int | None) -> dict[str, Any]:
        kept = {} if index is None else self.rows_kept.get(index, {})
        held = {"kept": kept, "of_kidney": self.of_kidney, "asks_diagnosis": self.asks_diagnosis}
        return {**super().get_form_kwargs(index), **held}

    def clean(self) -> None:
        """More than a case takes are refused; so many as it holds already may stay."""
        first_extra = self.initial_form_count()
        staying = [
            form
            for place, form in enumerate(self.forms)
            if not self._is_removed(form) and (place < first_extra or form.has_changed())
        ]
        if len(staying) > self.max_num:
            raise forms.ValidationError(LESIONS.refusal(len(staying)), code="too_many_lesions")

    @staticmethod
    def _is_removed(form: forms.Form) -> bool:
        return bool(form.cleaned_data.get("DELETE"))

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this lesion"
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    @cached_property
    def rows(self) -> list[LesionForm]:
        """The rows that were not removed."""
        if not self.is_bound:
            return list(self.forms)
        self.is_valid()  # reads them
        return [form for form in self.forms if not self._is_removed(form)]

    @cached_property
    def sent(self) -> tuple[list[tuple[LesionForm, dict[str, Value]]], list[LesionForm]]:
        """The rows that stand for a lesion, each with it, and those of which nothing can be recorded."""
        found: list[tuple[LesionForm, dict[str, Value]]] = []
        alone: list[LesionForm] = []
        for form in self.rows:
            lesion = form.over(self._before(form, len(found))) if form.not_recorded() else form.lesion()
            if lesion or form in self.initial_forms:
                found.append((form, lesion))
            elif form.not_recorded():
                alone.append(form)
        return found, alone

    def _before(self, form: LesionForm, place: int) -> Lesion:
        """The lesion as recorded that a row with a fault stands for, {} where it stands for none."""
        if place < len(self.recorded) and form.is_that(self.recorded[place]):
            return self.recorded[place]
        if len(self.rows) == len(self.forms):
            return {}
        # Rows were removed, so that the places do not say it: one that no other row stands for.
        others = [row.lesion() for row in self.rows if not row.not_recorded()]
        return next((each for each in self.recorded if form.is_that(each) and each not in others), {})

    def lesions(self) -> tuple[dict[str, Value], ...]:
        """The lesions that stay, each with what can be recorded of it."""
        return tuple(lesion for _, lesion in self.sent[0])

    def kept(self) -> Kept:
        """Their text that is not recorded, under the places that they have in a form drawn anew."""
        found, alone = self.sent
        rows = enumerate([*(form for form, _ in found), *alone])
        return {lesion_field(at, key): field for at, form in rows for key, field in form.kept().items()}

    @property
    def faulty_fields(self) -> list[BoundField]:
        return [form[name] for form in self.rows for name in form.not_recorded()]

    def marked(self) -> list[Marked]:
        return [
            Marked(f"Lesion {number}, {label.lower()}", anchor)
            for number, form in enumerate(self.rows, start=1)
            for label, anchor in form.marked()
        ]


def _by_row(kept: Kept, recorded: int) -> dict[int, Kept]:
    """What is kept of each row; rows of which nothing is recorded follow those that are, without a gap."""
    rows: dict[int, Kept] = {}
    for name, field in kept.items():
        where = place_and_key(name)
        if where:
            rows.setdefault(where[0], {})[where[1]] = field
    alone = sorted(place for place in rows if place >= recorded)
    return {place: rows[place] for place in rows if place < recorded} | {
        recorded + number: rows[place] for number, place in enumerate(alone)
    }


_LesionForms = cast(
    type[LesionFormSet],
    formset_factory(
        LesionForm,
        formset=LesionFormSet,
        extra=1,
        can_delete=True,
        max_num=LESIONS.most,
        absolute_max=MOST_ROWS,
    ),
)


class KidneyForm(ChapterForm):
    no_lesions_seen = forms.BooleanField(
        required=False,
        label="No lesions seen",
        help_text="The kidneys were looked at and there is none. Leave it empty where that is not known.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *, data: Mapping[str, Any] | None = None, **given: Any) -> None:
        super().__init__(data=data, **given)
        lesions: Any = self.recorded.get("lesions")
        self.fields["no_lesions_seen"].initial = lesions == ()
        self.lesions_held = len(lesions or ())
        sent = data is not None and f"{PREFIX}-TOTAL_FORMS" in data and self.can_edit_lesions
        shown = lesions if lesions and self.can_edit_lesions else ()
        self.lesions = _LesionForms(
            data if sent else None,
            recorded=shown,
            kept=self.held,
            of_kidney=self.recorded.get(OF_KIDNEY),
            asks_diagnosis=self.asks(OF_LESIONS),
        )

    def place_new(self, place: str) -> None:
        """Begin the spare row where the kidney map was pressed: "left-lower"."""
        values = dict(zip(("side", "pole"), place.split("-"), strict=False))
        known = all(value in LESION_FIELDS[key].choice_by_value for key, value in values.items())
        if known and self.can_edit_lesions and self.lesions.extra_forms:
            self.lesions.extra_forms[-1].initial = values

    @property
    def can_edit_lesions(self) -> bool:
        """Not where a case holds more than a form could send: those stay as they are."""
        return self.lesions_held <= MOST_EDITED

    @property
    def too_many_lesions(self) -> str:
        return LESIONS.refusal(self.lesions_held)

    @property
    def lesions_state(self) -> str:
        """ "not_recorded", "none" or "recorded"."""
        lesions = self._lesions_held()
        if lesions is None:
            return "not_recorded"
        return "recorded" if lesions else "none"

    @property
    def lesions_state_words(self) -> str:
        lesions = self._lesions_held()
        if not lesions:
            return "Not recorded" if lesions is None else "No lesions seen"
        return "1 lesion recorded" if len(lesions) == 1 else f"{len(lesions)} lesions recorded"

    def _lesions_held(self) -> tuple[Lesion, ...] | None:
        return lesions_in(self.recorded) if self.is_refused else self._lesions_now()

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.lesions.is_bound:
            return cleaned
        if self.lesions.lesions() and cleaned.get("no_lesions_seen") and not self.lesions.non_form_errors():
            self.add_error("no_lesions_seen", self._contradiction(len(self.lesions.lesions())))
        if not self.lesions.is_valid():
            # The lesions say at their fields what is wrong; this says that the chapter is not whole.
            raise forms.ValidationError(self._what_is_wrong(), code="lesions")
        return cleaned

    def _what_is_wrong(self) -> list[str]:
        wrong = [str(number) for number, errors in enumerate(self.lesions.errors, start=1) if errors]
        named = f"Lesion {', '.join(wrong)}: look at what is marked there." if wrong else ""
        return [*self.lesions.non_form_errors(), *([named] if named else [])]

    def _contradiction(self, count: int) -> str:
        rows = "a lesion is" if count == 1 else f"{count} lesions are"
        return f'"No lesions seen" is ticked and {rows} recorded. Clear the tick, or remove the lesions.'

    def recorded_chapter(self) -> dict[str, Value | None]:
        return super().recorded_chapter() | {"lesions": self._lesions_now()}

    def _lesions_now(self) -> tuple[Lesion, ...] | None:
        """The rows, each with what is valid of it. Rows count where "No lesions seen" is ticked as well."""
        if not self._are_read:
            return lesions_in(self.recorded)
        lesions = self.lesions.lesions()
        return lesions if lesions or self.cleaned_data.get("no_lesions_seen") else None

    @property
    def _are_read(self) -> bool:
        self.is_valid()  # reads the form itself, too
        return self.lesions.is_bound and not self.lesions.non_form_errors()

    def kept(self) -> Kept:
        return super().kept() | (self.lesions.kept() if self._are_read else {})

    def _was_left(self, name: str) -> bool:
        return not self._are_read if place_and_key(name) else super()._was_left(name)

    def marked(self) -> list[Marked]:
        whole = [Marked("Lesions", "field-lesions")] if self.whole_errors else []
        return [*whole, *self.lesions.marked(), *super().marked()]

    @property
    def is_too_long(self) -> bool:
        """More lesions than are taken are not kept, either."""
        return super().is_too_long or bool(self.lesions.is_bound and self.lesions.non_form_errors())

    @property
    def whole_errors(self) -> list[str]:
        return [str(error) for error in self.lesions.non_form_errors()]
