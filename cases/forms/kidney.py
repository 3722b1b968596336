"""The kidney chapter: the lesions one by one, or the answer that there are none."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BaseFormSet, formset_factory

from cases.forms.chapter import ChapterForm
from cases.forms.fields import field_for
from cases.models import PatientCase
from guidance.domain.limits import LESIONS
from guidance.domain.vocabulary import LESION_FIELDS, Value

PREFIX = "lesions"
MOST_EDITED = 150
"""A case from before there was a limit may hold more; up to so many are edited one by one."""
MOST_ROWS = 200
"""Rows of one form, those removed in it included, all read so that nothing typed in them is lost."""


class LesionForm(forms.Form):
    """One lesion. Empty fields are not recorded; "Remove this lesion" works without JavaScript."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more, label_suffix="")  # type: ignore[misc]
        for fact in LESION_FIELDS.values():
            self.fields[fact.key] = field_for(fact, current=self.initial.get(fact.key), compact=True)

    def lesion(self) -> dict[str, Value]:
        """What is recorded of the lesion; only after is_valid()."""
        return {
            key: self.cleaned_data[key] for key in LESION_FIELDS if self.cleaned_data.get(key) is not None
        }


class LesionFormSet(BaseFormSet):
    """The lesions in order. A new row that says nothing is no lesion."""

    def __init__(
        self, data: Mapping[str, Any] | None = None, recorded: tuple[Mapping[str, Value], ...] = ()
    ) -> None:
        # A sent row is read for itself. Against what is recorded, a row that the page added and that was
        # saved since would look unchanged, and Django drops an unchanged extra row.
        initial = [dict(lesion) for lesion in recorded] if data is None else None
        self.max_num = max(LESIONS.most, len(recorded))
        super().__init__(data, initial=initial, prefix=PREFIX)

    def clean(self) -> None:
        """More than a case takes are refused; so many as it holds already may stay."""
        first_extra = self.initial_form_count()
        staying = [
            form
            for place, form in enumerate(self.forms)
            if not self._should_delete_form(form)  # type: ignore[attr-defined]
            and (place < first_extra or form.has_changed())
        ]
        if len(staying) > self.max_num:
            raise forms.ValidationError(LESIONS.refusal(len(staying)), code="too_many_lesions")

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = "Remove this lesion"
        form.fields["DELETE"].widget.attrs["class"] = "form-check-input"

    def lesions(self) -> tuple[dict[str, Value], ...]:
        """The lesions that stay; only after is_valid()."""
        removed = self.deleted_forms
        return tuple(
            form.lesion()
            for place, form in enumerate(self.forms)
            if form not in removed and (form.lesion() or place < self.initial_form_count())
        )


_LesionForms: type[LesionFormSet] = formset_factory(  # type: ignore[assignment]
    LesionForm,
    formset=LesionFormSet,
    extra=1,
    can_delete=True,
    max_num=LESIONS.most,
    absolute_max=MOST_ROWS,
)


class KidneyForm(ChapterForm):
    no_lesions_seen = forms.BooleanField(
        required=False,
        label="No lesions seen",
        help_text="The kidneys were looked at and there is none. Leave it empty where that is not known.",
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *, chapter: str, case: PatientCase, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(chapter=chapter, case=case, data=data)
        lesions: Any = self.recorded.get("lesions")
        self.fields["no_lesions_seen"].initial = lesions == ()
        self.lesions_held = len(lesions or ())
        sent = data is not None and f"{PREFIX}-TOTAL_FORMS" in data and self.can_edit_lesions
        shown = lesions if lesions and self.can_edit_lesions else ()
        self.lesions = _LesionForms(data if sent else None, recorded=shown)

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
        lesions = self._lesions_now()
        if lesions is None:
            return "not_recorded"
        return "recorded" if lesions else "none"

    @property
    def lesions_state_words(self) -> str:
        lesions = self._lesions_now()
        if not lesions:
            return "Not recorded" if lesions is None else "No lesions seen"
        return "1 lesion recorded" if len(lesions) == 1 else f"{len(lesions)} lesions recorded"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.lesions.is_bound:
            return cleaned
        if not self.lesions.is_valid():
            # The lesions say at their fields what is wrong; this keeps the whole chapter from being saved.
            raise forms.ValidationError(self._what_is_wrong(), code="lesions")
        if cleaned.get("no_lesions_seen") and self.lesions.lesions():
            self.add_error("no_lesions_seen", self._contradiction(len(self.lesions.lesions())))
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

    def _lesions_now(self) -> tuple[Mapping[str, Value], ...] | None:
        if not (self.lesions.is_bound and self.is_valid()):
            return self.recorded.get("lesions")  # type: ignore[return-value]
        lesions = self.lesions.lesions()
        return lesions if lesions or self.cleaned_data["no_lesions_seen"] else None
