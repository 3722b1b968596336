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
from kidmet_site.accounts.invitation_views import invitation
from kidmet_site.accounts.people_adding import (
    people_export,
    people_invite,
    people_report,
    people_template,
    people_upload,
)
from kidmet_site.accounts.people_views import (
    invitation_again,
    invitation_withdraw,
    people,
    people_acts,
    people_person,
)
from kidmet_site.accounts.times_views import account_times
from kidmet_site.accounts.views import EmailView, account_home, account_insights, demo_enter

urlpatterns = [
    path("account/", account_home, name="account_home"),
    path("account/export/", account_export, name="account_export"),
    path("account/export/file/", account_export_file, name="account_export_file"),
    path("account/delete/", account_delete, name="account_delete"),
    path("account/deleted/", account_deleted, name="account_deleted"),
    path("account/insights/", account_insights, name="account_insights"),
    path("account/times/", account_times, name="account_times"),
    # In front of allauth's own.
    path("accounts/email/", EmailView.as_view(), name="account_email"),
    path("accounts/institution/", institution_login, name="institution_login"),
    path("accounts/institution/callback/", institution_callback, name="institution_callback"),
    path("accounts/institution/again/", institution_again, name="institution_again"),
    path("accounts/institution/remove/", institution_remove, name="institution_remove"),
    # Its two parts alone: of its third, other sites' sign-in, we use no page.
    path("accounts/", include(account_urls)),
    path("accounts/2fa/", include(mfa_urls)),
    path("invitation/<str:key>/", invitation, name="invitation"),
    path("people/", people, name="people"),
    path("people/invite/", people_invite, name="people_invite"),
    path("people/list/", people_upload, name="people_upload"),
    path("people/list/<int:pk>/", people_report, name="people_report"),
    path("people/list/template.csv", people_template, name="people_template"),
    path("people/list/people.csv", people_export, name="people_export"),
    path("people/acts/", people_acts, name="people_acts"),
    path("people/<int:pk>/", people_person, name="people_person"),
    path("people/invitations/<int:pk>/again/", invitation_again, name="invitation_again"),
    path("people/invitations/<int:pk>/withdraw/", invitation_withdraw, name="invitation_withdraw"),
    path("demo/<slug:role>/", demo_enter, name="demo_enter"),
]
