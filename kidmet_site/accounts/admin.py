from http import HTTPStatus
from typing import Any

from allauth.account.admin import EmailAddress
from allauth.account.decorators import secure_admin_login
from allauth.mfa.admin import Authenticator
from allauth.socialaccount import admin as socialaccount_admin
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from simple_history.admin import SimpleHistoryAdmin

from guidance.actions.looking import look_inside
from guidance.admin import KeptAdmin, LongListAdmin
from guidance.permissions import can_look
from kidmet_site.accounts import insights  # noqa: F401  # registers what administrators looked at
from kidmet_site.accounts.held_admin import HeldAdmin
from kidmet_site.accounts.inviting import record_admin_changes
from kidmet_site.accounts.models import Insight, Invitation, PeopleAct, PeopleList, User
from kidmet_site.accounts.requests import person_of

# The admin's own sign-in knows no second step and no rate limit; ours does.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]  # as allauth has it
admin.site.site_header = "KidMet"
admin.site.site_title = "KidMet admin"
admin.site.index_title = "What you keep"

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


# Theirs are registered as their modules are imported, above.
admin.site.unregister([EmailAddress, Authenticator])


@admin.register(EmailAddress)
class AddressAdmin(KeptAdmin):
    """To look at only: an address that an administrator confirms for somebody is a way into their account."""

    list_display = ["email", "user", "primary", "verified"]
    list_filter = ["primary", "verified"]
    list_select_related = ["user"]
    search_fields = ["email", "user__display_name"]


@admin.register(Authenticator)
class SecondStepAdmin(KeptAdmin):
    """That somebody has a second step, never its secret. Who lost theirs has it taken away here."""

    list_display = ["user", "type", "created_at", "last_used_at"]
    list_filter = ["type", "created_at"]
    list_select_related = ["user"]
    search_fields = ["user__email"]
    fields = ["user", "type", "created_at", "last_used_at"]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        return lookup.split("__")[0] != "data" and super().lookup_allowed(lookup, value, request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return can_look(request.user)

    def delete_model(self, request: HttpRequest, obj: Authenticator) -> None:
        with transaction.atomic():
            tell_of_sign_in(obj.user, TOOK_SECOND_STEP, request)
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet) -> None:
        for each in queryset.select_related("user"):
            self.delete_model(request, each)


TOOK_SECOND_STEP = "A second step of your sign-in was taken away."
GAVE_PASSWORD = "Your account was given another password."
GAVE_ADDRESS = "Your account was given another e-mail address."


def tell_of_sign_in(person: User, what: str, request: HttpRequest) -> None:
    """Who can set how somebody signs in can sign in as they do: it is written down, and told."""
    by = person_of(request)
    if by != person:
        look_inside(
            kind=Insight.Kind.ACCOUNT,
            number=person.pk,
            people=[person],
            reason=what,
            by=by,
            now=timezone.now(),
        )


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
            if change and "email" in form.changed_data:
                tell_of_sign_in(obj, GAVE_ADDRESS, request)

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        answer = super().user_change_password(request, id, form_url)
        if request.method == "POST" and answer.status_code == HTTPStatus.FOUND:
            tell_of_sign_in(User.objects.get(pk=int(id)), GAVE_PASSWORD, request)
        return answer

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
