from django.urls import path

from cases.views.case_chapter import case_chapter
from cases.views.case_delete import case_delete
from cases.views.case_export import case_export
from cases.views.case_import import case_import
from cases.views.case_list import case_list
from cases.views.case_new import case_new
from cases.views.case_rename import case_rename
from cases.views.case_summary import case_summary
from cases.views.case_workbench import case_workbench

urlpatterns = [
    path("", case_list, name="case_list"),
    path("new/", case_new, name="case_new"),
    path("import/", case_import, name="case_import"),
    path("<int:pk>/", case_workbench, name="case_workbench"),
    path("<int:pk>/summary/", case_summary, name="case_summary"),
    path("<int:pk>/export/", case_export, name="case_export"),
    path("<int:pk>/rename/", case_rename, name="case_rename"),
    path("<int:pk>/delete/", case_delete, name="case_delete"),
    path("<int:pk>/<slug:chapter>/", case_chapter, name="case_chapter"),
]
