"""Cases in the admin: that one exists, whose it is and when it changed. Nothing is written here.

What a case records is shown to an administrator who said why, and to nobody who did not.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.timezone import localtime

from cases.admin.private import PRIVATE, without_private
from cases.admin.things import OfCaseAdmin, thing_of_case
from cases.domain.known import Lesion
from cases.domain.wording import table_words
from cases.models import CarePlan, CaseChange, KidneyLesion, PatientCase, PrognosticFactors, Staging
from cases.models.columns import KEYS
from guidance.admin import SealedAdmin, Thing
from guidance.domain.vocabulary import LESION_FIELDS, VOCABULARY, Fact, FactError, Value


def in_words(recorded: Mapping[str, Value]) -> SafeString:
    """The facts as they are called on the pages, one in a line; what is private says that it is."""
    rows: list[tuple[str, object]] = [
        (VOCABULARY[key].label, "not shown to others" if key in PRIVATE else _value(VOCABULARY[key], value))
        for key, value in recorded.items()
    ]
    return format_html_join("", "<p><b>{}</b>: {}</p>", rows) or SafeString("Nothing.")


def _value(fact: Fact, value: Value) -> object:
    if not isinstance(value, tuple):
        return table_words(fact, value)
    lesions = format_html_join("", "<br>{}", ((it,) for it in _lesions(value)))
    return format_html("{} {}", table_words(fact, value), lesions)


def _lesions(value: Iterable[Lesion]) -> list[str]:
    return [
        "; ".join(
            f"{LESION_FIELDS[key].label} {table_words(LESION_FIELDS[key], held)}"
            for key, held in each.items()
        )
        for each in value
    ]


@admin.register(PatientCase)
class PatientCaseAdmin(SealedAdmin):
    list_display = ["pk", "owner", "version", "created_at", "updated_at"]
    list_filter = ["updated_at"]
    list_select_related = ["owner"]
    search_fields = ["owner__email"]
    findable = ("updated_at",)
    plain = ("owner", "version", "created_at", "updated_at")
    inside = ("title", "demo_slug", "guidance_edition", "what_it_records", "what_changed")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Not the records of attempts: those are looked at with the attempt."""
        return super().get_queryset(request).filter(is_record=False)

    def thing_of(self, row: PatientCase) -> Thing:
        return thing_of_case(row)

    @admin.display(description="what it records")
    def what_it_records(self, case: PatientCase) -> str:
        return in_words(case.recorded())

    @admin.display(description="changes, the newest first")
    def what_changed(self, case: PatientCase) -> str:
        changes = case.changes.select_related("by")[:50]
        rows = ((date_format(localtime(c.at), "j F Y, H:i"), c.by, _change_in_words(c)) for c in changes)
        return format_html_join("", "<p><b>{}, {}</b>{}</p>", rows)


@admin.register(KidneyLesion)
class KidneyLesionAdmin(OfCaseAdmin):
    inside = ("position", *LESION_FIELDS)


@admin.register(Staging)
class StagingAdmin(OfCaseAdmin):
    inside = tuple(key for key in KEYS[Staging] if key not in PRIVATE)


@admin.register(PrognosticFactors)
class PrognosticFactorsAdmin(OfCaseAdmin):
    inside = tuple(key for key in KEYS[PrognosticFactors] if key not in PRIVATE)


@admin.register(CarePlan)
class CarePlanAdmin(OfCaseAdmin):
    inside = tuple(key for key in KEYS[CarePlan] if key not in PRIVATE)


@admin.register(CaseChange)
class CaseChangeAdmin(OfCaseAdmin):
    list_display = ["pk", "belongs_to", "version", "by", "at"]
    list_filter = ["at"]
    list_select_related = ["case__attempt", "by"]
    search_fields = ["by__email"]
    findable = ("at",)
    plain = ("belongs_to", "version", "by", "at", "act")
    inside = ("chapter", "what_changed")
    ordering = ["-at", "-pk"]

    @admin.display(description="changes")
    def what_changed(self, change: CaseChange) -> str:
        return _change_in_words(change)


def _change_in_words(change: CaseChange) -> SafeString:
    """A fact in a line, as it is called on the pages."""
    rows = (
        (_label(key), _before_and_after(key, each)) for key, each in without_private(change.changes).items()
    )
    return format_html_join("", "<br>{}: {}", rows)


def _label(key: str) -> str:
    return VOCABULARY[key].label if key in VOCABULARY else key


def _before_and_after(key: str, each: Mapping[str, Any] | str) -> str:
    if isinstance(each, str):
        return each
    return f"{_written(key, each['before'])} → {_written(key, each['after'])}"


def _written(key: str, data: object) -> str:
    """What was kept in the words of today, or as it was where no words are left for it."""
    if data is None:
        return "not recorded"
    try:
        value = VOCABULARY[key].clean(data)
    except (KeyError, FactError):
        return json.dumps(data, ensure_ascii=False)
    words = table_words(VOCABULARY[key], value)
    return f"{words} ({' | '.join(_lesions(value))})" if isinstance(value, tuple) else words
