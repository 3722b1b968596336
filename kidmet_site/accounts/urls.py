from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import include, path

from kidmet_site.accounts.data_views import (
    account_delete,
    account_deleted,
    account_export,
    account_export_file,
)
from kidmet_site.accounts.institution_views import (
    institution_again,
    institution_callback,
    institution_login,
    institution_remove,
)
from kidmet_site.accounts.views import EmailView, account_home, demo_enter

urlpatterns = [
    path("account/", account_home, name="account_home"),
    path("account/export/", account_export, name="account_export"),
    path("account/export/file/", account_export_file, name="account_export_file"),
    path("account/delete/", account_delete, name="account_delete"),
    path("account/deleted/", account_deleted, name="account_deleted"),
    # In front of allauth's own.
    path("accounts/email/", EmailView.as_view(), name="account_email"),
    path("accounts/institution/", institution_login, name="institution_login"),
    path("accounts/institution/callback/", institution_callback, name="institution_callback"),
    path("accounts/institution/again/", institution_again, name="institution_again"),
    path("accounts/institution/remove/", institution_remove, name="institution_remove"),
    # Its two parts alone: of its third, other sites' sign-in, we use no page.
    path("accounts/", include(account_urls)),
    path("accounts/2fa/", include(mfa_urls)),
    path("demo/<slug:role>/", demo_enter, name="demo_enter"),
]
