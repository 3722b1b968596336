"""Who gets which answer on the pages about cases: to all but its owner a case does not exist."""

from typing import Any

from django.utils import timezone

from cases.actions.cohort_lists import keep_residents
from cases.actions.exporting import start_export, step_export
from cases.actions.replaying import start_impact
from cases.content.cohort_sheet import ResidentRow
from cases.domain.results.counting import case_statistics
from cases.models import (
    AssignedCase,
    Assignee,
    Attempt,
    Cohort,
    Library,
    LibraryTransfer,
    Mark,
    StoredResults,
)
from cases.queries.teaching import teaching_case_in
from guidance.queries.editions import current_edition
from kidmet_site.accounts.models import User
from tests.cases.attempts import LIBRARY, LUNG, begun, load_cases, lung_case, submitted
from tests.cases.cohorts import assigned, cohort_of
from tests.cases.corrected import another_version, case_in, dry_run, handed_in, surgery_is_right
from tests.cases.drafts import SINGLE, draft_of, library_of, published_case, save
from tests.cases.illustrated import draft_with_stack, kept, with_pictures
from tests.cases.samples import case_of

OTHERS = ("stranger", "educator", "curator", "administrator")


def own_case(cast: dict[str, User]) -> dict[str, Any]:
    return {"pk": case_of(cast["resident"], primary_site="lung").pk}


def chapter_of_own_case(cast: dict[str, User]) -> dict[str, Any]:
    return own_case(cast) | {"chapter": "primary"}


def everyone(answer: int, **more: Any) -> dict[str, Any]:
    """Anybody who is signed in gets a page of their own."""
    return {"anonymous": 302, "resident": answer, **dict.fromkeys(OTHERS, answer), **more}


def owner_only(answer: int, **more: Any) -> dict[str, Any]:
    return {"anonymous": 302, "resident": answer, **dict.fromkeys(OTHERS, 404), "kwargs": own_case, **more}


def curators(answer: int, **more: Any) -> dict[str, Any]:
    """The work on the draft: for residents and educators there is no such page."""
    row = {"anonymous": 302, "resident": 404, **dict.fromkeys(OTHERS, 404)}
    return row | {"curator": answer, "administrator": answer, **more}


def impact_run(cast: dict[str, User]) -> dict[str, Any]:
    edition = current_edition()
    run = start_impact(before=edition, after=edition, change_set=None, by=cast["curator"], now=timezone.now())
    return {"pk": run.pk}


def lung(cast: dict[str, User]) -> dict[str, Any]:
    load_cases()
    return {"library": LIBRARY, "slug": LUNG}


def own_attempt(cast: dict[str, User]) -> dict[str, Any]:
    load_cases()
    return {"pk": begun(cast["resident"]).pk}


def first_step(cast: dict[str, User]) -> dict[str, Any]:
    return own_attempt(cast) | {"step": "history"}


def own_submitted(cast: dict[str, User]) -> dict[str, Any]:
    load_cases()
    return {"pk": submitted(cast["resident"]).pk}


def short_text(cast: dict[str, User]) -> dict[str, Any]:
    return own_submitted(cast) | {"question": "immunostains"}


def own_card(cast: dict[str, User]) -> dict[str, Any]:
    load_cases()
    attempt = submitted(cast["resident"], entered={"m_category": "cM0"})
    return {"pk": attempt.review_cards.first().pk}


def educators(answer: int, **more: Any) -> dict[str, Any]:
    """Whoever teaches gets a page of their own; for everybody else there is none."""
    row = {"anonymous": 302, "resident": 404, "stranger": 404, "curator": 404}
    return row | {"educator": answer, "administrator": answer, **more}


def author_only(answer: int, **more: Any) -> dict[str, Any]:
    """A draft is nothing to whoever may not write in it, be it another educator or an administrator."""
    return educators(answer, administrator=404, kwargs=own_draft, **more)


def own_draft(cast: dict[str, User]) -> dict[str, Any]:
    return {"pk": draft_of(cast["educator"]).pk}


def step_of_own_draft(cast: dict[str, User]) -> dict[str, Any]:
    return own_draft(cast) | {"step": "history"}


def own_library(cast: dict[str, User]) -> dict[str, Any]:
    held = Library.objects.filter(slug="ward-nine").first() or library_of(cast["educator"])
    return {"library": held.slug}


def own_published(cast: dict[str, User]) -> dict[str, Any]:
    return {"pk": published_case(cast["educator"]).pk}


def own_version(cast: dict[str, User]) -> dict[str, Any]:
    return own_published(cast) | {"number": 1}


def corrected_version(cast: dict[str, User]) -> dict[str, Any]:
    """Of which a dry run was made; of a case that no other row retires."""
    library = published_case(cast["educator"]).library
    case = library.teaching_cases.filter(slug="corrected").first() or case_in(library, "corrected", 1)
    if not case.remarkings.exists():
        handed_in(case, cast["resident"], "surgery")
        dry_run(another_version(case, surgery_is_right), cast["educator"])
    return {"pk": case.pk, "number": 2}


def counted_version(cast: dict[str, User]) -> dict[str, Any]:
    return corrected_version(cast) | {"kind": "csv"}


def own_export(cast: dict[str, User]) -> dict[str, Any]:
    library = published_case(cast["educator"]).library
    return {"pk": start_export(library=library, by=cast["educator"], now=timezone.now()).pk}


def own_exported(cast: dict[str, User]) -> dict[str, Any]:
    given = own_export(cast)
    transfer = LibraryTransfer.objects.get(pk=given["pk"])
    step_export(transfer=transfer, by=cast["educator"], now=timezone.now(), seconds=60)
    return given


def stack_of_own_draft(cast: dict[str, User]) -> dict[str, Any]:
    return draft_with_stack(cast["educator"]) | {"step": "history", "stack": "images"}


def picture_of_own_draft(cast: dict[str, User]) -> dict[str, Any]:
    held = draft_with_stack(cast["educator"])
    return {"pk": held["pk"], "picture": kept(0, cast["educator"]).pk}


def led_cohort(cast: dict[str, User]) -> dict[str, Any]:
    load_cases()
    return {"pk": cohort_of(cast["educator"], cast["resident"]).pk}


def seat_in_cohort(cast: dict[str, User]) -> dict[str, Any]:
    cohort = Cohort.objects.get(**led_cohort(cast))
    return {"pk": cohort.pk, "member": cohort.members.get().pk}


def waiting_list(cast: dict[str, User]) -> dict[str, Any]:
    cohort = Cohort.objects.get(**led_cohort(cast))
    row = ResidentRow(2, cast["resident"].email)
    keep_residents(cohort=cohort, rows=[row], name="ward.csv", by=cast["educator"], now=timezone.now())
    return {"pk": cohort.pk}


def list_template(cast: dict[str, User]) -> dict[str, Any]:
    return led_cohort(cast) | {"kind": "csv"}


def own_assignment(cast: dict[str, User]) -> dict[str, Any]:
    cohort = Cohort.objects.get(**led_cohort(cast))
    return {"pk": assigned(cohort, cast["educator"], now=timezone.now()).pk}


def case_of_assignment(cast: dict[str, User]) -> dict[str, Any]:
    held = own_assignment(cast)
    return held | {"case": AssignedCase.objects.get(assignment=held["pk"]).pk}


def case_with_results(cast: dict[str, User]) -> dict[str, Any]:
    held = case_of_assignment(cast)
    nothing = case_statistics(teaching_case_in(lung_case().latest), []).as_data()
    made = {"made_at": timezone.now(), "count": 10, "submitted": 10, "document": nothing}
    StoredResults.objects.update_or_create(assigned_case_id=held["case"], defaults=made)
    return held | {"kind": "xlsx"}


def text_question(cast: dict[str, User]) -> dict[str, Any]:
    return case_of_assignment(cast) | {"question": "immunostains"}


def step_of_assignment(cast: dict[str, User]) -> dict[str, Any]:
    return case_of_assignment(cast) | {"step": teaching_case_in(lung_case().latest).steps[0].key}


def seat_of_assignment(cast: dict[str, User]) -> dict[str, Any]:
    held = own_assignment(cast)
    return held | {"assignee": Assignee.objects.get(assignment=held["pk"]).pk}


def asked_for_time(cast: dict[str, User]) -> dict[str, Any]:
    held = own_assignment(cast)
    seat = Assignee.objects.get(assignment=held["pk"])
    return held | {"asked": seat.time_requests.create(reason="Nights.", asked_at=timezone.now()).pk}


def file_of_results(cast: dict[str, User]) -> dict[str, Any]:
    return led_cohort(cast) | {"table": "people", "kind": "csv"}


def file_of_person(cast: dict[str, User]) -> dict[str, Any]:
    return seat_in_cohort(cast) | {"table": "cases", "kind": "csv"}


def file_of_own_results(cast: dict[str, User]) -> dict[str, Any]:
    return led_cohort(cast) | {"table": "cases", "kind": "xlsx"}


def attempt_in_cohort(cast: dict[str, User]) -> dict[str, Any]:
    held = own_assignment(cast)
    attempt = submitted(cast["resident"], now=timezone.now())
    assert attempt.assigned_case and attempt.assigned_case.assignment_id == held["pk"]
    return {"pk": attempt.pk}


def mark_in_cohort(cast: dict[str, User]) -> dict[str, Any]:
    held = attempt_in_cohort(cast)
    return held | {"mark": Mark.objects.filter(attempt=held["pk"]).first().pk}


def attempt_with_feedback(cast: dict[str, User]) -> dict[str, Any]:
    held = attempt_in_cohort(cast)
    attempt = Attempt.objects.get(**held)
    attempt.feedback.create(by=cast["resident"], is_answer=False, text="Well read.", at=timezone.now())
    return held


def lead_only(answer: int, **more: Any) -> dict[str, Any]:
    """A cohort is nothing to whoever does not teach it, be it another educator or an administrator."""
    return educators(answer, administrator=404, **{"kwargs": led_cohort, **more})


def _without(kwargs: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in kwargs.items() if key != name}


def question_of_own_draft(cast: dict[str, User]) -> dict[str, Any]:
    draft = draft_of(cast["educator"])
    save(draft, cast["educator"], steps__history__questions__why=SINGLE)
    return {"pk": draft.pk, "step": "history", "question": "why"}


ROWS: dict[str, dict[str, Any]] = {
    "case_list": everyone(200),
    "case_new": everyone(302, method="post", data={"title": "Lung"}),
    "case_import": everyone(200),
    "case_workbench": owner_only(302),
    "case_chapter": owner_only(200, kwargs=chapter_of_own_case),
    "case_line": owner_only(200, method="post", data={"report_line": "cT2 cN0 cM0"}),
    "case_undo": owner_only(302, kwargs=chapter_of_own_case, method="post"),
    "case_summary": owner_only(200),
    "case_edition": everyone(200),
    "case_edition_seen": owner_only(302, method="post", data={"edition": "1"}),
    "case_export": owner_only(200),
    "case_rename": owner_only(302, method="post", data={"title": "Renamed"}),
    "case_delete": owner_only(302, method="post"),
    "library_list": everyone(200),
    "teaching_case": everyone(200, kwargs=lung),
    "attempt_start": everyone(302, kwargs=lung, method="post"),
    "attempt": owner_only(302, kwargs=own_attempt),
    "attempt_step": owner_only(200, kwargs=first_step),
    "attempt_picture": owner_only(200, kwargs=with_pictures),
    "attempt_submit": owner_only(302, kwargs=own_submitted, method="post"),
    "attempt_debrief": owner_only(200, kwargs=own_submitted),
    "attempt_reflection": owner_only(
        302, kwargs=own_submitted, method="post", data={"reflection": "M, not T."}
    ),
    "attempt_self_mark": owner_only(302, kwargs=short_text, method="post"),
    "attempt_second_look": owner_only(200, kwargs=mark_in_cohort),
    "teach_attempt": lead_only(200, kwargs=attempt_in_cohort),
    "attempt_feedback": owner_only(
        302, kwargs=attempt_with_feedback, method="post", data={"text": "Thank you.", "last": "0"}
    ),
    "attempt_log": owner_only(200, kwargs=attempt_in_cohort),
    "teach_attempt_feedback": lead_only(
        302, kwargs=attempt_in_cohort, method="post", data={"text": "Well read.", "last": "0"}
    ),
    "teach_attempt_log": lead_only(200, kwargs=attempt_in_cohort),
    "teach_attempt_mark": lead_only(200, kwargs=mark_in_cohort),
    "teach": educators(200),
    "teach_new": educators(200),
    "teach_case": author_only(200),
    "teach_delete": author_only(302, method="post"),
    "teach_step_add": author_only(302, method="post", data={"kind": "imaging"}),
    "teach_step_move": author_only(302, method="post", data={"move": "imaging:up"}),
    "teach_step": author_only(200) | {"kwargs": step_of_own_draft},
    "teach_step_remove": author_only(200) | {"kwargs": step_of_own_draft},
    "teach_stack_add": author_only(302, method="post") | {"kwargs": step_of_own_draft},
    "teach_stack": author_only(200) | {"kwargs": stack_of_own_draft},
    "draft_pictures": author_only(200, method="post"),
    "draft_picture": author_only(200) | {"kwargs": picture_of_own_draft},
    "teach_key": author_only(200) | {"kwargs": lambda cast: own_draft(cast) | {"chapter": "staging"}},
    "teach_marks": author_only(200),
    "teach_mark": author_only(200) | {"kwargs": lambda cast: own_draft(cast) | {"fact": "ecog"}},
    "teach_citations": author_only(200),
    "teach_questions": author_only(200),
    "teach_question_new": author_only(302, method="post", data={"kind": "numeric"})
    | {"kwargs": step_of_own_draft},
    "teach_question_move": author_only(302, method="post", data={"move": "why:up"})
    | {"kwargs": lambda cast: _without(question_of_own_draft(cast), "question")},
    "teach_question_reuse": author_only(200) | {"kwargs": step_of_own_draft},
    "teach_question": author_only(200) | {"kwargs": question_of_own_draft},
    "teach_question_sample": author_only(200, method="post") | {"kwargs": question_of_own_draft},
    "teach_question_remove": author_only(302, method="post") | {"kwargs": question_of_own_draft},
    "teach_history": author_only(200),
    "teach_restore": author_only(302, method="post", data={"number": "1", "version": "1"}),
    "teach_undo": author_only(302, method="post"),
    "teach_publish": author_only(200),
    "teach_review": author_only(200),
    "teach_try": author_only(302, method="post"),
    "teach_try_end": educators(302, method="post"),
    "teach_versions": author_only(200) | {"kwargs": own_published},
    "teach_revise": author_only(302, method="post") | {"kwargs": own_published},
    "teach_retire": author_only(302, method="post") | {"kwargs": own_published},
    "teach_pull": author_only(200) | {"kwargs": own_version},
    "teach_pull_back": author_only(302, method="post") | {"kwargs": own_version},
    "teach_remark": author_only(200) | {"kwargs": own_version},
    "teach_remark_run": author_only(302, method="post") | {"kwargs": own_version},
    "teach_remark_apply": author_only(200, method="post") | {"kwargs": corrected_version},
    "teach_remark_undo": author_only(200, method="post") | {"kwargs": corrected_version},
    "teach_remark_file": author_only(200) | {"kwargs": counted_version},
    "teach_cohorts": educators(200),
    "teach_cohort_new": educators(200),
    "teach_cohort": lead_only(200),
    "teach_cohort_joining": lead_only(302, method="post"),
    "teach_cohort_about": lead_only(200),
    "teach_cohort_archive": lead_only(302, method="post"),
    "teach_cohort_invitations": lead_only(200),
    "teach_cohort_asked": educators(404) | {"kwargs": {"key": "unknown"}},
    "teach_cohort_people": lead_only(200),
    "teach_cohort_grant": lead_only(200, kwargs=seat_in_cohort),
    "teach_person": lead_only(200, kwargs=seat_in_cohort),
    "teach_person_file": lead_only(200, kwargs=file_of_person),
    "cohort_results": owner_only(200, kwargs=led_cohort),
    "cohort_results_file": owner_only(200, kwargs=file_of_own_results),
    "teach_results": lead_only(200),
    "teach_results_file": lead_only(200, kwargs=file_of_results),
    "teach_cohort_list": lead_only(200),
    "teach_cohort_list_report": lead_only(200, kwargs=waiting_list),
    "teach_cohort_list_template": lead_only(200, kwargs=list_template),
    "teach_assign": lead_only(200),
    "teach_assignment": lead_only(200, kwargs=own_assignment),
    "teach_assignment_terms": lead_only(200, kwargs=own_assignment),
    "teach_assignment_debrief": lead_only(302, kwargs=own_assignment, method="post"),
    "teach_extend": lead_only(200, kwargs=seat_of_assignment),
    "teach_newer_version": lead_only(200, kwargs=case_of_assignment),
    "teach_texts": lead_only(200, kwargs=own_assignment),
    "teach_texts_release": lead_only(302, kwargs=own_assignment, method="post"),
    "teach_texts_question": lead_only(200, kwargs=text_question),
    "teach_case_results": lead_only(200, kwargs=case_of_assignment),
    "teach_case_results_file": lead_only(200, kwargs=case_with_results),
    "assignment_time": owner_only(200, kwargs=own_assignment),
    "attempt_time": owner_only(302, kwargs=own_attempt),
    "teach_time_request": lead_only(200, kwargs=asked_for_time),
    "teach_cohort_copy": lead_only(200),
    "teach_live": lead_only(200, kwargs=case_of_assignment),
    "teach_live_step": lead_only(200, kwargs=step_of_assignment),
    "assignment": owner_only(200, kwargs=own_assignment),
    "assignment_start": owner_only(302, kwargs=case_of_assignment, method="post"),
    # Who holds a link.
    "reminders_stop": everyone(404, anonymous=404, kwargs={"key": "unknown"}),
    "cohort_join": everyone(200),
    "cohort_leave": owner_only(302, kwargs=led_cohort, method="post"),
    "teach_library_new": educators(200),
    "teach_library": author_only(200) | {"kwargs": own_library},
    "teach_library_about": author_only(200) | {"kwargs": own_library},
    "teach_sharing": author_only(200) | {"kwargs": own_library},
    "teach_blueprint": author_only(200) | {"kwargs": own_library},
    "teach_export": author_only(302, method="post") | {"kwargs": own_library},
    "teach_import": educators(200),
    "teach_transfer": author_only(200) | {"kwargs": own_export},
    "teach_transfer_stop": author_only(302, method="post") | {"kwargs": own_export},
    "teach_transfer_file": author_only(200) | {"kwargs": own_exported},
    "learning": everyone(200),
    "review": everyone(200),
    "review_answer": owner_only(302, kwargs=own_card, method="post", data={"rating": "3"}),
    "deck_export": everyone(200),
    "deck_import": everyone(200),
    "curate_coverage": curators(200),
    "curate_coverage_start": curators(302, method="post"),
    "curate_impact": curators(200),
    "curate_impact_start": curators(302, method="post"),
    "curate_impact_stop": curators(302, kwargs=impact_run, method="post"),
    "rule_test": curators(200, method="post"),
}
