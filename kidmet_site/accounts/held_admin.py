"""What an administrator does in the place of a person: have everything of theirs exported, or deleted."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from guidance.admin import KeptAdmin
from guidance.domain.characters import ForbiddenCharacter
from kidmet_site.accounts.erasing import (
    ErasingRefused,
    erase_account,
    is_named_in_what_stays,
    refusal_to_erase,
    what_is_held,
)
from kidmet_site.accounts.exporting import ExportRefused, begin_export
from kidmet_site.accounts.forms import EraseForm, ExportForm
from kidmet_site.accounts.models import AccountExport, Erasure, ExportPiece, User
from kidmet_site.accounts.requests import person_of
from kidmet_site.accounts.retention import backups_in_words


class HeldAdmin(UserAdmin):
    """A page of its own, linked from the person's."""

    change_form_template = "admin/accounts/user/change_form.html"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(reauthentication_required(self.held_view))
        return [path("<int:pk>/held/", view, name="accounts_user_held"), *super().get_urls()]

    def held_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        by = person_of(request)
        if not by.is_superuser:
            raise PermissionDenied
        person = get_object_or_404(User, pk=pk)
        act = request.POST.get("act", "")
        form = EraseForm(request.POST if act == "delete" else None, person=person)
        # Both ask for a reason, on one page.
        export_form = ExportForm(request.POST if act == "export" else None, auto_id="id_export_%s")
        done = None
        if act == "delete" and form.is_valid():
            done = self._erased(request, person, by, form)
        if act == "export" and person.is_active and export_form.is_valid():
            done = self._exported(request, person, by, export_form)
        if done:
            return done
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": f"What is held of {person}",
            "person": person,
            "form": form,
            "export_form": export_form,
            "held": what_is_held(person),
            "refusal": refusal_to_erase(person, by),
            "is_named": is_named_in_what_stays(person),
            "backups": backups_in_words(),
        }
        return TemplateResponse(request, "admin/accounts/user/held.html", context)

    def _erased(self, request: HttpRequest, person: User, by: User, form: EraseForm) -> HttpResponse | None:
        """None where it is refused: the form says why, with all that was typed."""
        given = form.cleaned_data["reason"]
        try:
            made = erase_account(person=person, by=by, now=timezone.now(), reason=given)
        except (ErasingRefused, ForbiddenCharacter) as refusal:
            form.add_error("reason", str(refusal))
            return None
        messages.success(
            request, f"The account is closed. What stays of it goes by “{made.pseudonym}” in a few minutes."
        )
        return redirect("admin:accounts_erasure_changelist")

    def _exported(
        self, request: HttpRequest, person: User, by: User, form: ExportForm
    ) -> HttpResponse | None:
        try:
            begin_export(person=person, by=by, now=timezone.now(), reason=form.cleaned_data["reason"])
        except (ExportRefused, ForbiddenCharacter) as refusal:
            form.add_error("reason", str(refusal))
            return None
        messages.success(request, "The file is being made. They find it on their account’s page.")
        return redirect("admin:accounts_user_held", pk=person.pk)


@admin.register(Erasure)
class ErasureAdmin(KeptAdmin):
    list_display = ["pseudonym", "asked_at", "asked_by", "reason", "done_at"]
    list_select_related = ["asked_by"]
    # Until it is done, it would tell whose random name that is.
    exclude = ["person", "code"]
    search_fields = ["pseudonym"]


@admin.register(AccountExport)
class AccountExportAdmin(KeptAdmin):
    list_display = ["person", "asked_at", "asked_by", "finished_at", "size"]
    list_select_related = ["person", "asked_by"]
    exclude = ["stands"]
    search_fields = ["person__email"]


@admin.register(ExportPiece)
class ExportPieceAdmin(KeptAdmin):
    list_display = ["export", "place"]
    list_select_related = ["export__person"]
    exclude = ["data"]
