from django.contrib import admin
from django.urls import include, path

from cases.urls import curate_urlpatterns as cases_curate_urlpatterns
from cases.urls import learning_urlpatterns, library_urlpatterns, teach_urlpatterns
from guidance.urls import curate_urlpatterns as guidance_curate_urlpatterns
from kidmet_site.health import healthz, readyz
from kidmet_site.metrics import metrics
from kidmet_site.views.landing import landing
from kidmet_site.views.privacy import privacy, privacy_details
from kidmet_site.views.theme import theme

# Asked for by allauth.
handler429 = "kidmet_site.accounts.sign_in_limits.too_often"
handler500 = "kidmet_site.away.server_error"
handler400 = "kidmet_site.sizes.bad_request"

urlpatterns = [
    path("", landing, name="landing"),
    path("theme/", theme, name="theme"),
    path("privacy/", privacy, name="privacy"),
    path("privacy/details/", privacy_details, name="privacy_details"),
    path("cases/", include("cases.urls")),
    path("library/", include(library_urlpatterns)),
    path("learn/", include(learning_urlpatterns)),
    path("teach/", include(teach_urlpatterns)),
    path("guidance/", include("guidance.urls")),
    path("curate/", include(guidance_curate_urlpatterns)),
    path("curate/", include(cases_curate_urlpatterns)),
    path("", include("kidmet_site.accounts.urls")),
    path("work/", include("kidmet_site.work.urls")),
    path("admin/", admin.site.urls),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
