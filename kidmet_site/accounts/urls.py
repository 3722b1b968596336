from django.urls import path

from kidmet_site.accounts.views import EmailView, account_home, demo_enter

urlpatterns = [
    path("account/", account_home, name="account_home"),
    # In front of allauth's own.
    path("accounts/email/", EmailView.as_view(), name="account_email"),
    path("demo/<slug:role>/", demo_enter, name="demo_enter"),
]
