from allauth.account import urls as account_urls
from allauth.mfa import urls as mfa_urls
from django.urls import include, path

from kidmet_site.accounts.institution_views import (
    institution_again,
    institution_callback,
    institution_login,
    institution_remove,
)
from kidmet_site.accounts.views import EmailView, account_home, demo_enter

urlpatterns = [
    path("account/", account_home, name="account_home"),
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
