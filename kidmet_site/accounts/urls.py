from django.urls import path

from kidmet_site.accounts.views import account_home

urlpatterns = [
    path("", account_home, name="account_home"),
]
