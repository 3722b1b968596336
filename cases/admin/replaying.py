"""What impact runs found, and the columns that they read: made by a worker, to look at only."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from cases.admin.private import PRIVATE
from cases.models import FactBlock, FactColumn, ImpactRun, StoredCoverage
from guidance.admin import KeptAdmin, listed_filter
from guidance.domain.vocabulary import VOCABULARY


@admin.register(ImpactRun)
class ImpactRunAdmin(KeptAdmin):
    list_display = ["started_at", "by", "state", "edition_number", "change_set", "done", "total"]
    list_filter = ["state"]
    list_select_related = ["by"]


@admin.register(StoredCoverage)
class StoredCoverageAdmin(KeptAdmin):
    list_display = ["draft", "worked_out_at", "read", "unmatched"]


@admin.register(FactBlock)
class FactBlockAdmin(KeptAdmin):
    list_display = ["number", "made_from"]


@admin.register(FactColumn)
class FactColumnAdmin(KeptAdmin):
    list_display = ["block", "fact"]
    list_filter = [listed_filter("fact", lambda: [(key, fact.label) for key, fact in VOCABULARY.items()])]
    list_select_related = ["block"]
    search_fields = ["fact"]

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        return super().get_queryset(request).exclude(fact__in=PRIVATE)
