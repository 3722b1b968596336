"""Every page in each state that it can be in, for looking at: empty, half, full and refused.

A page that is asked for by an address has a row here; `test_sight.py` fails for one that has none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from playwright.sync_api import Page, expect

from cases.actions.reminding import key_of
from guidance.domain.vocabulary import CHAPTERS
from tests.guidance.curating import KEY
from tests.guidance.sources import invented_source

States = SimpleNamespace
"""What `sight_states.py` built to look at, by name."""
Act = Callable[[Page], object]


@dataclass(frozen=True)
class Sight:
    """A page in a state, as one person sees it; `act` is done on the page before it is looked at."""

    route: str
    state: str
    by: str | None = "rich"
    kwargs: Callable[[States], Mapping[str, Any]] | Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    act: Act | None = None


def send(button: str = "form button.btn-primary", **fields: str) -> Act:
    """Fill fields of the page's form, by their names, and press its button."""

    def sent(page: Page) -> None:
        for name, value in fields.items():
            page.locator(f"main [name='{name}']:visible").first.fill(value)
        page.locator(f"main {button}").first.click()
        page.wait_for_load_state()

    return sent


def opened(selector: str) -> Act:
    def done(page: Page) -> None:
        page.locator(selector).first.click()

    return done


def each_opened(selector: str) -> Act:
    def done(page: Page) -> None:
        for found in page.locator(selector).all():
            found.click()

    return done


def pressed(*selectors: str) -> Act:
    """One after the other."""

    def done(page: Page) -> None:
        for selector in selectors:
            page.locator(f"main {selector}").first.click()
        page.wait_for_load_state()

    return done


def source_tried(page: Page) -> None:
    """A text that fits badly: a heading, a paragraph and some places are otherwise in it."""
    text = (
        invented_source()
        .replace("Intro\n", f"{'Beginnings' * 20}\n")
        .replace("- Invented: a bullet", "Invented")
    )
    shut = page.locator("details.sheet:not([open]) > summary")
    if shut.count():
        shut.first.click()
    page.locator("[name=file]").set_input_files(
        {"name": "invented.txt", "mimeType": "text/plain", "buffer": text.encode()}
    )
    page.locator("button[name=try]").click()
    page.locator(".source-tried").wait_for()


def source_read(page: Page) -> None:
    page.locator(".source-says > summary").first.click()
    page.locator(".source-says figure").first.wait_for()


def place_typed(line: str) -> Act:
    def done(page: Page) -> None:
        page.locator("#id_line").fill(line)
        page.locator("#id_paragraph").focus()
        page.locator("#source-beside :is(figure, .source-doubt)").first.wait_for()

    return done


def unfolded(page: Page) -> None:
    """With all that waits under "More", also where one of them stands in another."""
    page.evaluate("() => { for (const it of document.querySelectorAll('details.more')) it.open = true; }")


def shelf(name: str) -> Callable[[States], dict[str, Any]]:
    """The page of a library that was built."""
    return lambda states: {"library": getattr(states, name).slug}


def changed_elsewhere(field: str) -> Act:
    """The same field was saved in another tab before it is written in here."""

    def done(page: Page) -> None:
        other = page.context.new_page()
        other.goto(page.url)
        other.locator(field).fill("As it was written in the other tab.")
        other.locator("#save-state.saving").wait_for()
        other.locator("#save-state.saved").wait_for()
        other.close()
        page.locator(field).fill("As it is written here.")
        page.locator("#conflict .both-texts").wait_for()

    return done


def of(name: str, **more: Any) -> Callable[[States], dict[str, Any]]:
    """The page of one thing that was built."""
    return lambda states: {"pk": getattr(states, name).pk, **more}


def of_mark(name: str, place: int = 0) -> Callable[[States], dict[str, Any]]:
    """A mark of an attempt that was built."""
    return lambda states: {
        "pk": getattr(states, name).pk,
        "mark": getattr(states, name).marks.all()[place].pk,
    }


LUNG = {"library": "kidney-metastases", "slug": "lung-m-category"}
UNKNOWN_LINK = {"uidb36": "1", "key": "set-password"}
TNM = "staging/tnm"
UROTHELIAL = {"rule_id": "biopsy-caution-urothelial"}

QUESTIONS = (
    ("history", "first-thought"),
    ("scan", "differential"),
    ("scan", "concordance-adrenal"),
    ("tissue", "immunostains"),
    ("blood", "egfr"),
    ("plan", "next-steps"),
)
"""One of each kind, of the draft that is full."""


def looking(states: States) -> dict[str, Any]:
    """Where an administrator asks to look at a case of somebody."""
    return {"kind": "case", "number": states.sealed.pk}


KEY_FEATURES = of("written", step="plan", question="next-steps")

OUTSIDE = (
    *(
        Sight("work_job", state, kwargs=lambda states, state=state: {"pk": states.jobs[state].pk})
        for state in ("waiting", "running", "paused", "done", "failed", "stopped")
    ),
    Sight("work_list", "full"),
    Sight("work_list", "half", query="?state=failed"),
    Sight("work_list", "empty", query="?state=done&page=9"),
)
ADMINISTERING = (
    Sight("admin:accounts_user_change", "full", kwargs=lambda states: {"object_id": states.newcomer.pk}),
    Sight("admin:accounts_user_held", "full", kwargs=of("newcomer")),
    Sight("admin:accounts_user_held", "empty", kwargs=of("rich")),
    Sight("admin:accounts_user_held", "half", kwargs=of("closed")),
    Sight(
        "admin:accounts_user_held",
        "refused",
        kwargs=of("newcomer"),
        act=send("button[value=delete]", email="x"),
    ),
    Sight("admin:accounts_user_held", "refused", kwargs=of("newcomer"), act=send("button[value=export]")),
    Sight("admin:cases_patientcase_change", "empty", kwargs=lambda states: {"object_id": states.sealed.pk}),
    Sight("admin:cases_patientcase_change", "full", kwargs=lambda states: {"object_id": states.opened.pk}),
    Sight("admin:accounts_insight_look", "empty", kwargs=lambda states: looking(states)),
    Sight(
        "admin:accounts_insight_look",
        "refused",
        kwargs=lambda states: looking(states),
        act=send("input[type=submit]", reason="Because."),
    ),
)
ENTERING = (
    Sight("landing", "empty", None),
    Sight("landing", "full"),
    Sight("privacy", "empty", None),
    Sight("privacy", "full", act=each_opened("main details summary")),
    Sight("privacy_details", "full", None),
    Sight("account_insights", "empty", "newcomer"),
    Sight("account_insights", "full"),
    Sight("account_insights", "one", query="?kind=case&number=1"),
    Sight("account_login", "empty", None),
    Sight("account_login", "refused", None, act=send(login="nobody", password="x")),
    Sight("account_signup", "empty", None),
    Sight("account_signup", "refused", None, act=send(email="nobody", password1="x", password2="y")),
    Sight("account_inactive", "full", None),
    Sight("account_logout", "full"),
    Sight("account_reset_password", "empty", None),
    Sight("account_reset_password", "refused", None, act=send(email="nobody")),
    Sight("account_reset_password_done", "full", None),
    Sight("account_reset_password_from_key", "refused", None, UNKNOWN_LINK),
    Sight("account_reset_password_from_key", "empty", None, lambda states: states.reset_link),
    Sight("account_reset_password_from_key_done", "full", None),
    Sight("account_confirm_email", "refused", None, {"key": "unknown"}),
    Sight("account_confirm_email", "full", None, lambda states: {"key": states.confirmation}),
    Sight("account_email_verification_sent", "full", None),
    Sight("account_home", "empty", "newcomer"),
    Sight("account_home", "full"),
    Sight("account_times", "empty", "newcomer"),
    Sight("account_times", "full"),
    Sight("account_export", "empty", "newcomer"),
    Sight("account_export", "half", "careful"),
    Sight("account_export", "refused", "keyed"),
    Sight("account_export", "full"),
    Sight("account_delete", "empty", "newcomer"),
    Sight("account_delete", "full"),
    Sight("account_delete", "refused", "newcomer", act=send("form button.btn-danger", word="Löschen")),
    Sight("account_deleted", "full", None),
    Sight("account_reauthenticate", "empty"),
    Sight("account_reauthenticate", "refused", act=send(password="wrong")),
    Sight("account_email", "full"),
    Sight("account_email", "refused", act=send(email="nobody")),
    Sight("account_change_password", "empty"),
    Sight("account_change_password", "refused", act=send(oldpassword="x", password1="a", password2="b")),
    Sight("account_set_password", "empty", "passwordless"),
    Sight("mfa_index", "empty"),
    Sight("mfa_index", "full", "careful"),
    Sight("mfa_authenticate", "empty", "at_the_door"),
    Sight("mfa_authenticate", "refused", "at_the_door", act=send(code="000000")),
    Sight("mfa_reauthenticate", "empty", "careful"),
    Sight("mfa_activate_totp", "empty"),
    Sight("mfa_activate_totp", "refused", act=send(code="000000")),
    Sight("mfa_deactivate_totp", "full", "careful"),
    Sight("mfa_view_recovery_codes", "full", "careful"),
    Sight("mfa_generate_recovery_codes", "full", "careful"),
    Sight("mfa_list_webauthn", "empty"),
    Sight("mfa_list_webauthn", "full", "keyed"),
    Sight("mfa_add_webauthn", "empty"),
    Sight("mfa_reauthenticate_webauthn", "full", "keyed"),
    Sight("mfa_remove_webauthn", "full", "keyed", of("key")),
    Sight("mfa_edit_webauthn", "full", "keyed", of("key")),
)

WORKING = (
    Sight("case_list", "empty", "newcomer"),
    Sight("case_list", "full"),
    Sight("case_list", "refused", query="?q=nothing-is-called-so"),
    Sight("case_new", "empty"),
    Sight("case_new", "refused", act=send(title=" ")),
    Sight("case_import", "empty"),
    Sight("case_import", "refused", act=send(text='{"format": "kidmet.case/1", "facts": {"agee": 1}}')),
    *(
        Sight("case_chapter", state, kwargs=of(state, chapter=chapter.key))
        for state in ("empty", "full")
        for chapter in CHAPTERS
    ),
    *(
        Sight("case_chapter", "half", kwargs=of("half", chapter=key))
        for key in ("primary", "kidney", "biopsy", "staging")
    ),
    Sight(
        "case_chapter",
        "refused",
        kwargs=of("half", chapter="presentation"),
        act=send("[data-save]", age_years="300"),
    ),
    *(
        Sight(
            "case_chapter",
            "unfolded",
            kwargs=of("half", chapter=key),
            act=unfolded,
        )
        for key in ("biopsy", "prognosis", "treatment")
    ),
    Sight("case_summary", "empty", kwargs=of("empty")),
    Sight("case_summary", "half", kwargs=of("half")),
    Sight("case_summary", "full", kwargs=of("full")),
    *(Sight("case_summary", state, kwargs=of(state), query="?full") for state in ("empty", "half", "full")),
    Sight("case_chapter", "full", kwargs=of("full", chapter="treatment"), act=opened("#guide-all > summary")),
    Sight("case_rename", "full", kwargs=of("full")),
    Sight("case_rename", "refused", kwargs=of("full"), act=send(title=" ")),
    Sight("case_delete", "full", kwargs=of("full")),
)

LEARNING = (
    Sight("library_list", "full"),
    Sight("teaching_case", "empty", "newcomer", LUNG),
    Sight("teaching_case", "half", kwargs={**LUNG, "slug": "bladder-upper-tract"}),
    Sight("teaching_case", "full", kwargs=LUNG),
    Sight("attempt_step", "empty", kwargs=of("begun", step="history")),
    Sight("attempt_step", "refused", kwargs=of("begun", step="history"), act=send("button[name=commit]")),
    Sight("attempt_step", "half", kwargs=lambda states: {"pk": states.going.pk, "step": states.open_step}),
    Sight("attempt_step", "full", kwargs=lambda states: {"pk": states.going.pk, "step": states.closed_step}),
    Sight(
        "attempt_step",
        "full",
        kwargs=lambda states: {"pk": states.pictured.pk, "step": states.pictured_step},
    ),
    Sight("attempt_step", "half", kwargs=lambda states: {"pk": states.late.pk, "step": states.late_step}),
    Sight("attempt_submit", "full", kwargs=of("all_committed")),
    Sight("attempt_debrief", "half", kwargs=of("missed")),
    Sight("attempt_debrief", "half", kwargs=of("missed"), act=each_opened("details.fold > summary")),
    Sight("attempt_debrief", "full", kwargs=of("right")),
    Sight("learning", "empty", "newcomer"),
    Sight("learning", "full"),
    Sight("review", "empty", "newcomer"),
    Sight("review", "half"),
    Sight("deck_import", "half"),
    Sight("review", "full", act=opened("[data-answer] > summary")),
)

READING = (
    Sight("guidance_contents", "full"),
    Sight("guidance_search", "empty"),
    Sight("guidance_search", "refused", query="?q=zebra"),
    Sight("guidance_search", "full", query="?q=nephrectomy"),
    Sight("guidance_references", "full"),
    Sight("guidance_edition_list", "full"),
    Sight("guidance_changes", "full"),
    Sight("guidance_history", "full", kwargs={"kind": "statement", "id_": KEY}),
    Sight("guidance_notices", "empty", "newcomer"),
    Sight("guidance_notices", "full"),
    Sight("guidance_note", "full", kwargs={"note_id": "C26"}),
    Sight("guidance_statement", "full", kwargs={"key": KEY}),
    Sight("guidance_statement", "full", kwargs={"key": KEY}, act=source_read),
    Sight("guidance_section", "full", kwargs={"slug": TNM}, act=source_read),
    Sight("guidance_source", "full", kwargs={"key": KEY}),
    Sight("guidance_source", "empty", kwargs={"key": "126-1"}),
    Sight("guidance_addition", "full", kwargs={"key": "A-cord-compression"}),
    Sight("guidance_section", "half", kwargs={"slug": "treatment"}),
    Sight("guidance_section", "full", kwargs={"slug": "manifestations/symptoms"}),
    Sight("guidance_section", "full", kwargs={"slug": TNM}),
    Sight("flag_raise", "empty", kwargs={"kind": "note", "entry_id": "C26"}),
    Sight("flag_raise", "refused", kwargs={"kind": "statement", "entry_id": "092-1"}, act=send()),
)

UNTOUCHED = (
    Sight("curate_home", "empty"),
    Sight("change_set_list", "empty"),
    Sight("draft_publish", "empty"),
    Sight("flag_list", "empty"),
    Sight("audit", "empty"),
    Sight("curate_coverage", "empty"),
    Sight("curate_impact", "empty"),
    Sight("interests", "empty"),
    Sight("interests", "refused", act=send()),
    Sight("guidance_edition_list", "empty"),
    Sight("guidance_changes", "empty"),
    Sight("source_text", "empty"),
    Sight("source_text", "refused", act=send("button.btn-primary")),
    Sight("draft_statement", "empty", kwargs={"key": KEY}),
)
"""Before anybody has changed anything."""

CURATING = (
    Sight("curate_home", "full"),
    Sight("draft", "full"),
    Sight("draft", "half", act=opened("details.moves summary")),
    Sight("draft_document", "full"),
    *(Sight("draft_add", "empty", kwargs={"kind": kind}) for kind in ("section", "note", "reference")),
    *(
        Sight("draft_add", "empty", kwargs={"kind": kind}, query=f"?section={TNM}")
        for kind in ("statement", "rule")
    ),
    Sight("draft_add", "refused", kwargs={"kind": "note"}, act=send()),
    Sight("draft_retire", "full", kwargs={"kind": "section", "id_": TNM}),
    Sight("draft_section", "full", kwargs={"slug": TNM}),
    Sight("draft_statement", "full", kwargs={"key": KEY}),
    Sight("draft_statement", "refused", kwargs={"key": KEY}, act=send(text="")),
    Sight("draft_add", "empty", kwargs={"kind": "addition"}, query=f"?section={TNM}"),
    Sight("draft_add", "empty", kwargs={"kind": "weight"}),
    Sight("draft_addition", "full", kwargs={"key": "A-cord-compression"}),
    Sight("draft_weight_list", "full"),
    Sight("draft_weight", "full", kwargs={"weight_id": "background"}),
    Sight("draft_note_list", "full"),
    Sight("draft_note", "full", kwargs={"note_id": "C26"}),
    Sight("draft_reference_list", "full"),
    Sight("draft_reference", "full", kwargs={"reference_id": "R1"}),
    Sight("draft_rule_list", "full"),
    Sight("draft_rule", "full", kwargs={"rule_id": "tnm-caution-m0-with-kidney-metastasis"}),
    Sight("draft_rule", "half", kwargs=UROTHELIAL, query="?as=text"),
    Sight(
        "draft_rule",
        "refused",
        kwargs={"rule_id": "biopsy-caution-urothelial"},
        query="?as=text",
        act=send(text="if ("),
    ),
    Sight("change_set_list", "full"),
    Sight("change_set_list", "empty", query="?state=rejected"),
    Sight("change_set", "half", kwargs=of("writing")),
    Sight("change_set", "full", kwargs=of("reviewed")),
    Sight("change_set", "full", kwargs=of("published")),
    Sight("change_set", "half", kwargs=of("stale")),
    Sight("change_set_move", "full", kwargs=of("writing")),
    Sight("change_set_move", "refused", kwargs=of("writing"), act=send("form.sheet .btn-primary")),
    Sight("change_set", "refused", kwargs=of("reviewed"), act=send("button.btn-danger")),
    Sight("change_set", "full", kwargs=of("many"), act=each_opened(".set-index summary")),
    Sight("change_set", "half", kwargs=of("many"), query="?kind=statement&page=2"),
    Sight("change_set", "empty", kwargs=of("many"), query="?q=zebra&unseen=on"),
    Sight("change_set", "full", kwargs=of("ready")),
    Sight("draft_publish", "full"),
    Sight("draft_publish", "refused", act=send(summary="x")),
    Sight("flag_list", "full"),
    Sight("exchange", "full", act=opened(".shipped summary")),
    Sight("exchange", "refused", act=send("form[enctype] .btn-primary", text='{"format": "kidmet.pack/1"}')),
    Sight("source_text", "full", act=each_opened("details > summary")),
    Sight("source_text", "half", act=source_tried),
    Sight("draft_add", "half", kwargs={"kind": "statement"}, query=f"?section={TNM}", act=place_typed("111")),
    Sight("draft_add", "half", kwargs={"kind": "statement"}, query=f"?section={TNM}", act=place_typed("900")),
    Sight("audit", "empty", query="?words=zebra"),
    Sight("audit", "refused", query="?since=yesterday&change_set=twelve&until=2026-02-31"),
    Sight("audit", "full", act=each_opened(".audit-entries summary")),
    Sight("curate_coverage", "full"),
    Sight("curate_impact", "full", act=send("button.btn-primary")),
    Sight("interests", "full"),
)

GOING_BACK = (
    Sight("draft_publish", "half"),
    Sight("draft_publish", "full", act=send("#going-back .btn-danger")),
    Sight("change_set", "full", kwargs=of("ready")),
)
"""Somebody proposes to go back to an older edition, and whoever looks has said which interests they have."""

NOTHING_WRITTEN = (
    Sight("teach", "empty"),
    Sight("teach_new", "empty"),
)
"""Before anybody has written a case."""

WRITING = (
    Sight("teach", "full"),
    *(
        Sight("teach_new", "full", query=f"?origin={origin}")
        for origin in ("template", "case", "file", "copy")
    ),
    Sight("teach_new", "refused", query="?origin=file", act=send(text="format: kidmet.teaching-case/1")),
    Sight("teach_case", "empty", kwargs=of("bare")),
    Sight("teach_case", "full", kwargs=of("written")),
    Sight("teach_case", "refused", kwargs=of("written"), act=send("[data-save]", minutes="soon")),
    Sight("teach_step", "empty", kwargs=of("begun_case", step="history")),
    Sight("teach_step", "full", kwargs=of("written", step="scan")),
    Sight("teach_step", "full", kwargs=of("written", step="scan"), query="?beside=key"),
    Sight("teach_step", "full", kwargs=of("written", step="blood"), act=each_opened(".fact-group > summary")),
    Sight("teach_step", "refused", kwargs=of("written", step="scan"), act=send("[data-save]", title=" ")),
    Sight("teach_step", "full", kwargs=of("drawn", step="history")),
    Sight(
        "teach_stack",
        "full",
        kwargs=of("drawn", step="history", stack="images"),
        act=opened(".part-fold summary"),
    ),
    Sight(
        "teach_stack",
        "refused",
        kwargs=of("drawn", step="history", stack="images"),
        act=send("[data-save]", **{"slice-0-arrows-0-x": "120"}),
    ),
)
MARKING = (
    Sight("teach_key", "empty", kwargs=of("begun_case", chapter="presentation")),
    *(
        Sight("teach_key", "full", kwargs=of("written", chapter=key))
        for key in ("presentation", "kidney", "staging", "treatment")
    ),
    Sight(
        "teach_key",
        "refused",
        kwargs=of("written", chapter="presentation"),
        act=send("[data-save]", age_years="300"),
    ),
    Sight("teach_marks", "empty", kwargs=of("bare")),
    Sight("teach_marks", "full", kwargs=of("written")),
    Sight("teach_mark", "empty", kwargs=of("begun_case", fact="ecog")),
    Sight("teach_mark", "full", kwargs=of("written", fact="m_category")),
    Sight("teach_mark", "full", kwargs=of("written", fact="kidney_diagnosis")),
    Sight(
        "teach_mark", "refused", kwargs=of("written", fact="m_category"), act=send("[data-save]", weight="0")
    ),
    Sight("teach_questions", "empty", kwargs=of("begun_case")),
    Sight("teach_questions", "full", kwargs=of("written"), act=each_opened(".question-add > summary")),
    *(
        Sight("teach_question", "full", kwargs=of("written", step=step, question=question))
        for step, question in QUESTIONS
    ),
    Sight("teach_question", "refused", kwargs=KEY_FEATURES, act=send("[data-save]", weight="much")),
    Sight("teach_question", "half", kwargs=KEY_FEATURES, act=opened("#sample-form button")),
    Sight("teach_question_reuse", "full", kwargs=of("written", step="scan")),
    Sight("teach_question_reuse", "refused", kwargs=of("written", step="scan"), query="?q=zebrafish"),
    Sight(
        "teach_step", "refused", kwargs=of("written", step="blood"), act=changed_elsewhere("#id_narrative")
    ),
    Sight("teach_step_remove", "full", kwargs=of("written", step="scan")),
    Sight("teach_delete", "full", kwargs=of("written")),
    Sight("teach_history", "empty", kwargs=of("bare")),
    Sight("teach_history", "full", kwargs=of("written"), act=each_opened(".history summary")),
)
PUBLISHING = (
    Sight("teach_publish", "empty", kwargs=of("bare")),
    Sight("teach_publish", "full", kwargs=of("revised")),
    Sight("teach_publish", "refused", kwargs=of("revised"), act=send("form.sheet .btn-primary", summary="x")),
    Sight("teach_review", "empty", kwargs=of("bare")),
    Sight("teach_review", "full", kwargs=of("revised")),
    Sight("teach_review", "refused", kwargs=of("revised"), act=send("[name=ask]", email="nobody")),
    Sight("teach_versions", "full", kwargs=of("case")),
    Sight("teach_pull", "empty", kwargs=of("case", number=1)),
    Sight("teach_pull", "refused", kwargs=of("case", number=1), act=send()),
    Sight("teach_versions", "full", kwargs=of("put_right_case")),
    Sight("teach_remark", "empty", kwargs=of("case", number=1)),
    Sight("teach_remark", "half", kwargs=of("put_right_case", number=3)),
    Sight("teach_remark", "full", kwargs=of("put_right_case", number=2)),
    Sight("teach_remark", "full", kwargs=of("counted_case", number=2)),
    Sight(
        "teach_remark",
        "refused",
        kwargs=of("counted_case", number=2),
        act=send("form:has([name=policy]) .btn-primary"),
    ),
    Sight("teach_library_new", "empty"),
    Sight("teach_library_new", "refused", act=send()),
    Sight("teach_library", "empty", kwargs=shelf("untouched")),
    Sight("teach_library", "full", kwargs=shelf("library"), act=each_opened(".case-search summary")),
    Sight("teach_library", "refused", kwargs=shelf("library"), query="?words=zebra"),
    Sight("teach_library_about", "full", kwargs=shelf("library")),
    Sight("teach_library_about", "refused", kwargs=shelf("library"), act=send(title=" ")),
    Sight("teach_sharing", "empty", kwargs=shelf("untouched")),
    Sight("teach_sharing", "full", kwargs=shelf("library")),
    Sight(
        "teach_sharing",
        "refused",
        kwargs=shelf("library"),
        act=send("form:has([name=email]) button", email="x"),
    ),
    Sight("teach_blueprint", "empty", kwargs=shelf("untouched")),
    Sight("teach_blueprint", "full", kwargs=shelf("library")),
    Sight("teach_import", "empty"),
    Sight("teach_import", "refused", act=send()),
    Sight("teach_transfer", "full", kwargs=of("transfer")),
    Sight("teach_transfer", "half", kwargs=of("running")),
    Sight("attempt_step", "half", kwargs=of("trial", step="blood")),
)


def with_list(text: str) -> Act:
    """Choose a list of people and look at what it would do."""

    def done(page: Page) -> None:
        file = {"name": "people.csv", "mimeType": "text/csv", "buffer": text.encode()}
        page.locator("[name=file]").set_input_files(file)
        page.locator("main form button.btn-primary").click()
        page.wait_for_load_state()

    return done


PEOPLE = (
    Sight("invitation", "empty", None, lambda states: {"key": states.invitation}),
    Sight("invitation", "refused", None, lambda states: {"key": states.invitation}, act=send(password1="x")),
    Sight("people", "full"),
    Sight("people", "half", query="?state=invited"),
    Sight("people", "empty", query="?q=nobody-is-called-so"),
    Sight("people_invite", "empty"),
    Sight("people_invite", "refused", act=send(emails="nobody")),
    Sight("people_upload", "empty"),
    Sight("people_upload", "refused", act=with_list("name\nNia\n")),
    Sight("people_report", "full", kwargs=of("list")),
    Sight("people_person", "full", kwargs=of("newcomer")),
    Sight("people_acts", "full"),
)
OTHER_LIST = (Sight("people_report", "half", kwargs=of("sound")),)
"""After another list came in the place of the one with faults."""

NOTHING_ASSIGNED = (
    Sight("teach_cohorts", "empty"),
    Sight("teach_cohort_new", "empty"),
    Sight("teach_cohort_new", "refused", act=send()),
    Sight("cohort_join", "empty", "newcomer"),
    Sight("cohort_join", "refused", "newcomer", act=send(code="nothing")),
)


def of_case(assignment: Any) -> dict[str, Any]:
    """The first case of an assignment."""
    return {"pk": assignment.pk, "case": assignment.cases.first().pk}


def of_step(assignment: Any, step: str) -> dict[str, Any]:
    return of_case(assignment) | {"step": step}


def of_text(assignment: Any) -> dict[str, Any]:
    """The question of the lung case that asks for a short text."""
    return of_case(assignment) | {"question": "immunostains"}


def send_typed(selector: str, text: str) -> Act:
    """Type into the first field, whatever it is called, and send the form."""

    def done(page: Page) -> None:
        page.locator(f"main {selector}").first.fill(text)
        page.locator("main form button.btn-primary").click()
        page.wait_for_load_state()

    return done


ASSIGNING = (
    Sight("teach_cohorts", "full"),
    Sight("teach_cohort", "empty", kwargs=of("bare_cohort")),
    Sight("teach_cohort", "full", kwargs=of("cohort")),
    Sight("teach_cohort", "half", kwargs=of("hidden")),
    Sight("teach_cohort_about", "full", kwargs=of("cohort")),
    Sight("teach_cohort_about", "half", kwargs=of("hidden")),
    Sight("teach_cohort_about", "refused", kwargs=of("cohort"), act=send(title=" ")),
    Sight("teach_cohort_invitations", "empty", kwargs=of("bare_cohort")),
    Sight("teach_cohort_invitations", "full", kwargs=of("cohort")),
    Sight("teach_cohort_invitations", "half", kwargs=of("hidden")),
    Sight("teach_cohort_asked", "full", kwargs=lambda states: {"key": states.asked_key}),
    Sight("teach_cohort_people", "empty", kwargs=of("bare_cohort")),
    Sight("teach_cohort_people", "full", kwargs=of("cohort")),
    Sight("teach_cohort_people", "half", kwargs=of("hidden")),
    Sight(
        "teach_cohort_people",
        "refused",
        kwargs=of("cohort"),
        act=send("form:has([name=email]) button", email="nobody@kidmet.example"),
    ),
    Sight(
        "teach_cohort_grant", "full", kwargs=lambda states: {"pk": states.cohort.pk, "member": states.seat}
    ),
    Sight(
        "teach_cohort_grant",
        "refused",
        kwargs=lambda states: {"pk": states.cohort.pk, "member": states.seat},
        act=send(time_factor="9"),
    ),
    Sight("teach_cohort_list", "empty", kwargs=of("cohort")),
    Sight("teach_cohort_list", "half", kwargs=of("hidden")),
    Sight("teach_cohort_list", "refused", kwargs=of("cohort"), act=with_list("name\nNia\n")),
    Sight("teach_cohort_list_report", "full", kwargs=of("cohort")),
    Sight("teach_cohort_list_report", "refused", kwargs=of("open_cohort")),
    Sight("teach_cohort_list_report", "empty", kwargs=of("bare_cohort"), query="?show=invited"),
    Sight("teach_assign", "empty", kwargs=of("cohort")),
    Sight("teach_assign", "refused", kwargs=of("cohort"), act=send(title="Nothing chosen")),
    Sight("teach_assignment", "empty", kwargs=of("nothing_due")),
    Sight("teach_assignment", "full", kwargs=of("asked")),
    Sight("teach_assignment", "half", kwargs=of("overdue")),
    Sight("teach_results", "empty", kwargs=of("bare_cohort")),
    Sight("teach_results", "empty", kwargs=of("open_cohort")),
    Sight("teach_results", "full", kwargs=of("cohort"), act=pressed("[data-unfold]")),
    Sight("teach_results", "half", kwargs=of("cohort"), query="?order=name&assignment=1000000"),
    Sight(
        "teach_person", "empty", kwargs=lambda states: {"pk": states.quiet.pk, "member": states.quiet_seat}
    ),
    Sight("teach_person", "full", kwargs=lambda states: {"pk": states.cohort.pk, "member": states.seat}),
    Sight("cohort_results", "full", "newcomer", of("cohort")),
    Sight("cohort_results", "empty", "newcomer", of("quiet")),
    Sight("teach_case_results", "empty", kwargs=lambda states: of_case(states.nothing_due)),
    Sight("teach_case_results", "half", kwargs=lambda states: of_case(states.asked)),
    Sight(
        "teach_case_results",
        "full",
        kwargs=lambda states: of_case(states.results),
        act=pressed("[data-unfold]"),
    ),
    Sight("teach_texts", "empty", kwargs=of("nothing_due")),
    Sight("teach_texts", "half", kwargs=of("texts")),
    Sight("teach_texts", "full", kwargs=of("asked")),
    Sight("teach_texts_question", "empty", kwargs=lambda states: of_text(states.nothing_due)),
    Sight("teach_texts_question", "half", kwargs=lambda states: of_text(states.texts), query="?show=marked"),
    Sight("teach_texts_question", "full", kwargs=lambda states: of_text(states.texts), query="?names=yes"),
    Sight(
        "teach_texts_question",
        "refused",
        kwargs=lambda states: of_text(states.texts),
        act=send_typed("textarea", "Zebrafinch"),
    ),
    Sight("teach_cohort_copy", "empty", kwargs=of("open_cohort")),
    Sight("teach_cohort_copy", "full", kwargs=of("cohort")),
    Sight("teach_cohort_copy", "half", kwargs=of("bare_cohort")),
    Sight("teach_cohort_copy", "refused", kwargs=of("cohort"), act=send("form [name=copy]", title=" ")),
    Sight("teach_live", "empty", kwargs=lambda states: of_case(states.nothing_due)),
    Sight("teach_live", "half", kwargs=lambda states: of_case(states.overdue), query="?at=handed-in"),
    Sight("teach_live", "full", kwargs=lambda states: of_case(states.results)),
    Sight("teach_live_step", "empty", kwargs=lambda states: of_step(states.nothing_due, "history")),
    Sight("teach_live_step", "half", kwargs=lambda states: of_step(states.asked, "staging")),
    Sight(
        "teach_live_step", "full", kwargs=lambda states: of_step(states.results, "scan"), query="?expert=1"
    ),
    Sight("teach_assignment_terms", "full", kwargs=of("asked")),
    Sight("teach_assignment_terms", "refused", kwargs=of("asked"), act=send(title=" ")),
    Sight("teach_extend", "full", kwargs=lambda states: {"pk": states.asked.pk, "assignee": states.assignee}),
    Sight(
        "teach_extend",
        "refused",
        kwargs=lambda states: {"pk": states.asked.pk, "assignee": states.assignee},
        act=send(),
    ),
    Sight("teach_attempt", "half", kwargs=of("handed_in"), act=each_opened("details.fold > summary")),
    Sight("teach_attempt", "full", kwargs=of("put_right"), act=each_opened("details.fold > summary")),
    Sight(
        "teach_attempt",
        "refused",
        kwargs=of("handed_in"),
        act=pressed(".feedback-all summary", ".feedback-all button"),
    ),
    Sight("teach_attempt_mark", "empty", kwargs=of_mark("handed_in")),
    Sight("teach_attempt_mark", "full", kwargs=of_mark("put_right")),
    Sight("teach_attempt_mark", "refused", kwargs=of_mark("put_right"), act=send(points="999")),
    Sight("attempt_second_look", "empty", "newcomer", of_mark("put_right", 1)),
    Sight("attempt_second_look", "full", "newcomer", of_mark("put_right")),
    Sight("attempt_second_look", "refused", "newcomer", of_mark("put_right", 1), act=send(reason=" ")),
    Sight("attempt_debrief", "full", "newcomer", of("put_right"), act=each_opened("details.fold > summary")),
    Sight("reminders_stop", "full", None, lambda states: {"key": key_of(states.rich)}),
    Sight(
        "reminders_stop",
        "empty",
        None,
        lambda states: {"key": key_of(states.newcomer)},
        act=send("form button.btn-primary"),
    ),
    Sight("cohort_join", "full", "newcomer", lambda states: {"code": states.open_cohort.code}),
    Sight("learning", "half", "newcomer"),
    Sight("assignment", "half", "newcomer", of("asked")),
    Sight("assignment", "empty", "newcomer", of("overdue")),
    Sight("attempt_debrief", "half", "newcomer", of("handed_in")),
    Sight("teaching_case", "half", "newcomer", {"library": "kidney-metastases", "slug": "melanoma-ldh"}),
)

VERSIONS = (
    Sight("teach_assignment", "full", kwargs=of("newer")),
    Sight("teach_assignment", "half", kwargs=of("out_of_use")),
    Sight("teach_newer_version", "full", kwargs=lambda states: of_case(states.newer)),
    Sight("teach_newer_version", "empty", kwargs=lambda states: of_case(states.out_of_use)),
    Sight("assignment", "refused", "newcomer", of("out_of_use")),
)


def of_request(name: str) -> Callable[[States], dict[str, Any]]:
    def kwargs(states: States) -> dict[str, Any]:
        asked = getattr(states, name)
        return {"pk": asked.assignee.assignment_id, "asked": asked.pk}

    return kwargs


def chosen_and_found(page: Page) -> None:
    """One case chosen on a page, and others looked for on the next."""
    page.locator(".assign-cases input[type=checkbox]").first.check()
    page.locator("[name=title]").fill("Typed before")
    page.locator("button[name=find][value='2']").click()
    page.wait_for_load_state()
    expect(page.locator("[name=title]")).to_have_value("Typed before")
    expect(page.locator("#chosen-so-far")).to_be_visible()


ASKING = (
    Sight("teach_assign", "half", kwargs=of("many_cases"), act=chosen_and_found),
    Sight("teach_assign", "full", kwargs=of("many_cases")),
    Sight("assignment_time", "empty", "newcomer", of("never_asked")),
    Sight("assignment_time", "refused", "newcomer", of("never_asked"), act=send()),
    Sight("assignment_time", "full", "newcomer", of("asked_for_time")),
    Sight("assignment", "full", "newcomer", of("asked_for_time")),
    Sight("attempt_step", "half", "newcomer", lambda states: {"pk": states.timed.pk, "step": "history"}),
    Sight("teach_assignment", "full", kwargs=of("asked_for_time")),
    Sight("teach_time_request", "full", kwargs=of_request("open_request")),
    Sight("teach_time_request", "half", kwargs=of_request("declined")),
    Sight("teach_time_request", "refused", kwargs=of_request("open_request"), act=send(minutes="0")),
)

ALL = (
    *(*OUTSIDE, *ADMINISTERING, *ENTERING, *WORKING, *LEARNING, *READING, *UNTOUCHED),
    *(*CURATING, *GOING_BACK),
    *(*NOTHING_WRITTEN, *WRITING, *MARKING, *PUBLISHING, *PEOPLE, *OTHER_LIST),
    *(*NOTHING_ASSIGNED, *ASSIGNING, *VERSIONS, *ASKING),
)


SURENESS = (
    Sight(
        "teaching_case", "half", "newcomer", {"library": "kidney-metastases", "slug": "bladder-upper-tract"}
    ),
    Sight("attempt_step", "empty", "newcomer", of("asks", step="scan")),
    Sight("attempt_step", "full", "newcomer", of("sure_and_wrong", step="history")),
    Sight("attempt_debrief", "empty", "newcomer", of("left_open")),
    Sight("attempt_debrief", "half", "newcomer", of("unsure"), act=each_opened(".sureness-shown summary")),
    Sight("attempt_debrief", "full", "newcomer", of("sure_and_wrong")),
    Sight("teach_attempt", "full", kwargs=of("sure_and_wrong"), act=each_opened("details.fold > summary")),
    Sight("teach_results", "half", kwargs=of("barely_asked")),
    Sight("teach_results", "full", kwargs=of("sure_cohort"), act=pressed("[data-unfold]")),
    Sight(
        "teach_case_results",
        "full",
        kwargs=lambda states: of_case(states.sure_case),
        act=pressed("[data-unfold]"),
    ),
)
