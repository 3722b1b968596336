from django.urls import path

from guidance.views.audit import audit, audit_export
from guidance.views.change_set import (
    change_drop,
    change_set,
    change_set_accept_and_publish,
    change_set_comment,
    change_set_describe,
    change_set_export,
    change_set_reverse,
    change_set_seen,
    change_set_step,
)
from guidance.views.change_set_list import change_set_list
from guidance.views.change_set_move import change_set_move
from guidance.views.curate_home import curate_home
from guidance.views.draft import draft, draft_move
from guidance.views.draft_add import draft_add
from guidance.views.draft_entry import (
    draft_addition,
    draft_document,
    draft_note,
    draft_reference,
    draft_section,
    draft_statement,
    draft_weight,
)
from guidance.views.draft_note_list import draft_note_list
from guidance.views.draft_publish import draft_publish, going_back_decide, publish_again
from guidance.views.draft_reference_list import draft_reference_list
from guidance.views.draft_retire import draft_retire
from guidance.views.draft_rule import draft_rule
from guidance.views.draft_rule_list import draft_rule_list
from guidance.views.draft_weight_list import draft_weight_list
from guidance.views.exchange import exchange, pack_export
from guidance.views.flag_list import flag_list
from guidance.views.flag_raise import flag_raise
from guidance.views.guidance_addition import guidance_addition
from guidance.views.guidance_changes import guidance_changes
from guidance.views.guidance_contents import guidance_contents
from guidance.views.guidance_edition_list import guidance_edition_list
from guidance.views.guidance_history import guidance_history
from guidance.views.guidance_note import guidance_note
from guidance.views.guidance_notices import guidance_notices, guidance_subscription
from guidance.views.guidance_references import guidance_references
from guidance.views.guidance_schema import change_set_schema, guidance_schema
from guidance.views.guidance_search import guidance_search
from guidance.views.guidance_section import guidance_section
from guidance.views.guidance_source import guidance_source
from guidance.views.guidance_statement import guidance_statement
from guidance.views.interests import interests
from guidance.views.source_text import source_text, source_text_detach, source_text_show

urlpatterns = [
    path("", guidance_contents, name="guidance_contents"),
    path("search/", guidance_search, name="guidance_search"),
    path("references/", guidance_references, name="guidance_references"),
    path("editions/", guidance_edition_list, name="guidance_edition_list"),
    path("changes/", guidance_changes, name="guidance_changes"),
    path("changes/<slug:kind>/<path:id_>/", guidance_history, name="guidance_history"),
    path("flags/<slug:kind>/<slug:entry_id>/", flag_raise, name="flag_raise"),
    path("notices/", guidance_notices, name="guidance_notices"),
    path("subscription/", guidance_subscription, name="guidance_subscription"),
    path("schema/", guidance_schema, name="guidance_schema"),
    path("schema/change-set/", change_set_schema, name="change_set_schema"),
    path("notes/<slug:note_id>/", guidance_note, name="guidance_note"),
    path("additions/<slug:key>/", guidance_addition, name="guidance_addition"),
    path("statements/<slug:key>/", guidance_statement, name="guidance_statement"),
    path("statements/<slug:key>/source/", guidance_source, name="guidance_source"),
    # The slugs of sections come last; the pack may not hold one that begins like a page above.
    path("<path:slug>/", guidance_section, name="guidance_section"),
]

# Below /curate/. The pages that need cases (impact, coverage, trying a rule) are in the app of the cases.
curate_urlpatterns = [
    path("", curate_home, name="curate_home"),
    path("draft/", draft, name="draft"),
    path("draft/document/", draft_document, name="draft_document"),
    path("draft/add/<slug:kind>/", draft_add, name="draft_add"),
    path("draft/move/", draft_move, name="draft_move"),
    path("draft/retire/<slug:kind>/<path:id_>/", draft_retire, name="draft_retire"),
    path("draft/sections/<path:slug>/", draft_section, name="draft_section"),
    path("draft/statements/<slug:key>/", draft_statement, name="draft_statement"),
    path("draft/additions/<slug:key>/", draft_addition, name="draft_addition"),
    path("draft/weights/", draft_weight_list, name="draft_weight_list"),
    path("draft/weights/<slug:weight_id>/", draft_weight, name="draft_weight"),
    path("draft/notes/", draft_note_list, name="draft_note_list"),
    path("draft/notes/<slug:note_id>/", draft_note, name="draft_note"),
    path("draft/references/", draft_reference_list, name="draft_reference_list"),
    path("draft/references/<slug:reference_id>/", draft_reference, name="draft_reference"),
    path("draft/rules/", draft_rule_list, name="draft_rule_list"),
    path("draft/rules/<slug:rule_id>/", draft_rule, name="draft_rule"),
    path("changes/", change_set_list, name="change_set_list"),
    path("changes/<int:pk>/", change_set, name="change_set"),
    path(
        "changes/<int:pk>/accept-and-publish/",
        change_set_accept_and_publish,
        name="change_set_accept_and_publish",
    ),
    path("changes/<int:pk>/comment/", change_set_comment, name="change_set_comment"),
    path("changes/<int:pk>/describe/", change_set_describe, name="change_set_describe"),
    path("changes/<int:pk>/drop/<int:change>/", change_drop, name="change_drop"),
    path("changes/<int:pk>/export/", change_set_export, name="change_set_export"),
    path("changes/<int:pk>/move/", change_set_move, name="change_set_move"),
    path("changes/<int:pk>/reverse/", change_set_reverse, name="change_set_reverse"),
    path("changes/<int:pk>/seen/", change_set_seen, name="change_set_seen"),
    path("changes/<int:pk>/step/<slug:step>/", change_set_step, name="change_set_step"),
    path("publish/", draft_publish, name="draft_publish"),
    path("publish/again/", publish_again, name="publish_again"),
    path("publish/back/<int:pk>/<slug:decision>/", going_back_decide, name="going_back_decide"),
    path("flags/", flag_list, name="flag_list"),
    path("exchange/", exchange, name="exchange"),
    path("exchange/pack/", pack_export, name="pack_export"),
    path("exchange/source/", source_text, name="source_text"),
    path("exchange/source/show/", source_text_show, name="source_text_show"),
    path("exchange/source/detach/", source_text_detach, name="source_text_detach"),
    path("audit/", audit, name="audit"),
    path("audit/export/", audit_export, name="audit_export"),
    path("interests/", interests, name="interests"),
]
