"""The plain way in for administrators: cases as rows, mended with the same fields as the chapters' forms."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import BaseModelAdmin
from django.db.models import Field, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html_join

from cases.actions.cases import note_changes
from cases.admin.private import PRIVATE, without_private
from cases.content.demo_cases import demo_cases
from cases.forms.fields import FactField, field_for
from cases.models import CarePlan, CaseChange, KidneyLesion, PatientCase, PrognosticFactors, Staging
from cases.models.recording import column_of
from cases.queries.cases import cases_for
from guidance.admin import KeptAdmin, LongListAdmin, listed_filter
from guidance.domain.limits import LESIONS
from guidance.domain.vocabulary import CHAPTERS, LESION_FIELDS, VOCABULARY, Fact
from kidmet_site.accounts.requests import person_of

FACTS: Mapping[str, Fact] = {fact.key: fact for fact in VOCABULARY.askable} | dict(LESION_FIELDS)


def by_fact(key: str) -> type[SimpleListFilter]:
    """A filter by what the fact may hold."""
    fact = LESION_FIELDS.get(key) or VOCABULARY[key]
    offered: list[tuple[Any, str]] = [(choice.value, choice.label) for choice in fact.choices]
    if not offered:
        low, high = map(int, fact.within)
        offered = [(number, str(number)) for number in range(low, high + 1, fact.step or 1)]
    return listed_filter(key, lambda: offered, fact.label)


class FactsForm(ModelForm):
    """Facts are asked as in the chapters; what they clean to becomes what the columns hold."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, field in self.fields.items():
            if isinstance(field, FactField):
                field.current = getattr(self.instance, key)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        return {
            key: column_of(FACTS[key], value) if isinstance(value, frozenset) else value
            for key, value in cleaned.items()
        }


class FactsAdminMixin(BaseModelAdmin):
    form: type[Any] = FactsForm

    def formfield_for_dbfield(
        self, db_field: Field, request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name in FACTS:
            return field_for(FACTS[db_field.name], compact=True)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class LesionInline(FactsAdminMixin, admin.StackedInline):
    model = KidneyLesion
    extra = 0
    fields = ["position", *LESION_FIELDS]

    def get_max_num(self, request: HttpRequest, obj: PatientCase | None = None, **more: Any) -> int:
        """So many as it holds may stay, also of a case from before there was a limit."""
        return max(LESIONS.most, obj.lesions.count() if obj else 0)

    def get_formset(self, request: HttpRequest, obj: Any = None, **more: Any) -> Any:
        return super().get_formset(request, obj, validate_max=True, **more)


class StagingInline(FactsAdminMixin, admin.StackedInline):
    model = Staging
    can_delete = False


class PrognosticFactorsInline(FactsAdminMixin, admin.StackedInline):
    model = PrognosticFactors
    can_delete = False


class CarePlanInline(FactsAdminMixin, admin.StackedInline):
    model = CarePlan
    can_delete = False


@admin.register(PatientCase)
class PatientCaseAdmin(FactsAdminMixin, LongListAdmin):
    list_display = ["title", "owner", "primary_site", "version", "demo_slug", "updated_at"]
    list_filter = [
        by_fact("primary_site"),
        listed_filter("demo_slug", lambda: [(demo.slug, demo.title) for demo in demo_cases()], "demo case"),
        "updated_at",
    ]
    list_select_related = ["owner"]
    search_fields = ["title", "owner__email", "primary_site"]
    exclude = sorted(PRIVATE)
    readonly_fields = [
        "owner",
        "version",
        "guidance_edition",
        "previous_edition",
        "created_at",
        "updated_at",
        "what_changed",
    ]
    inlines = [LesionInline, StagingInline, PrognosticFactorsInline, CarePlanInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Not the records of attempts: nobody edits those beside the attempt."""
        return super().get_queryset(request).filter(is_record=False)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A case begins with its owner, on the site."""
        return False

    @admin.display(description="changes, the newest first")
    def what_changed(self, case: PatientCase) -> str:
        changes = case.changes.select_related("by")[:50]
        return format_html_join("", "<p>{} {} {}: {}</p>", ((c.at, c.by, c, _in_words(c)) for c in changes))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """One audited version for all that was changed on the page."""
        case = form.instance
        before = _loaded(case).recorded() if change else {}
        # What the form itself changed is written already: its initial values are what was there before.
        for key in form.changed_data:
            if key in FACTS:
                before = _with_initial(before, key, form.initial.get(key))
        super().save_related(request, form, formsets, change)
        note_changes(case=_loaded(case), before=before, by=person_of(request), now=timezone.now())


def _loaded(case: PatientCase) -> PatientCase:
    return cases_for(case.owner).get(pk=case.pk)


def _with_initial(before: Mapping[str, Any], key: str, initial: Any) -> dict[str, Any]:
    known = {other: value for other, value in before.items() if other != key}
    return known if initial is None else known | {key: FACTS[key].clean(initial)}


@admin.register(KidneyLesion)
class KidneyLesionAdmin(KeptAdmin):
    list_display = ["case", "position", "side", "pole", "location", "size_mm"]
    list_filter = [by_fact("side"), by_fact("pole"), by_fact("location")]
    ordering = ["-pk"]
    list_select_related = ["case"]
    search_fields = ["case__title"]


class OfCaseAdmin(KeptAdmin):
    list_select_related = ["case"]
    search_fields = ["case__title"]


@admin.register(Staging)
class StagingAdmin(OfCaseAdmin):
    list_display = ["case", "staging_edition", "t_category", "n_category", "m_category", "lugano_stage"]
    list_filter = [by_fact("staging_edition")]


@admin.register(PrognosticFactors)
class PrognosticFactorsAdmin(OfCaseAdmin):
    list_display = ["case", "ecog", "karnofsky", "pps", "creatinine_umol_l", "molecular_testing"]
    list_filter = [by_fact("ecog"), by_fact("molecular_testing")]


@admin.register(CarePlan)
class CarePlanAdmin(OfCaseAdmin):
    list_display = ["case", "treatment_intent", "disease_course", "goals_of_care_discussed"]
    list_filter = [by_fact("treatment_intent"), by_fact("disease_course")]


@admin.register(CaseChange)
class CaseChangeAdmin(KeptAdmin):
    list_display = ["case", "version", "chapter", "by", "at"]
    list_filter = [listed_filter("chapter", lambda: [(each.key, each.label) for each in CHAPTERS]), "at"]
    list_select_related = ["case", "by"]
    search_fields = ["case__title", "by__email"]
    exclude = ["changes"]
    readonly_fields = ["what_changed"]

    @admin.display(description="changes")
    def what_changed(self, change: CaseChange) -> str:
        return _in_words(change)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).select_related("case", "by")


def _in_words(change: CaseChange) -> str:
    shown = without_private(change.changes)
    return "; ".join(f"{key}: {_before_and_after(each)}" for key, each in shown.items())


def _before_and_after(each: Mapping[str, Any] | str) -> str:
    return each if isinstance(each, str) else f"{_value(each['before'])} → {_value(each['after'])}"


def _value(value: object) -> str:
    return "not recorded" if value is None else json.dumps(value, ensure_ascii=False)
