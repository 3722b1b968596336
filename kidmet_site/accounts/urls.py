from django.urls import path

from kidmet_site.accounts.views import account_home, demo_enter

urlpatterns = [
    path("account/", account_home, name="account_home"),
    path("demo/<slug:role>/", demo_enter, name="demo_enter"),
]
