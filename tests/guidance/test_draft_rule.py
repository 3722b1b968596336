"""The page of a rule: what it does and says, its condition in the builder and as text, saved as one goes."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from guidance.domain.edition import CompiledEdition
from guidance.models import Change
from kidmet_site.accounts.models import User
from tests.guidance.curating import change, entry_now
from tests.guidance.reading import text_of
from tests.guidance.sending import Fields, as_query, buttons, sent
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
HTMX = {"HTTP_HX_REQUEST": "true"}
SHOWS, HIGHLIGHTS, WARNS = (
    "anatomy-structure-one-lesion",
    "anatomy-structure-several",
    "biopsy-caution-urothelial",
)
LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
FRAIL = {"fact": "ecog", "op": ">=", "value": 2}


@pytest.fixture
def curate(edition: CompiledEdition, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def page(rule: str = SHOWS, as_text: bool = False) -> str:
    return f"/curate/draft/rules/{rule}/{'?as=text' if as_text else ''}"


def form_of(client: Client, path: str) -> Fields:
    response = client.get(path)
    assert response.status_code == 200
    return sent(response.content.decode(), "rule-form")


def post(client: Client, path: str, fields: Fields, *, htmx: bool = False, **changed: Any) -> Any:
    filled = {
        name.replace("__", "-"): value if isinstance(value, list) else [value]
        for name, value in changed.items()
    }
    more: Any = HTMX if htmx else {}
    query = as_query(fields | filled)
    return client.post(path, query.urlencode(), content_type="application/x-www-form-urlencoded", **more)


def press(client: Client, op: str, rule: str = SHOWS, *, htmx: bool = True, **changed: Any) -> str:
    """The answer to one of the buttons that are on the page."""
    html = client.get(page(rule)).content.decode()
    assert op in buttons(html, "rule-form")
    return post(client, page(rule), sent(html, "rule-form"), htmx=htmx, op=op, **changed).content.decode()


# Saving


@pytest.mark.parametrize("rule", [SHOWS, HIGHLIGHTS, WARNS])
@pytest.mark.parametrize("as_text", [False, True], ids=["as a sentence", "as text"])
def test_a_rule_that_is_saved_as_it_stands_is_no_change(curate: Client, rule: str, as_text: bool) -> None:
    response = post(curate, page(rule, as_text), form_of(curate, page(rule, as_text)))

    assert response.status_code == 302 and response["Location"] == page(rule, as_text)
    assert Change.objects.count() == 0


def test_a_value_that_is_changed_is_saved_into_the_curators_set(curate: Client, curator: User) -> None:
    answer = post(curate, page(), form_of(curate, page()), htmx=True, **{"n0.0-value": "2"}).content.decode()

    assert entry_now(curator, "rule", SHOWS)["when"] == {"fact": "lesion_count", "op": "is", "value": 2}
    assert "shows if number of kidney lesions is 2." in answer
    assert "Saved" in answer and "Changed in your change set" in answer
    assert 'id="builder"' not in answer, "what needs no other controls is left in peace"


def test_another_fact_gets_controls_that_suit_it(curate: Client, curator: User) -> None:
    answer = post(
        curate, page(), form_of(curate, page()), htmx=True, **{"n0.0-fact": "primary_site"}
    ).content.decode()

    assert 'id="builder"' in answer and 'value="lung"' in answer
    assert entry_now(curator, "rule", SHOWS)["when"] == {"fact": "primary_site", "op": "is"}
    assert "Choose a value." in answer


def test_a_condition_that_is_not_complete_is_saved_and_its_faults_are_told(
    curate: Client, curator: User
) -> None:
    answer = press(curate, "add:0")

    assert entry_now(curator, "rule", SHOWS)["when"]["all"][1] == {"fact": ""}
    assert answer.count("Choose a fact.") == 2, "beside the comparison, and with what is to be mended"
    assert 'href="#field-c-0-1"' in answer
    again = text_of(curate.get(page()).content.decode())
    assert "To be mended before you propose Second condition : Choose a fact." in again
    assert "“Growth pattern and structure” shows if number of kidney lesions is 1 and …" in again


def test_a_button_saves_and_tells_which_control_comes_next(curate: Client, curator: User) -> None:
    answer = press(curate, "add:0", **{"new__0": "albumin"})

    assert 'data-focus="op-0-1" data-said="A comparison was added."' in answer
    assert entry_now(curator, "rule", SHOWS)["when"]["all"][1] == {"fact": "albumin_g_l"}


def test_without_javascript_a_button_gives_the_page_back_with_all_that_was_typed(curate: Client) -> None:
    html = press(curate, "add:0", htmx=False, because="One lesion in {laterality}.", notes=["C04", "C16"])

    fields = sent(html, "rule-form")
    assert fields["because"] == ["One lesion in {laterality}."]
    assert sorted(fields["notes"]) == ["C04", "C16"]
    assert 'id="fact-0-1" autofocus' in html
    assert fields["seen"] != form_of(curate, page(HIGHLIGHTS))["seen"]
    saved = post(curate, page(), fields)
    assert saved.status_code == 302, "the page that came back can be saved"


def test_a_button_that_is_pressed_twice_on_one_page_does_its_work_once(curate: Client, curator: User) -> None:
    fields = form_of(curate, page())
    post(curate, page(), fields, op="add:0")
    again = post(curate, page(), fields, op="add:0").content.decode()

    assert "This was changed in another tab" not in again, "it was this page that changed it"
    assert entry_now(curator, "rule", SHOWS)["when"]["all"][1:] == [{"fact": ""}]


def test_another_button_on_a_page_that_is_out_of_date_overwrites_nothing(
    curate: Client, curator: User
) -> None:
    fields = form_of(curate, page())
    post(curate, page(), fields, op="add:0")
    again = post(curate, page(), fields, op="add:0", **{"n0.0-value": "2"}).content.decode()

    assert "This was changed in another tab since you opened it here." in again
    assert entry_now(curator, "rule", SHOWS)["when"]["all"][0]["value"] == 1


def test_what_a_rule_does_decides_what_it_keeps(curate: Client, curator: User) -> None:
    fields = form_of(curate, page())
    post(curate, page(), fields, effect="caution", message="Count them again.", about=["lesion_count"])

    entry = entry_now(curator, "rule", SHOWS)
    assert (entry["message"], entry["about"]) == ("Count them again.", ["lesion_count"])
    assert "because" not in entry


def test_a_highlight_without_its_statement_is_saved_and_told(curate: Client, curator: User) -> None:
    answer = post(curate, page(), form_of(curate, page()), htmx=True, effect="highlight").content.decode()

    assert entry_now(curator, "rule", SHOWS)["effect"] == "highlight"
    assert '<a href="#field-statement">Statement or addition</a>:' in answer
    assert "A statement or an addition is highlighted if" in answer


def test_the_statements_offered_are_those_of_the_section(curate: Client, edition: CompiledEdition) -> None:
    fields = form_of(curate, page(HIGHLIGHTS))
    answer = post(curate, page(HIGHLIGHTS), fields, htmx=True, section="diagnosis/biopsy").content.decode()

    offered = answer.split('id="rule-statement"', 1)[1].split("</select>", 1)[0]
    assert all(statement.key in offered for statement in edition.sections["diagnosis/biopsy"].statements)
    assert "033-2 (in another section)" in offered, "what was chosen stays until another one is"


def test_a_rule_that_changed_elsewhere_is_not_overwritten(curate: Client, curator: User) -> None:
    fields = form_of(curate, page())
    change(curator, "rule", SHOWS, because="Another tab.")
    answer = post(curate, page(), fields, htmx=True, because="This tab.").content.decode()

    assert "This was changed in another tab" in answer
    assert entry_now(curator, "rule", SHOWS)["because"] == "Another tab."
    post(curate, page(), fields, htmx=True, because="This tab.", keep_mine="1")
    assert entry_now(curator, "rule", SHOWS)["because"] == "This tab."


def test_there_is_no_page_of_a_rule_that_there_is_not(curate: Client) -> None:
    assert curate.get(page("no-such-rule")).status_code == 404


# As text


def test_a_text_that_is_read_is_the_builders_condition(curate: Client, curator: User) -> None:
    fields = form_of(curate, page(as_text=True))
    text = "primary_site is lung\r\nand (ecog >= 2 or not (egfr < 45))"
    response = post(curate, page(as_text=True), fields, text=text)

    assert response["Location"] == page(as_text=True)
    html = curate.get(page()).content.decode()
    assert (
        "primary site is lung and (performance status (ECOG) is at least 2 or not (eGFR is below 45" in html
    )
    assert {"any:0.1", "not:0.1.1"} <= buttons(html, "rule-form")
    shown = form_of(curate, page(as_text=True))["text"]
    assert shown == ["primary_site is lung and (ecog >= 2 or not (egfr < 45))\n"] or "ecog >= 2" in shown[0]


@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "without JavaScript"])
def test_a_fault_of_a_text_is_named_with_line_and_column(curate: Client, curator: User, htmx: bool) -> None:
    fields = form_of(curate, page(as_text=True))
    typed = "primary_site is lung\nand primry_site is breast"
    response = post(curate, page(as_text=True), fields, htmx=htmx, text=typed, because="Typed as well.")
    html = response.content.decode()

    assert response.status_code == 200
    assert "Line 2, column 5." in html and "Did you mean “primary_site”?" in html
    assert "and <mark>primry_site</mark> is breast" in html
    assert Change.objects.count() == 0, "nothing of it was saved"
    if not htmx:
        kept = sent(html, "rule-form")
        assert (kept["text"], kept["because"]) == ([typed], ["Typed as well."])


def test_a_condition_that_is_not_complete_is_shown_as_text_with_its_gap(curate: Client) -> None:
    press(curate, "add:0")

    assert form_of(curate, page(as_text=True))["text"] == ["lesion_count is 1\nand … … …"]


# Warnings


@pytest.mark.parametrize(
    ("when", "said"),
    [
        pytest.param({"fact": "albumin_g_l", "op": "<", "value": 5}, "can never be true", id="never"),
        pytest.param(
            {"any": [LUNG, {"fact": "primary_site", "op": "is_not", "value": "lung"}]},
            "is true whatever",
            id="always",
        ),
        pytest.param(
            {"all": [LUNG, {**LUNG, "value": "breast"}]}, "cannot be true together", id="contradiction"
        ),
        pytest.param({"all": [LUNG, FRAIL, LUNG]}, "is given twice", id="a part twice"),
    ],
)
def test_what_is_odd_about_a_condition_is_told(curate: Client, curator: User, when: Any, said: str) -> None:
    change(curator, "rule", SHOWS, when=when)

    words = text_of(curate.get(page()).content.decode())
    assert "Look again:" in words
    assert said in words


def test_a_reason_that_names_another_fact_is_told(curate: Client, curator: User) -> None:
    change(curator, "rule", SHOWS, when=LUNG, because="ECOG is {ecog}.")

    words = text_of(curate.get(page()).content.decode())
    assert "The reason names performance status (ECOG), but the condition does not ask about it" in words


def test_a_rule_that_repeats_another_leads_there(curate: Client, curator: User) -> None:
    other = entry_now(curator, "rule", "anatomy-structure-distorted")
    change(curator, "rule", SHOWS, when=other["when"])

    html = curate.get(page()).content.decode()
    assert "The rule “Shows ‘Growth pattern and structure’ when" in html
    assert 'href="/curate/draft/rules/anatomy-structure-distorted/"' in html


def test_a_warning_leads_to_its_part_and_goes_when_it_is_mended(curate: Client, curator: User) -> None:
    change(curator, "rule", SHOWS, when={"all": [LUNG, FRAIL, LUNG]})
    assert 'href="#field-c-0-2"' in curate.get(page()).content.decode()

    assert "Look again" not in press(curate, "remove:0.2")


# What does not belong there


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        pytest.param({}, "Choose one.", id="nothing at all"),
        pytest.param(
            {"effect": "explode", "section": "staging"}, "“explode” is not in the draft", id="no such effect"
        ),
        pytest.param(
            {"effect": "show", "section": "nowhere"}, "“nowhere” is not in the draft", id="no such section"
        ),
        pytest.param(
            {"effect": "show", "section": "staging"},
            "The form came back without its condition.",
            id="no condition",
        ),
        pytest.param(
            {"effect": "show", "section": "staging", "n0-shape": "all", "n0-parts": "5000"},
            "A condition has at most 200 groups and comparisons.",
            id="thousands of parts",
        ),
        pytest.param(
            {"effect": "show", "section": "staging", "n0-shape": "all", "n0-parts": "x"},
            "The form came back incomplete. Load the page again.",
            id="no count",
        ),
        pytest.param(
            {"effect": "show", "section": "staging", "text": "(" * 5000}, "cannot be read yet", id="brackets"
        ),
        pytest.param(
            {"effect": "show", "section": "staging", "text": "\u202e"}, "cannot be read yet", id="invisible"
        ),
        pytest.param(
            {"effect": "show", "section": "staging", "notes": ["C999"]},
            "Select a valid choice",
            id="no such note",
        ),
    ],
)
@pytest.mark.parametrize("htmx", [True, False], ids=["htmx", "page"])
def test_nonsense_gets_a_clear_answer_and_changes_nothing(
    curate: Client, fields: dict[str, Any], said: str, htmx: bool
) -> None:
    listed = {name: value if isinstance(value, list) else [value] for name, value in fields.items()}
    response = post(curate, page(), listed, htmx=htmx)

    assert response.status_code == 200
    assert said in response.content.decode()
    assert Change.objects.count() == 0


def test_mark_up_that_is_typed_stays_text(curate: Client, curator: User) -> None:
    change(curator, "rule", SHOWS, when={"all": [{"fact": "<b>", "op": "<i>", "value": "<script>"}, LUNG]})
    html = curate.get(page()).content.decode() + curate.get(page(as_text=True)).content.decode()

    assert "<b>&" not in html and "<script>" not in html.replace("<script src", "")
    assert "&lt;script&gt;" in html


def test_a_rule_that_is_too_large_for_the_builder_is_shown_as_text(curate: Client, curator: User) -> None:
    change(curator, "rule", SHOWS, when={"any": [FRAIL] * 300})

    assert "A condition has at most 200 groups and comparisons." in curate.get(page()).content.decode()
    assert form_of(curate, page(as_text=True))["text"][0].count("ecog") == 300


# Cost


def test_a_rule_costs_the_same_with_one_comparison_and_with_many(curate: Client, curator: User) -> None:
    def cost() -> int:
        curate.get(page())
        with CaptureQueriesContext(connection) as queries:
            curate.get(page())
        return len(queries)

    change(curator, "rule", SHOWS, when=LUNG)
    few = cost()
    change(curator, "rule", SHOWS, when={"any": [{"all": [FRAIL, LUNG]}] * 50})

    assert cost() == few <= 26


@pytest.mark.parametrize("htmx", [False, True], ids=["whole page", "by htmx"])
@pytest.mark.parametrize("op", [[], ["add:0"]], ids=["saved", "by a button"])
def test_a_character_that_no_text_may_hold_is_named_and_what_was_typed_comes_back(
    curate: Client, htmx: bool, op: list[str]
) -> None:
    typed = {"n0.0-value": "7\x00", "because": "Typed meanwhile.", "op": op}
    answer = post(curate, page(), form_of(curate, page()), htmx=htmx, **typed)
    told = answer.content.decode()

    assert answer.status_code == 200
    assert "What was typed into the condition holds U+0000 (a control character)" in told
    assert op or re.search(
        r'<div class="part-after" id="after-0-0"[^>]*><p>This holds U\+0000', squeezed(told)
    )
    assert htmx or ("Typed meanwhile." in told and 'value="7"' in told)
    assert Change.objects.count() == 0
    written = {"text": "lesion_count is 7\x00"}
    as_text = post(curate, page(as_text=True), form_of(curate, page(as_text=True)), htmx=htmx, **written)
    assert as_text.status_code == 200
    assert "<b>Line 1, column 18.</b> This holds U+0000 (a control" in as_text.content.decode()
