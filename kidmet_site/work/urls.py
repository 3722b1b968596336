from django.urls import path

from kidmet_site.work.views import work_again, work_hasten, work_job, work_list, work_stop

urlpatterns = [
    path("", work_list, name="work_list"),
    path("<int:pk>/", work_job, name="work_job"),
    path("<int:pk>/stop/", work_stop, name="work_stop"),
    path("<int:pk>/again/", work_again, name="work_again"),
    path("<int:pk>/now/", work_hasten, name="work_hasten"),
]
