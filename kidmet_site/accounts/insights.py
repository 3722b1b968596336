"""An administrator asks in the admin to look inside what is another's; the form wants a reason."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from cases.admin.things import PAGE
from cases.queries.insights import people_of
from guidance.actions.free_text import TextRefused
from guidance.actions.looking import SHORTEST_REASON, look_inside
from guidance.admin import KeptAdmin
from guidance.domain.limits import INSIGHT_REASON
from guidance.permissions import can_look
from guidance.views.loading import safe_next
from kidmet_site.accounts.models import Insight, User
from kidmet_site.accounts.requests import person_of


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="Why you look",
        required=False,
        strip=False,
        help_text=f"{SHORTEST_REASON} to {INSIGHT_REASON.most} characters. They read it exactly so.",
        widget=forms.Textarea(attrs={"rows": 4, "cols": 60}),
    )


@admin.register(Insight)
class InsightAdmin(KeptAdmin):
    """Who looked at what, when and why: written once, to look at only, also for administrators."""

    list_display = ["at", "name", "kind", "number", "owner", "until", "reason"]
    list_filter = ["kind", "at"]
    list_select_related = ["owner"]
    search_fields = ["name", "owner__email"]
    exclude = ["by"]

    def get_urls(self) -> list[URLPattern]:
        look = path(
            "look/<slug:kind>/<int:number>/",
            self.admin_site.admin_view(self.look),
            name="accounts_insight_look",
        )
        return [look, *super().get_urls()]

    def look(self, request: HttpRequest, kind: str, number: int) -> HttpResponse:
        """Whose it is and for how long it opens are told before anything is sent."""
        people = people_of(kind, number) if can_look(request.user) and kind in PAGE and number < 2**63 else []
        if not people:
            raise Http404
        form = ReasonForm(request.POST if request.method == "POST" else None)
        if request.method == "POST":
            try:
                look_inside(
                    kind=Insight.Kind(kind),
                    number=number,
                    people=people,
                    reason=request.POST.get("reason", ""),
                    by=person_of(request),
                    now=timezone.now(),
                )
            except TextRefused as refusal:
                form.full_clean()
                if not form.has_error("reason"):  # what no text may hold is said at the edge already
                    form.add_error("reason", str(refusal))
            else:
                page = reverse(f"admin:cases_{PAGE[Insight.Kind(kind)]}_change", args=[number])
                return redirect(safe_next(request, page))
        return render(request, "admin/look.html", self._told(request, kind, number, people, form))

    def _told(
        self, request: HttpRequest, kind: str, number: int, people: list[User], form: ReasonForm
    ) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"Look inside {Insight.Kind(kind).label} {number}",
            "opts": self.opts,
            "people": people,
            "form": form,
            "next": request.GET.get("next", request.POST.get("next", "")),
        }
