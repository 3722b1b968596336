"""A rule tried on a case while it is written: each part true, false or unknown, and nothing is written."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings

from cases.models import PatientCase
from cases.presenting.rule_test import trial_of
from guidance.domain.conditions import Condition, weigh, write_condition
from guidance.domain.conditions.tree import faults_of, from_data
from guidance.domain.edition import CompiledEdition
from guidance.domain.facts import Facts
from guidance.forms.conditions import kept_condition
from guidance.models import Change
from guidance.presenting.builder import builder_of
from kidmet_site.accounts.models import User
from tests.cases.samples import case_of
from tests.guidance.domain.strategies import conditions, facts
from tests.guidance.sending import Fields, as_query, sent
from tests.pages import squeezed

ClientOf = Callable[[User], Client]
TEST = "/curate/rules/test/"
LUNG = "library:kidney-metastases/lung-m-category"
OF_PLACES = re.compile("kidmet_cache|SAVEPOINT")
HTMX = {"HTTP_HX_REQUEST": "true"}
IS_LUNG = {"fact": "primary_site", "op": "is", "value": "lung"}
PREGNANT = {"fact": "pregnant", "op": "is", "value": True}
FEVER = {"fact": "symptoms", "op": "has", "value": "fever"}


@pytest.fixture
def curate(library: None, curator: User, client_of: ClientOf) -> Client:
    return client_of(curator)


def fields_of(when: Any) -> Fields:
    """What the builder sends for a condition."""
    typed = kept_condition(when)
    context = {"builder": builder_of(typed.root, faults_of(typed.root)), "typed": typed}
    return sent(render_to_string("guidance/_rule_builder.html", context))


def tried(client: Client, when: Any, case: str = LUNG, *, htmx: bool = False, **more: str) -> Any:
    fields = fields_of(when) | {
        name: [value] for name, value in {"case": case, "effect": "show", **more}.items()
    }
    headers: Any = HTMX if htmx else {}
    body = as_query(fields).urlencode()
    return client.post(TEST, body, content_type="application/x-www-form-urlencoded", **headers)


def parts(trial: Any) -> list[tuple[str, str]]:
    """The path and the word of every part, in the order in which they are read."""
    found = [(trial.name, trial.code)]
    return found + [each for part in trial.parts for each in parts(part)]


# Against a case


def test_each_part_is_true_false_or_unknown_for_the_expert_s_record(curate: Client) -> None:
    response = tried(curate, {"all": [IS_LUNG, {"any": [FEVER, PREGNANT]}]})

    assert parts(response.context["trial"].whole) == [
        ("0", "unknown"),
        ("0.0", "true"),
        ("0.1", "unknown"),
        ("0.1.0", "false"),
        ("0.1.1", "unknown"),
    ]
    html = squeezed(tried(curate, {"all": [IS_LUNG, {"any": [FEVER, PREGNANT]}]}, htmx=True).content)
    assert "It stays open" in html and "Still missing: Pregnant." in html
    assert "primary site is lung" in html and "(lung)" in html and "(not recorded)" in html
    assert "<html" not in html, "a fragment for the page that is open"


@pytest.mark.parametrize(
    ("effect", "when", "said"),
    [
        ("show", IS_LUNG, "The section shows."),
        ("highlight", IS_LUNG, "It is highlighted."),
        ("caution", FEVER, "The caution is not raised."),
        ("show", FEVER, "The section does not show."),
        ("nonsense", IS_LUNG, "The section shows."),
    ],
)
def test_the_answer_says_what_the_rule_does(curate: Client, effect: str, when: Any, said: str) -> None:
    assert said in tried(curate, when, effect=effect).content.decode()


def test_what_is_not_complete_counts_as_unknown(curate: Client) -> None:
    response = tried(curate, {"any": [IS_LUNG, {"fact": ""}]})
    assert parts(response.context["trial"].whole) == [("0", "true"), ("0.0", "true"), ("0.1", "unknown")]

    open_ = tried(curate, {"all": [IS_LUNG, {"fact": ""}]})
    assert open_.context["trial"].whole.code == "unknown"
    assert "What is not complete yet counts as unknown." in open_.content.decode()
    assert "(not complete yet)" in open_.content.decode()


def test_a_condition_that_is_written_as_text_is_tried_as_well(curate: Client) -> None:
    sent_ = {"text": "primary_site is lung and not (symptoms has fever)", "case": LUNG, "effect": "show"}

    assert "The section shows." in curate.post(TEST, sent_, **HTMX).content.decode()
    faulty = curate.post(
        TEST, sent_ | {"text": "primary_site is lung and\nnose is red"}, **HTMX
    ).content.decode()
    assert "Its first fault is in line 2, column 1." in faulty


def test_a_case_that_records_nothing_leaves_all_open(curate: Client) -> None:
    assert tried(curate, IS_LUNG, "empty").context["trial"].whole.code == "unknown"


# Which cases


def test_teaching_demo_and_own_cases_can_be_chosen(curate: Client, curator: User) -> None:
    own = case_of(curator, primary_site="breast")
    groups = dict(tried(curate, IS_LUNG).context["groups"])

    assert len(groups["Teaching cases, as the expert has them"]) == 9
    assert ("demo:lung-both-kidneys" in dict(groups["Demo cases"])) and len(groups["Demo cases"]) == 6
    assert dict(groups["My own cases"]) == {f"own:{own.pk}": own.title}
    assert tried(curate, IS_LUNG, "demo:lung-both-kidneys").context["trial"].whole.code == "true"
    assert tried(curate, IS_LUNG, f"own:{own.pk}").context["trial"].whole.code == "false"


def test_another_s_case_does_not_exist(curate: Client, resident: User) -> None:
    case = case_of(resident, primary_site="lung")
    html = tried(curate, IS_LUNG, f"own:{case.pk}").content.decode()

    assert "This case is not there any more. Choose another." in html
    assert case.title not in html


@pytest.mark.parametrize(
    "case", ["own:", "own:x", "own:" + "9" * 150, "library:a/b", "demo:", "nonsense", "\0"]
)
def test_a_case_that_there_is_not_is_told(curate: Client, case: str) -> None:
    response = tried(curate, IS_LUNG, case)

    assert response.status_code == 200
    assert "This case is not there any more" in response.content.decode()


def test_the_chosen_case_is_remembered(curate: Client) -> None:
    tried(curate, IS_LUNG)
    fields = as_query(fields_of(IS_LUNG)).urlencode()
    again = curate.post(TEST, fields, content_type="application/x-www-form-urlencoded")

    assert again.context["chosen"] == LUNG and again.context["trial"].whole.code == "true"


def test_without_a_case_it_asks_for_one(curate: Client) -> None:
    html = tried(curate, IS_LUNG, "").content.decode()

    assert "Choose a case" in html and "data-path" not in html


# Without JavaScript


def test_without_javascript_a_page_sends_the_same_condition_again_and_leads_back(curate: Client) -> None:
    when = {"any": [IS_LUNG, {"not": FEVER}]}
    html = tried(curate, when, rule="anatomy-structure-one-lesion", because="So it is.").content.decode()

    again = sent(html, "rule-form")
    assert fields_of(when).items() <= again.items()
    assert again["because"] == ["So it is."] and again["case"] == [LUNG]
    assert 'formaction="/curate/draft/rules/anatomy-structure-one-lesion/" name="op" value="again:0"' in html
    back = as_query(again | {"op": ["again:0"]}).urlencode()
    page = curate.post(
        "/curate/draft/rules/anatomy-structure-one-lesion/",
        back,
        content_type="application/x-www-form-urlencoded",
    )
    assert page.status_code == 200 and "So it is." in page.content.decode()


def test_without_javascript_the_page_says_which_rule_is_tried_and_with_which_condition(
    curate: Client, edition: CompiledEdition
) -> None:
    html = squeezed(tried(curate, IS_LUNG, rule="tnm-t").content.decode())

    assert '<p class="lede">Highlights statement 111-2 when primary site is lung</p>' in html
    assert "lede" not in tried(curate, IS_LUNG, rule="no-such-rule").content.decode()


@pytest.mark.parametrize("rule", ["", "../../admin", "https://elsewhere.example/", "javascript:alert(1)"])
def test_the_way_back_leads_to_a_rule_or_nowhere(curate: Client, rule: str) -> None:
    assert "Back to the rule" not in tried(curate, IS_LUNG, rule=rule).content.decode()


# Nothing else


def test_trying_writes_nothing(curate: Client) -> None:
    tried(curate, PREGNANT)

    assert Change.objects.count() == PatientCase.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "The form came back without its condition."),
        ({"n0-shape": "all", "n0-parts": "100000"}, "at most 200"),
        ({"n0-shape": "<b>", "n0-parts": "0"}, "A group cannot be &quot;&lt;b&gt;&quot;."),
    ],
)
def test_nonsense_gets_a_clear_answer(curate: Client, fields: dict[str, str], said: str) -> None:
    response = curate.post(TEST, fields | {"case": LUNG}, **HTMX)

    assert response.status_code == 200 and said in response.content.decode()


def test_it_is_asked_by_post(curate: Client) -> None:
    assert curate.get(TEST).status_code == 405


def test_it_costs_the_same_for_one_comparison_and_for_many(curate: Client, curator: User) -> None:
    def cost(when: Any) -> int:
        tried(curate, when)
        with CaptureQueriesContext(connection) as queries:
            tried(curate, when)
        # What counts the heavy requests of a session is the same for every page.
        return len([each for each in queries if not OF_PLACES.search(each["sql"])])

    few = cost(IS_LUNG)
    for _ in range(5):
        case_of(curator, primary_site="breast")

    assert cost({"any": [{"all": [FEVER, IS_LUNG]}] * 50}) == few <= 5


@settings(deadline=None, max_examples=100)
@given(conditions(), facts())
def test_a_complete_condition_comes_to_what_matching_says(condition: Condition, known: Facts) -> None:
    whole = trial_of(from_data(write_condition(condition)), known, "show").whole

    assert (whole.truth, whole.facts) == weigh(condition, known)
