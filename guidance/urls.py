from django.urls import path

from guidance.views.curate_home import curate_home
from guidance.views.guidance_changes import guidance_changes
from guidance.views.guidance_contents import guidance_contents
from guidance.views.guidance_edition_list import guidance_edition_list
from guidance.views.guidance_note import guidance_note
from guidance.views.guidance_references import guidance_references
from guidance.views.guidance_schema import guidance_schema
from guidance.views.guidance_search import guidance_search
from guidance.views.guidance_section import guidance_section
from guidance.views.guidance_statement import guidance_statement

urlpatterns = [
    path("", guidance_contents, name="guidance_contents"),
    path("search/", guidance_search, name="guidance_search"),
    path("references/", guidance_references, name="guidance_references"),
    path("editions/", guidance_edition_list, name="guidance_edition_list"),
    path("changes/", guidance_changes, name="guidance_changes"),
    path("schema/", guidance_schema, name="guidance_schema"),
    path("notes/<slug:note_id>/", guidance_note, name="guidance_note"),
    path("statements/<slug:key>/", guidance_statement, name="guidance_statement"),
    # The slugs of sections come last; the pack may not hold one that begins like a page above.
    path("<path:slug>/", guidance_section, name="guidance_section"),
]

# Below /curate/. The pages that need cases (impact, coverage, trying a rule) are in the app of the cases.
curate_urlpatterns = [
    path("", curate_home, name="curate_home"),
]
