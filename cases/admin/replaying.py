"""What impact runs found, and the columns that they read: made by a worker, to look at only.

What the columns hold is every case's facts. They are shown to nobody: whoever has a reason looks at a case.
"""

from django.contrib import admin

from cases.models import FactBlock, FactColumn, ImpactRun, StoredCoverage
from guidance.admin import KeptAdmin, SealedAdmin


@admin.register(ImpactRun)
class ImpactRunAdmin(KeptAdmin):
    list_display = ["started_at", "by", "state", "edition_number", "change_set", "done", "total"]
    list_filter = ["state"]
    list_select_related = ["by"]


@admin.register(StoredCoverage)
class StoredCoverageAdmin(KeptAdmin):
    list_display = ["draft", "worked_out_at", "read", "unmatched"]


@admin.register(FactBlock)
class FactBlockAdmin(SealedAdmin):
    list_display = ["number", "made_from"]
    plain = ("number", "made_from")


@admin.register(FactColumn)
class FactColumnAdmin(SealedAdmin):
    list_display = ["pk", "block", "fact"]
    list_select_related = ["block"]
    plain = ("block", "fact")
    ordering = ["-pk"]
