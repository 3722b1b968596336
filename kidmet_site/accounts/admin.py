from typing import Any

from allauth.account.admin import EmailAddressAdmin
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import AuthenticatorAdmin
from allauth.socialaccount import admin as socialaccount_admin
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from guidance.admin import KeptAdmin, LongListAdmin
from kidmet_site.accounts.held_admin import HeldAdmin
from kidmet_site.accounts.inviting import record_admin_changes
from kidmet_site.accounts.models import Invitation, PeopleAct, PeopleList, User
from kidmet_site.accounts.requests import person_of

# The admin's own sign-in knows no second step and no rate limit; ours does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth has it
admin.site.site_header = "KidMet"
admin.site.site_title = "KidMet admin"
admin.site.index_title = "What you keep"

# As every other list: allauth's own show a hundred rows on a page.
for listed in (EmailAddressAdmin, AuthenticatorAdmin):
    listed.list_per_page = LongListAdmin.list_per_page
    listed.paginator = LongListAdmin.paginator
    listed.show_full_result_count = False

# Roles are the grant; groups would be a second way that nobody looks at.
admin.site.unregister(Group)
# The settings alone say which institution signs people in, and nothing of theirs is kept here.
admin.site.unregister(
    [socialaccount_admin.SocialAccount, socialaccount_admin.SocialApp, socialaccount_admin.SocialToken]
)


class PersonCreationForm(AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email"]


class HistoryAdmin(SimpleHistoryAdmin):
    """History is there to be read. Without its button, simple_history still takes what is posted."""

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        _check_number(self.opts, unquote(object_id))
        return super().history_view(request, object_id, extra_context)

    def history_form_view(
        self, request: HttpRequest, object_id: str, version_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if request.method == "POST":
            raise PermissionDenied
        _check_number(self.opts, object_id)
        _check_number(self.model.history.model._meta, version_id)
        return super().history_form_view(request, object_id, version_id, *args, **kwargs)


def _check_number(opts: Any, given: str) -> None:
    """Raises Http404: simple_history looks up whatever stands in the address."""
    try:
        opts.pk.to_python(given)
    except ValidationError as fault:
        raise Http404 from fault


@admin.register(User)
class PersonAdmin(HistoryAdmin, HeldAdmin):
    list_per_page = LongListAdmin.list_per_page
    paginator = LongListAdmin.paginator
    show_full_result_count = False
    add_form = PersonCreationForm
    list_display = ["email", "display_name", "role_list", "is_superuser", "is_active", "last_login"]
    list_filter = ["is_resident", "is_educator", "is_curator", "is_superuser", "is_active", "is_confirmed"]
    search_fields = ["email", "display_name"]
    ordering = ["email"]
    filter_horizontal = []
    readonly_fields = ["date_joined", "last_login"]
    fieldsets = [
        (None, {"fields": ["email", "display_name", "password"]}),
        ("Roles", {"fields": ["is_resident", "is_educator", "is_curator", "is_superuser"]}),
        ("Signing in", {"fields": ["is_active", "is_confirmed"]}),
        ("Dates", {"fields": ["date_joined", "last_login"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["email", "display_name", "usable_password", "password1", "password2"]}),
        ("Roles", {"fields": ["is_resident", "is_educator", "is_curator"]}),
    ]

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """What is done here with somebody is told where all else of the kind is."""
        before = User.objects.filter(pk=obj.pk).first() if change else None
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            record_admin_changes(before, obj, by=person_of(request), now=timezone.now())

    @admin.display(description="roles")
    def role_list(self, person: User) -> str:
        return ", ".join(person.roles) or "none"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What is held of a person goes by a page of its own, which keeps what others rely on."""
        return False


@admin.register(Invitation)
class InvitationAdmin(KeptAdmin):
    list_display = ["email", "display_name", "invited_at", "expires_at", "accepted_at", "revoked_at"]
    search_fields = ["email", "display_name"]
    # Of it and of the secret key a link is made.
    exclude = ["stamp"]
    list_select_related = ["invited_by", "accepted_by"]


@admin.register(PeopleList)
class PeopleListAdmin(KeptAdmin):
    list_display = ["uploaded_at", "uploaded_by", "name"]
    exclude = ["rows"]
    list_select_related = ["uploaded_by"]


@admin.register(PeopleAct)
class PeopleActAdmin(KeptAdmin):
    list_display = ["at", "by", "kind", "way", "person", "invitation"]
    search_fields = ["person__email", "person__display_name", "invitation__email"]
    list_select_related = ["by", "person", "invitation"]
