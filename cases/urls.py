from django.urls import path

from cases.views.assignment import assignment, assignment_start
from cases.views.assignment_time import assignment_time, attempt_time
from cases.views.attempt_debrief import (
    attempt_debrief,
    attempt_reflection,
    attempt_second_look,
    attempt_self_mark,
)
from cases.views.attempt_feedback import attempt_feedback
from cases.views.attempt_log import attempt_log
from cases.views.attempt_picture import attempt_picture
from cases.views.attempt_step import attempt, attempt_step, attempt_submit
from cases.views.case_chapter import case_chapter, case_line, case_undo
from cases.views.case_list import case_delete, case_list
from cases.views.case_new import case_import, case_new
from cases.views.case_summary import case_export, case_rename, case_summary
from cases.views.case_workbench import case_edition, case_edition_seen, case_workbench
from cases.views.cohort_join import cohort_join, cohort_leave
from cases.views.cohort_results import cohort_results, cohort_results_file
from cases.views.curate_coverage import curate_coverage, curate_coverage_start
from cases.views.curate_impact import (
    curate_impact,
    curate_impact_start,
    curate_impact_stop,
)
from cases.views.deck_import import deck_import
from cases.views.draft_picture import draft_picture, draft_pictures
from cases.views.learning import learning
from cases.views.library_list import library_list
from cases.views.reminders_stop import reminders_stop
from cases.views.review import deck_export, review, review_answer
from cases.views.rule_test import rule_test
from cases.views.teach import teach
from cases.views.teach_assign import (
    teach_assign,
    teach_assignment,
    teach_assignment_debrief,
    teach_assignment_terms,
    teach_extend,
)
from cases.views.teach_attempt import teach_attempt, teach_attempt_mark
from cases.views.teach_attempt_feedback import teach_attempt_feedback
from cases.views.teach_attempt_log import teach_attempt_log
from cases.views.teach_blueprint import teach_blueprint
from cases.views.teach_case import teach_case, teach_delete
from cases.views.teach_case_results import teach_case_results, teach_case_results_file
from cases.views.teach_cohort import (
    teach_cohort,
    teach_cohort_about,
    teach_cohort_archive,
    teach_cohort_joining,
)
from cases.views.teach_cohort_asked import teach_cohort_asked
from cases.views.teach_cohort_copy import teach_cohort_copy
from cases.views.teach_cohort_invitations import teach_cohort_invitations
from cases.views.teach_cohort_list import (
    teach_cohort_list,
    teach_cohort_list_report,
    teach_cohort_list_template,
)
from cases.views.teach_cohort_people import teach_cohort_grant, teach_cohort_people
from cases.views.teach_cohorts import teach_cohort_new, teach_cohorts
from cases.views.teach_history import teach_history, teach_restore, teach_undo
from cases.views.teach_key import teach_key
from cases.views.teach_library import teach_library, teach_library_about, teach_library_new
from cases.views.teach_live import teach_live, teach_live_step
from cases.views.teach_marks import teach_citations, teach_mark, teach_marks
from cases.views.teach_new import teach_new
from cases.views.teach_newer_version import teach_newer_version
from cases.views.teach_person import teach_person, teach_person_file
from cases.views.teach_publish import teach_publish, teach_try, teach_try_end
from cases.views.teach_question import teach_question, teach_question_sample
from cases.views.teach_questions import (
    teach_question_move,
    teach_question_new,
    teach_question_remove,
    teach_question_reuse,
    teach_questions,
)
from cases.views.teach_remark import (
    teach_remark,
    teach_remark_apply,
    teach_remark_file,
    teach_remark_run,
    teach_remark_undo,
)
from cases.views.teach_results import teach_results, teach_results_file
from cases.views.teach_review import teach_review
from cases.views.teach_sharing import teach_sharing
from cases.views.teach_stack import teach_stack, teach_stack_add
from cases.views.teach_step import teach_step, teach_step_add, teach_step_move, teach_step_remove
from cases.views.teach_texts import teach_texts, teach_texts_question, teach_texts_release
from cases.views.teach_time_request import teach_time_request
from cases.views.teach_transfer import (
    teach_export,
    teach_import,
    teach_transfer,
    teach_transfer_file,
    teach_transfer_stop,
)
from cases.views.teach_versions import teach_pull, teach_pull_back, teach_retire, teach_revise, teach_versions
from cases.views.teaching_case import attempt_start, teaching_case

urlpatterns = [
    path("", case_list, name="case_list"),
    path("new/", case_new, name="case_new"),
    path("import/", case_import, name="case_import"),
    path("edition/", case_edition, name="case_edition"),
    path("<int:pk>/", case_workbench, name="case_workbench"),
    path("<int:pk>/summary/", case_summary, name="case_summary"),
    path("<int:pk>/export/", case_export, name="case_export"),
    path("<int:pk>/rename/", case_rename, name="case_rename"),
    path("<int:pk>/delete/", case_delete, name="case_delete"),
    path("<int:pk>/edition-seen/", case_edition_seen, name="case_edition_seen"),
    path("<int:pk>/staging/line/", case_line, name="case_line"),
    path("<int:pk>/<slug:chapter>/", case_chapter, name="case_chapter"),
    path("<int:pk>/<slug:chapter>/undo/", case_undo, name="case_undo"),
]

# Below /library/. What begins with "attempts" is an attempt, so no library may be called so.
library_urlpatterns = [
    path("", library_list, name="library_list"),
    path("attempts/<int:pk>/", attempt, name="attempt"),
    path("attempts/<int:pk>/steps/<slug:step>/", attempt_step, name="attempt_step"),
    path("attempts/<int:pk>/pictures/<slug:picture>/", attempt_picture, name="attempt_picture"),
    path("attempts/<int:pk>/submit/", attempt_submit, name="attempt_submit"),
    path("attempts/<int:pk>/time/", attempt_time, name="attempt_time"),
    path("attempts/<int:pk>/debrief/", attempt_debrief, name="attempt_debrief"),
    path("attempts/<int:pk>/reflection/", attempt_reflection, name="attempt_reflection"),
    path("attempts/<int:pk>/self-mark/<slug:question>/", attempt_self_mark, name="attempt_self_mark"),
    path("attempts/<int:pk>/marks/<int:mark>/", attempt_second_look, name="attempt_second_look"),
    path("attempts/<int:pk>/feedback/", attempt_feedback, name="attempt_feedback"),
    path("attempts/<int:pk>/log.csv", attempt_log, name="attempt_log"),
    path("<slug:library>/<slug:slug>/", teaching_case, name="teaching_case"),
    path("<slug:library>/<slug:slug>/start/", attempt_start, name="attempt_start"),
]

# Below /teach/: where teaching cases are written.
teach_urlpatterns = [
    path("", teach, name="teach"),
    path("new/", teach_new, name="teach_new"),
    path("drafts/<int:pk>/", teach_case, name="teach_case"),
    path("drafts/<int:pk>/delete/", teach_delete, name="teach_delete"),
    path("drafts/<int:pk>/steps/", teach_step_add, name="teach_step_add"),
    path("drafts/<int:pk>/order/", teach_step_move, name="teach_step_move"),
    path("drafts/<int:pk>/steps/<slug:step>/", teach_step, name="teach_step"),
    path("drafts/<int:pk>/steps/<slug:step>/remove/", teach_step_remove, name="teach_step_remove"),
    path("drafts/<int:pk>/steps/<slug:step>/images/", teach_stack_add, name="teach_stack_add"),
    path("drafts/<int:pk>/steps/<slug:step>/images/<slug:stack>/", teach_stack, name="teach_stack"),
    path("drafts/<int:pk>/pictures/", draft_pictures, name="draft_pictures"),
    path("drafts/<int:pk>/pictures/<slug:picture>/", draft_picture, name="draft_picture"),
    path("drafts/<int:pk>/key/<slug:chapter>/", teach_key, name="teach_key"),
    path("drafts/<int:pk>/marks/", teach_marks, name="teach_marks"),
    path("drafts/<int:pk>/marks/<slug:fact>/", teach_mark, name="teach_mark"),
    path("drafts/<int:pk>/citations/", teach_citations, name="teach_citations"),
    path("drafts/<int:pk>/questions/", teach_questions, name="teach_questions"),
    path("drafts/<int:pk>/steps/<slug:step>/questions/", teach_question_new, name="teach_question_new"),
    path("drafts/<int:pk>/steps/<slug:step>/order/", teach_question_move, name="teach_question_move"),
    path(
        "drafts/<int:pk>/steps/<slug:step>/reuse/",
        teach_question_reuse,
        name="teach_question_reuse",
    ),
    path(
        "drafts/<int:pk>/steps/<slug:step>/questions/<slug:question>/", teach_question, name="teach_question"
    ),
    path(
        "drafts/<int:pk>/steps/<slug:step>/questions/<slug:question>/sample/",
        teach_question_sample,
        name="teach_question_sample",
    ),
    path(
        "drafts/<int:pk>/steps/<slug:step>/questions/<slug:question>/remove/",
        teach_question_remove,
        name="teach_question_remove",
    ),
    path("drafts/<int:pk>/history/", teach_history, name="teach_history"),
    path("drafts/<int:pk>/restore/", teach_restore, name="teach_restore"),
    path("drafts/<int:pk>/undo/", teach_undo, name="teach_undo"),
    path("drafts/<int:pk>/publish/", teach_publish, name="teach_publish"),
    path("drafts/<int:pk>/review/", teach_review, name="teach_review"),
    path("drafts/<int:pk>/try/", teach_try, name="teach_try"),
    path("trials/end/", teach_try_end, name="teach_try_end"),
    path("attempts/<int:pk>/", teach_attempt, name="teach_attempt"),
    path("attempts/<int:pk>/marks/<int:mark>/", teach_attempt_mark, name="teach_attempt_mark"),
    path("attempts/<int:pk>/feedback/", teach_attempt_feedback, name="teach_attempt_feedback"),
    path("attempts/<int:pk>/log.csv", teach_attempt_log, name="teach_attempt_log"),
    path("published/<int:pk>/", teach_versions, name="teach_versions"),
    path("published/<int:pk>/revise/", teach_revise, name="teach_revise"),
    path("published/<int:pk>/retire/", teach_retire, name="teach_retire"),
    path("published/<int:pk>/pull/<int:number>/", teach_pull, name="teach_pull"),
    path("published/<int:pk>/pull/<int:number>/back/", teach_pull_back, name="teach_pull_back"),
    path("published/<int:pk>/key/<int:number>/", teach_remark, name="teach_remark"),
    path("published/<int:pk>/key/<int:number>/dry-run/", teach_remark_run, name="teach_remark_run"),
    path("published/<int:pk>/key/<int:number>/apply/", teach_remark_apply, name="teach_remark_apply"),
    path("published/<int:pk>/key/<int:number>/undo/", teach_remark_undo, name="teach_remark_undo"),
    path(
        "published/<int:pk>/key/<int:number>/moved.<slug:kind>", teach_remark_file, name="teach_remark_file"
    ),
    path("new-library/", teach_library_new, name="teach_library_new"),
    path("libraries/<slug:library>/", teach_library, name="teach_library"),
    path("libraries/<slug:library>/about/", teach_library_about, name="teach_library_about"),
    path("libraries/<slug:library>/sharing/", teach_sharing, name="teach_sharing"),
    path("libraries/<slug:library>/blueprint/", teach_blueprint, name="teach_blueprint"),
    path("libraries/<slug:library>/export/", teach_export, name="teach_export"),
    path("cohorts/", teach_cohorts, name="teach_cohorts"),
    path("cohorts/new/", teach_cohort_new, name="teach_cohort_new"),
    path("cohorts/<int:pk>/", teach_cohort, name="teach_cohort"),
    path("cohorts/<int:pk>/joining/", teach_cohort_joining, name="teach_cohort_joining"),
    path("cohorts/<int:pk>/about/", teach_cohort_about, name="teach_cohort_about"),
    path("cohorts/<int:pk>/archive/", teach_cohort_archive, name="teach_cohort_archive"),
    path("cohorts/<int:pk>/copy/", teach_cohort_copy, name="teach_cohort_copy"),
    path("cohorts/<int:pk>/people/", teach_cohort_people, name="teach_cohort_people"),
    path("cohorts/asked/<str:key>/", teach_cohort_asked, name="teach_cohort_asked"),
    path("cohorts/<int:pk>/people/invitations/", teach_cohort_invitations, name="teach_cohort_invitations"),
    path("cohorts/<int:pk>/people/list/", teach_cohort_list, name="teach_cohort_list"),
    path("cohorts/<int:pk>/people/list/report/", teach_cohort_list_report, name="teach_cohort_list_report"),
    path(
        "cohorts/<int:pk>/people/list/template.<slug:kind>",
        teach_cohort_list_template,
        name="teach_cohort_list_template",
    ),
    path("cohorts/<int:pk>/people/<int:member>/", teach_cohort_grant, name="teach_cohort_grant"),
    path("cohorts/<int:pk>/people/<int:member>/results/", teach_person, name="teach_person"),
    path(
        "cohorts/<int:pk>/people/<int:member>/results/<slug:table>.<slug:kind>",
        teach_person_file,
        name="teach_person_file",
    ),
    path("cohorts/<int:pk>/results/", teach_results, name="teach_results"),
    path("cohorts/<int:pk>/results/<slug:table>.<slug:kind>", teach_results_file, name="teach_results_file"),
    path("cohorts/<int:pk>/assign/", teach_assign, name="teach_assign"),
    path("assignments/<int:pk>/", teach_assignment, name="teach_assignment"),
    path("assignments/<int:pk>/terms/", teach_assignment_terms, name="teach_assignment_terms"),
    path("assignments/<int:pk>/debrief/", teach_assignment_debrief, name="teach_assignment_debrief"),
    path("assignments/<int:pk>/time/<int:asked>/", teach_time_request, name="teach_time_request"),
    path("assignments/<int:pk>/people/<int:assignee>/", teach_extend, name="teach_extend"),
    path("assignments/<int:pk>/cases/<int:case>/version/", teach_newer_version, name="teach_newer_version"),
    path("assignments/<int:pk>/texts/", teach_texts, name="teach_texts"),
    path("assignments/<int:pk>/texts/release/", teach_texts_release, name="teach_texts_release"),
    path(
        "assignments/<int:pk>/cases/<int:case>/texts/<slug:question>/",
        teach_texts_question,
        name="teach_texts_question",
    ),
    path("assignments/<int:pk>/cases/<int:case>/", teach_case_results, name="teach_case_results"),
    path(
        "assignments/<int:pk>/cases/<int:case>/results.<slug:kind>",
        teach_case_results_file,
        name="teach_case_results_file",
    ),
    path("assignments/<int:pk>/cases/<int:case>/live/", teach_live, name="teach_live"),
    path("assignments/<int:pk>/cases/<int:case>/live/<slug:step>/", teach_live_step, name="teach_live_step"),
    path("import/", teach_import, name="teach_import"),
    path("transfers/<int:pk>/", teach_transfer, name="teach_transfer"),
    path("transfers/<int:pk>/stop/", teach_transfer_stop, name="teach_transfer_stop"),
    path("transfers/<int:pk>/file/", teach_transfer_file, name="teach_transfer_file"),
]

# Below /learn/.
learning_urlpatterns = [
    path("", learning, name="learning"),
    path("assignments/<int:pk>/", assignment, name="assignment"),
    path("assignments/<int:pk>/cases/<int:case>/start/", assignment_start, name="assignment_start"),
    path("assignments/<int:pk>/time/", assignment_time, name="assignment_time"),
    path("join/", cohort_join, name="cohort_join"),
    path("join/<slug:code>/", cohort_join, name="cohort_join"),
    path("cohorts/<int:pk>/", cohort_results, name="cohort_results"),
    path("cohorts/<int:pk>/<slug:table>.<slug:kind>", cohort_results_file, name="cohort_results_file"),
    path("cohorts/<int:pk>/leave/", cohort_leave, name="cohort_leave"),
    path("reminders/stop/<str:key>/", reminders_stop, name="reminders_stop"),
    path("review/", review, name="review"),
    path("review/<int:pk>/", review_answer, name="review_answer"),
    path("review/deck/", deck_export, name="deck_export"),
    path("review/deck/back/", deck_import, name="deck_import"),
]

# Below /curate/: the curators' pages that need cases.
curate_urlpatterns = [
    path("coverage/", curate_coverage, name="curate_coverage"),
    path("coverage/start/", curate_coverage_start, name="curate_coverage_start"),
    path("impact/", curate_impact, name="curate_impact"),
    path("impact/start/", curate_impact_start, name="curate_impact_start"),
    path("impact/<int:pk>/stop/", curate_impact_stop, name="curate_impact_stop"),
    path("rules/test/", rule_test, name="rule_test"),
]
