"""What a screen is called, as docs/architecture.md says: one word for route, view and template."""

from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus

from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from kidmet_site.setup import ROOT

APPS = ("cases", "guidance")
# One module for the pages of several kinds of one thing.
TOGETHER = {"draft_entry"}
# Frames, and pages that several views answer with.
OF_SEVERAL = {"curate_base", "missing", "person_frame", "guidance_edition_reasons"}
# Every other page has a test of its name.
TESTED_TOGETHER = {
    "test_draft_addition": "draft_weight draft_weight_list",
    "test_draft": "draft_document draft_section draft_statement draft_note draft_reference draft_add",
    "test_flags": "flag_list flag_raise",
    "test_learning_pages": "attempt_debrief attempt_submit learning library_list review teaching_case",
    "test_notices": "guidance_notices",
    "test_reminding": "reminders_stop",
    "test_review_pages": "change_set change_set_list curate_home draft_publish interests",
    "test_teach_attempt": "teach_attempt_mark attempt_second_look",
    "test_teach_case": "teach_delete",
    "test_teach_cohort": "teach_cohorts teach_cohort_new teach_cohort_about teach_cohort_people "
    "teach_cohort_grant",
    "test_teach_cohort_list": "teach_cohort_list_report",
    "test_teach_assign": "teach_assignment teach_assignment_terms teach_extend",
    "test_assignment_time": "teach_time_request",
    "test_assignment": "attempt_withheld cohort_join",
    "test_teach_person": "cohort_results",
    "test_teach_library": "teach_blueprint teach_library_about teach_library_new teach_sharing",
    "test_teach_live": "teach_live_step",
    "test_teach_marks": "teach_mark",
    "test_teach_questions": "teach_question_reuse",
    "test_teach_step": "teach_step_remove",
    "test_teach_texts": "teach_texts_question",
    "test_teach_transfer": "teach_import",
    "test_teach_versions": "teach_publish teach_pull teach_review",
    "test_writing": "draft_note_list draft_reference_list draft_retire",
}
PAGES = [path for app in APPS for path in sorted((ROOT / "templates" / app).glob("[!_]*.html"))]


def routes(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    """Those that the apps answer."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin":
                continue
            yield from routes(pattern.url_patterns)
        elif pattern.callback.__module__.split(".")[0] in APPS:
            yield pattern


PATTERNS = list(routes(get_resolver().url_patterns))
ROUTES = [(each.name or "", each.callback.__module__, each.callback.__name__) for each in PATTERNS]
NAMES = {name for name, _, _ in ROUTES}


def file_of(page: str) -> str:
    together = (name for name, pages in TESTED_TOGETHER.items() if page in pages.split())
    return next(together, f"test_{page}")


def test_a_view_is_called_as_its_route() -> None:
    assert [(name, view) for name, _, view in ROUTES if name != view] == []


def test_a_view_says_which_methods_it_answers() -> None:
    request = RequestFactory().generic("BREW", "/")
    silent = {pattern.name for pattern in PATTERNS}
    for pattern in PATTERNS:
        with suppress(Exception):  # of a view that begins to answer
            if pattern.callback(request).status_code == HTTPStatus.METHOD_NOT_ALLOWED:
                silent.remove(pattern.name)

    assert silent == set()


def test_a_module_is_called_as_a_page_in_it() -> None:
    held: dict[str, set[str]] = {}
    for name, module, _ in ROUTES:
        held.setdefault(module.rpartition(".")[2], set()).add(name)

    assert {module for module, names in held.items() if module not in names} <= TOGETHER


def test_a_page_is_drawn_by_the_template_of_its_name() -> None:
    # "attempt_step_closed" is the page attempt_step in a state of its own.
    strangers = [page.stem for page in PAGES if not page.stem.startswith(tuple(NAMES))]

    assert set(strangers) <= OF_SEVERAL


def test_every_page_has_its_test() -> None:
    untested = [
        page.stem
        for page in PAGES
        if page.stem in NAMES and not (ROOT / f"tests/{page.parent.name}/{file_of(page.stem)}.py").exists()
    ]

    assert untested == []
